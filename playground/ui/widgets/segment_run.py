"""What is asked of the network: maps of probabilities, and the objects in them."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def segment_run(look: Ask, progress: Ask, cancel: Ask, find: Ask) -> gr.HTML:
    """Nothing to see while answers are quick; a bar with a button to cancel where a picture is large.

    Parameters:
        look: answers {sequence, key, model, cut} with the maps, or with {job}.
        progress: answers {sequence, job} with how far it is, and with the maps once they are there.
        cancel: gives up {job}.
        find: answers {sequence, key, model, cut, threshold, smallest} with the objects.
    """
    return widget("segment_run", elem_id="segment-run", server_functions=[look, progress, cancel, find])
