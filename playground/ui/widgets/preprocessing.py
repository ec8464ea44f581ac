"""Your preprocessing: the digit on its way from the pad to 28x28, every step switchable."""

import gradio as gr

from playground.ui.widgets import widget


def preprocessing() -> gr.HTML:
    """Five stages as pictures, four with a switch, and the reconstruction error without and with them."""
    return widget("preprocessing", elem_id="preprocessing")
