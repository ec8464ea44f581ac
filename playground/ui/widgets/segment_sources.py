"""The picture that is cut up: one's own, or an example."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def segment_sources(
    examples: Callable[[dict[str, Any]], list[dict[str, Any]]],
    open: Callable[[dict[str, Any]], dict[str, Any]],  # named as the page calls it
    truth: Callable[[dict[str, Any]], dict[str, Any]],
) -> gr.HTML:
    """A button for a file, paste and drop anywhere on the tab, one for its truth, and a strip of examples.

    Parameters:
        examples: answers with [{name, model, synthetic, thumbnail, width, height}].
        open: answers {sequence, path} or {sequence, example, seed} with the picture.
        truth: answers {sequence, key, path} with what is true of it.
    """
    return widget("segment_sources", elem_id="segment-sources", server_functions=[examples, open, truth])
