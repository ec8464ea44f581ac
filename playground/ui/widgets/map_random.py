"""A picture of pure noise among the digits: why nearness means so little in 784 dimensions."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.imaging.corruption import LARGEST_SEED
from playground.ui.widgets import widget


def map_random(random_picture: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A uniformly random picture, what the network makes of it, and how far it is from the digits.

    Parameters:
        random_picture: answers {sequence, model, seed} with {sequence, model, seed, pixels, rebuilt (base64 of 28 x 28
            bytes), code, reading: {label, confidence}, pixel_distance, pixel_spread, digit_pixel_distance,
            digit_pixel_spread, code_distance, digit_code_distance}.
    """
    return widget("map_random", server_functions=[random_picture], largest_seed=LARGEST_SEED)
