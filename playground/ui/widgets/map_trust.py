"""What this map distorts, each with a button that shows it."""

import gradio as gr

from playground.ui.widgets import widget


def map_trust() -> gr.HTML:
    """What this map distorts, each with a button that shows it."""
    return widget("map_trust")
