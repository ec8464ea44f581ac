"""How good a sheet of samples is: read by a classifier, beside real digits."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def sample_quality(quality: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """The judge's confidence, the labels it reads and the diversity, each beside the real digits' figure.

    Parameters:
        quality: answers what `tabs.sample.draw` is asked, for the same sheet.
    """
    return widget("sample_quality", server_functions=[quality])
