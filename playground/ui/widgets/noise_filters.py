"""Filters: what the first layer looks for after training without noise, and with more and more of it."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def noise_filters(kernels: Answer, responses: Answer) -> gr.HTML:
    """Weights as pictures, sorted, with a number for how edge-like they are and each one's response to the digit.

    Parameters:
        kernels: answers {model} with {model, count, pixels, bound, concentration, mean_concentration,
            noise_concentration}; sent once a model, when the panel comes into view.
        responses: answers {sequence, digit, model} with {sequence, model, responses} in the order of the kernels.
    """
    return widget("noise_filters", server_functions=[kernels, responses])
