"""The way from one digit to another, through codes and through pixels."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sample_between(
    between: Callable[[dict[str, Any]], dict[str, Any]], film: Callable[[dict[str, Any]], dict[str, Any]]
) -> gr.HTML:
    """Two digits, a slider from one to the other, and all steps below it.

    Parameters:
        between: answers {sequence, model, first, second, steps, method, label}, see `tabs.sample.between`.
        film: answers the same with {gif}.
    """
    return widget("sample_between", server_functions=[between, film])
