"""The plane of a model with two numbers: every place in it is a picture."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def latent_pad(points: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A surface for mouse, finger and keyboard that decodes where it is touched; hidden for longer codes.

    Parameters:
        points: answers the test digits' codes, and the petals of a flower-shaped prior.
    """
    return widget("latent_pad", elem_id="latent-plane", server_functions=[points])
