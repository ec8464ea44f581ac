"""The map itself, or two of them side by side: ten thousand points, one a test digit."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def map_view(ground: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """`#latent-map` and, where two maps are compared, `#latent-map-beside`: Plotly's divs.

    Each carries `data-model`, `data-key`, `data-dimensions` and `data-count` of what it shows, `data-drawing` ("dots"
    while it is drawn on a canvas of our own, "plotly" once Plotly has drawn it), `data-lines`, the neighbours that the
    picked digit is joined with, and `data-moving` while one map turns into the next.

    Parameters:
        ground: answers {sequence, model, key} with the ground of a flat map that does not come back to itself.
    """
    return widget("map_view", elem_id="map-view", server_functions=[ground])
