"""How the codes are drawn: model, view, label, count, seed and temperature."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sample_controls(examples: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> gr.HTML:
    """The settings of the draw, part of the page's address while the tab is open.

    Parameters:
        examples: answers with real digits, [{label, source, pixels (28 x 28)}], for all panels of the tab.
    """
    return widget("sample_controls", elem_id="sample-controls", server_functions=[examples])
