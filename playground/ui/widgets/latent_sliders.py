"""One slider for each number of the code, on a film-strip of what that number does."""

import gradio as gr

from playground.ui.widgets import widget


def latent_sliders() -> gr.HTML:
    """The sliders, `#latent-sliders input[type=range]`: value, lock, mute, reset, and draws from the posterior."""
    return widget("latent_sliders", elem_id="latent-sliders-panel")
