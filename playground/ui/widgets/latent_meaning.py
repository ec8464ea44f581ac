"""What it means: the right column of the latent tab."""

import gradio as gr

from playground.ui.widgets import widget


def latent_meaning() -> gr.HTML:
    """Three sentences, formulas with this code's numbers, what misleads, what to try; folds away."""
    return widget("latent_meaning")
