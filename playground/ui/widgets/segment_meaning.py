"""What it means: the right column of the segment tab."""

import gradio as gr

from playground.ui.widgets import widget


def segment_meaning() -> gr.HTML:
    """Three sentences, the scores as formulas with this picture's numbers, what misleads, what to try; folds away."""
    return widget("segment_meaning")
