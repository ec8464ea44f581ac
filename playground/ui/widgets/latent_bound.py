"""The ELBO with this digit's numbers: where the reconstruction term comes from, what each dimension costs."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def latent_bound(bound: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A heat map, bars, the formula, and a slider for β; follows the digit.

    Parameters:
        bound: answers {sequence, digit, model} with {sequence, model, pixels, reconstruction, kl,
            kl_per_dimension, negative_elbo}.
    """
    return widget("latent_bound", server_functions=[bound])
