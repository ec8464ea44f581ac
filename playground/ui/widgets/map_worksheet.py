"""Six questions that the map answers: steps on this very map, and answers that fold out."""

import gradio as gr

from playground.backend.latent import DEFAULT_MODEL
from playground.ui.widgets import widget

LAYOUT = "umap-2"
"""The map that the answers are about, of `DEFAULT_MODEL`."""


def map_worksheet() -> gr.HTML:
    """The worksheet of a lesson; folds away. tests/ui/test_map_worksheet.py works out every answer again."""
    return widget("map_worksheet", model=DEFAULT_MODEL, layout=LAYOUT)
