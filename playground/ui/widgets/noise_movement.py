"""How much does the code move: a nudged picture through four encoders of one architecture."""

import gradio as gr

from playground.ui.widgets import widget


def noise_movement() -> gr.HTML:
    """Paints the newest noisy look: how far each code moved, and the norm of each encoder's Jacobian."""
    return widget("noise_movement")
