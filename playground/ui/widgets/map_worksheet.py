"""Six questions that the map answers: steps on this very map, and answers that fold out."""

import gradio as gr

from playground.ui.widgets import widget

MODEL, LAYOUT = "mnist-vae-16", "umap-2"
"""The map that the answers are about."""


def map_worksheet() -> gr.HTML:
    """The worksheet of a lesson; folds away. tests/ui/test_map_worksheet.py works out every answer again."""
    return widget("map_worksheet", model=MODEL, layout=LAYOUT)
