"""What it means: the right column of the sample tab."""

import gradio as gr

from playground.ui.widgets import widget


def sample_meaning() -> gr.HTML:
    """Three sentences, the formulas with the picked sample's numbers, what misleads, what to try; folds away."""
    return widget("sample_meaning")
