"""Where the map must not be believed: what was measured, and warnings that show themselves on this very map."""

import gradio as gr

from playground.ui.widgets import widget


def map_trust() -> gr.HTML:
    """How faithful the shown maps are, and what their kind distorts; each warning has buttons that show it."""
    return widget("map_trust")
