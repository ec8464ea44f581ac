"""What code is turned: the model, where it begins, and the label where the network takes one."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.imaging.corruption import LARGEST_SEED
from playground.ui.widgets import widget

Ask = Callable[[dict[str, Any]], Any]


def latent_controls(
    space: Ask,
    encode: Ask,
    random: Ask,
    decode: Ask,
    strips: Ask,
    examples: Ask,
) -> gr.HTML:
    """Model, start, seed and label; part of the page's address while the tab is open.

    Parameters:
        space, encode, random, decode, strips: asked by every widget of the tab, see latent.js.
        examples: real digits to begin with.
    """
    return widget(
        "latent_controls",
        elem_id="latent-controls",
        server_functions=[space, encode, random, decode, strips, examples],
        largest_seed=LARGEST_SEED,
    )
