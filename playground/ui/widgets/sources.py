"""Digits that are not drawn: an uploaded, pasted or photographed picture, and real examples."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sources(
    open: Callable[[dict[str, Any]], dict[str, Any]],  # named as the page calls it
    examples: Callable[[dict[str, Any]], list[dict[str, Any]]],
    *,
    elem_id: str = "digit-sources",
) -> gr.HTML:
    """Buttons for file and camera, paste and drop anywhere, and a strip of examples, all put on the pad."""
    return widget("sources", elem_id=elem_id, server_functions=[open, examples])
