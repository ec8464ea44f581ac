"""Transposed against resize convolution: the checkerboard in the picture, its spectrum and a number."""

import gradio as gr

from playground.measures.spectrum import white_noise_energy
from playground.ui.widgets import widget


def checkerboard() -> gr.HTML:
    """Paints the newest answer; `props.white_noise` is the share of energy that white noise would have."""
    return widget("checkerboard", white_noise=white_noise_energy(28, 28))
