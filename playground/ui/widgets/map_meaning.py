"""What a map of the latent space means."""

import gradio as gr

from playground.ui.widgets import widget


def map_meaning() -> gr.HTML:
    """What a map of the latent space means."""
    return widget("map_meaning")
