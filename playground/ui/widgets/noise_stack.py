"""Sampling a stack, and what pretraining it was good for."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def noise_stack(sample: Answer, experiment: Answer) -> gr.HTML:
    """Digits drawn from one layer of a stacked denoising autoencoder; below, the experiment of Vincent et al. 2010.

    Parameters:
        sample: answers {sequence, digit, layer, count, seed} with {sequence, mean, pictures, labels}.
        experiment: answers {} with {rows: [{arm, labels, errors, mean, spread}], vincent: {arm: error}}, errors
            in percent; asked once, when the panel comes into view.
    """
    return widget("noise_stack", server_functions=[sample, experiment])
