"""The objects that were found, as a table."""

import gradio as gr

from playground.ui.widgets import widget


def segment_objects() -> gr.HTML:
    """Area, place and form of each object, sorted by any of them; a row and its object light up together."""
    return widget("segment_objects", elem_id="segment-objects")
