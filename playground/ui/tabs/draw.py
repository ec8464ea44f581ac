"""The draw tab: a digit drawn by hand, through every autoencoder at once."""

import gradio as gr


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`."""
    gr.HTML('<div id="digit-pad"></div>')
