"""What it reads: ten numbers, and the ten probabilities that a small network reads in them."""

import gradio as gr

from playground.ui.widgets import widget


def reading() -> gr.HTML:
    """The guess, the code and the probabilities. `#digit-guess` carries data-label and data-confidence."""
    return widget("reading", elem_id="reading")
