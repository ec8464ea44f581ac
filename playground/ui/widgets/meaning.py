"""What it means: the right column of the draw tab."""

import gradio as gr

from playground.ui.widgets import widget


def meaning() -> gr.HTML:
    """Three sentences, the loss with the current digit's numbers, what misleads, what to try; folds away."""
    return widget("meaning")
