"""Has it seen this before? The test digits nearest to a sample."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sample_nearest(nearest: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """The picked sample beside the decoded test codes that are nearest to it, with their distances.

    Parameters:
        nearest: answers {sequence, model, code, label} with {sequence, model, neighbours: [{index, label, distance,
            pixels}], typical}.
    """
    return widget("sample_nearest", server_functions=[nearest])
