"""Which maps are shown and how: model and kind of map, one map or two, what is marked, found and saved."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def map_controls(
    atlas: Ask,
    pictures: Ask,
    space: Ask,
    encode: Ask,
    random: Ask,
    decode: Ask,
    strips: Ask,
) -> gr.HTML:
    """Model, map, a second one beside it, switches, find, save; part of the page's address while the tab is open.

    Parameters:
        atlas, pictures: asked for by every widget of the tab, see map_atlas.js.
        space, encode, random, decode, strips: the latent tab's, see latent.js: it may not have been opened.
    """
    return widget(
        "map_controls",
        elem_id="map-controls",
        server_functions=[atlas, pictures, space, encode, random, decode, strips],
    )
