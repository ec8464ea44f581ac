"""At a glance: the answer in one row, for phones, where the panels lie far below the finger."""

import gradio as gr

from playground.ui.widgets import widget


def glance() -> gr.HTML:
    """What the networks see, what one of them rebuilds, what is read. Not shown on wide screens."""
    return widget("glance", elem_id="digit-glance")
