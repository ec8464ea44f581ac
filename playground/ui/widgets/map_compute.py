"""A UMAP with settings of one's own, computed while the old map stays."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.imaging.corruption import LARGEST_SEED
from playground.ui.widgets import widget

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def map_compute(compute: Ask, progress: Ask, cancel: Ask) -> gr.HTML:
    """Neighbours, distance, metric, sample and seed; progress and cancel while it is made.

    Parameters:
        compute: answers {model, neighbours, minimum_distance, metric, sample, seed, dimensions} with {job}.
        progress: answers {job} with how far it is, and with the map once it is done.
        cancel: gives up {job}.
    """
    return widget(
        "map_compute",
        elem_id="map-compute",
        server_functions=[compute, progress, cancel],
        largest_seed=LARGEST_SEED,
    )
