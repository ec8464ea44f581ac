"""What was chosen on the map: how many, which labels, what they look like, and a file of them."""

import gradio as gr

from playground.ui.widgets import widget


def map_selection() -> gr.HTML:
    """The digits in the lasso, in the box or found: count, label histogram, gallery, CSV."""
    return widget("map_selection")
