"""The noisy digit, what each network makes of it, and what the classical filters make of it."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def noise_answers(
    look: Callable[[dict[str, Any]], dict[str, Any]], classical: Callable[[dict[str, Any]], dict[str, Any]]
) -> gr.HTML:
    """Pictures in two rows, each with PSNR, SSIM and, for networks, what they were trained for.

    Parameters:
        look: answers the networks, with every step of the slider.
        classical: answers the filters, in its own time.
    """
    return widget("noise_answers", elem_id="noise-answers", server_functions=[look, classical])
