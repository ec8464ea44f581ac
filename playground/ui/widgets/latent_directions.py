"""Directions with a meaning: from one label to another, slant, stroke thickness."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def latent_directions(directions: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """Sliders that move the code of the tab along measured directions.

    Parameters:
        directions: answers {model} with {model, label_means, slant: {direction, low, high, mean, deviation, r2},
            thickness: the same}.
    """
    return widget("latent_directions", server_functions=[directions])
