"""Pixels against manifold: near in pixels or near in codes, what lies halfway, and what noise is near to."""

from collections.abc import Callable
from typing import Any

from playground.ui.widgets import widget
from playground.ui.widgets.map_halfway import map_halfway
from playground.ui.widgets.map_random import map_random


def map_pixels(
    pixel_neighbours: Callable[[dict[str, Any]], dict[str, Any]],
    halfway: Callable[[dict[str, Any]], dict[str, Any]],
    random_picture: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    """Three panels, one below the other, into the open column.

    Parameters:
        pixel_neighbours: answers {sequence, model, index} with {sequence, model, index, neighbours: [{index, label,
            distance}]}, nearest first, in the pixels of the rebuilt pictures.
        halfway: see `map_halfway`.
        random_picture: see `map_random`.
    """
    widget("map_pixels", server_functions=[pixel_neighbours])
    map_halfway(halfway)
    map_random(random_picture)
