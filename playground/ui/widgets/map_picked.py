"""The picked digit, and who is near it: in the code, and on the map."""

import gradio as gr

from playground.ui.widgets import widget


def map_picked() -> gr.HTML:
    """The digit that was clicked, its ten nearest in code space, and those that only the map puts beside it.

    `#map-picked` carries `data-index` once its neighbours are shown.
    """
    return widget("map_picked", elem_id="map-picked-panel")
