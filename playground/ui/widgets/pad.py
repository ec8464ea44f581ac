"""The pad: where a digit is drawn, and the one place from which the network is asked."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def pad(look: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A canvas for mouse, finger, pen and keyboard. Every move calls `look`; see pad.js for the request."""
    return widget("pad", elem_id="digit-pad", server_functions=[look])
