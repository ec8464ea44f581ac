"""Walk back to the manifold: an answer fed in again, ten times."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def noise_walk(walk: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A strip of pictures that follows the noise slider, with its PSNR and what the numbers say of it.

    Parameters:
        walk: answers {sequence, digit, noise, amount, seed, position, model} with
            {sequence, model, steps: [{pixels, psnr}]}, the noisy picture first.
    """
    return widget("noise_walk", server_functions=[walk])
