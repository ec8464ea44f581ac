"""What lies halfway between two digits, in pixels and in codes."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget

DIGITS = 10_000
"""Of the test split: an index in the page's address is below."""


def map_halfway(halfway: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """Two digits to choose and the two middles between them, each read by the classifier.

    Parameters:
        halfway: answers {sequence, model, first, second} (indices of digits) with {sequence, model, pixels, manifold
            (base64 of 28 x 28 bytes), pixels_reading, manifold_reading: {label, confidence}}.
    """
    return widget("map_halfway", server_functions=[halfway], count=DIGITS)
