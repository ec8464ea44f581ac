"""Not a digit: where the reconstruction error of this picture lies among the test digits'."""

import gradio as gr

from playground.ui.widgets import widget


def not_a_digit() -> gr.HTML:
    """Three percentile meters: a small code, a larger one, and one that copies anything."""
    return widget("not_a_digit", elem_id="not-a-digit")
