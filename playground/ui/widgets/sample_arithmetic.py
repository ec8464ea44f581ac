"""Arithmetic with the codes of three digits."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sample_arithmetic(arithmetic: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """a − b + c, each chosen from the pad, the examples and the samples, and what the sum decodes to.

    Parameters:
        arithmetic: answers {sequence, model, first, second, third}, see `tabs.sample.arithmetic`.
    """
    return widget("sample_arithmetic", server_functions=[arithmetic])
