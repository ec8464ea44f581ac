"""The samples: a sheet of crisp digits, of which one is picked."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sample_grid(draw: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """The newest samples, what their codes were drawn from, and buttons that save them.

    Parameters:
        draw: answers {sequence, model, view, count, seed, temperature, label}, see `tabs.sample.draw`.
    """
    return widget("sample_grid", server_functions=[draw])
