"""Autoencoder against VAE: one straight line between two digits, two decoders, what a classifier reads."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.digits import examples
from playground.ui.widgets import widget


def latent_opponents(line: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """Two digits to choose, one cursor on the way between them, the classifier's confidence along it.

    Parameters:
        line: answers {sequence, first, second, size} with {sequence, size, positions, sides: [{model, start, end,
            confidences, labels, mean, holes}]}, the autoencoder first.
    """
    return widget("latent_opponents", server_functions=[line, examples])
