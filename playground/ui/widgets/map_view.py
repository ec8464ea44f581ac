"""The map itself."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def map_view(ground: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """The map itself."""
    return widget("map_view")
