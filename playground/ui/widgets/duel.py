"""The duel: one digit through every autoencoder at once."""

import gradio as gr

from playground.ui.widgets import widget


def duel() -> gr.HTML:
    """A column a model: reconstruction, error map, numbers, code. PCA's size is chosen here."""
    return widget("duel", elem_id="duel")
