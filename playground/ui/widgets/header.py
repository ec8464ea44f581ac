"""The top of the page: its name, one line about it, the language and light or dark."""

import gradio as gr

from playground.ui.widgets import widget


def header() -> gr.HTML:
    """Title, tagline, language switch and theme switch; both work without a reload."""
    return widget("header", elem_id="page-header")
