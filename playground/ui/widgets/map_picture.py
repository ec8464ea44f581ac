"""What the pointer is on: a test digit of the map, or what any place of it decodes to."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def map_picture(originals: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """The digit under the pointer as the network rebuilds it, and what is known of it; or a decoded place.

    `#map-picture` carries `data-kind` ("digit" or "decoded"), `data-index` of a digit, and `data-sequence`, which rises
    with every picture painted.

    Parameters:
        originals: answers {sequence, indices} with {sequence, pixels: deflated n x 784 bytes, or null where MNIST is
            not on this machine}.
    """
    return widget("map_picture", elem_id="map-picture-panel", server_functions=[originals])
