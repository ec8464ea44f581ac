"""PSNR against the amount of noise: this digit before the mean of the test set."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def noise_curve(curve: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A line a network and a filter, where the best network starts to win, and the test-set means as a table."""
    return widget("noise_curve", elem_id="noise-curve", server_functions=[curve])
