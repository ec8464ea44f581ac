"""Transposed convolution by hand: why a decoder draws checkerboards."""

import gradio as gr

from playground.ui.widgets import widget


def transposed_convolution() -> gr.HTML:
    """A small grid with the settings of a transposed convolution; everything is counted in the browser."""
    return widget("transposed_convolution")
