"""What is done to the digit: the kind of noise, how much of it, and which draw."""

import gradio as gr

from playground.imaging.corruption import LARGEST_AMOUNT, LARGEST_SEED, NOISES
from playground.ui.widgets import widget


def noise_controls() -> gr.HTML:
    """Kind, amount and seed. They are the page's noise, and part of its address while the tab is open."""
    return widget(
        "noise_controls",
        elem_id="noise-controls",
        kinds=list(NOISES),
        largest=dict(LARGEST_AMOUNT),
        largest_seed=LARGEST_SEED,
    )
