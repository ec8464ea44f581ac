"""What the code decodes to, beside the digit that it began with."""

import gradio as gr

from playground.ui.widgets import widget


def latent_picture() -> gr.HTML:
    """The picture of the latent tab; `#latent-picture canvas` carries `data-sequence`, rising with every paint."""
    return widget("latent_picture", elem_id="latent-picture-panel")
