"""The stock way to show networks at work in Gradio: a slider, the queue, a `gr.Image`.

The same digit, drawn as far as the slider says, goes through the same networks as on the draw tab; their
pictures come back side by side in one `gr.Image`. `python -m tests.benchmarks.stock PORT` serves it.
"""

from __future__ import annotations

import sys
from functools import cache

import gradio as gr
import numpy as np

from playground.backend import draw
from playground.backend.prepare import prepare
from tests.benchmarks.stroke import MOVES, drawn_until


@cache
def digit(moves: int) -> np.ndarray:
    """The digit as it stands after so many moves of the pen: (28, 28)."""
    return prepare(drawn_until(moves), photo=False).picture


def look(moves: int) -> np.ndarray:
    """All reconstructions side by side, with a row below that makes no two answers equal: (29, 28 n) bytes.

    Gradio gives equal pictures the same address, and then the page cannot tell that an answer came.
    """
    pictures = [row.picture for row in draw.look(digit(int(moves))).reconstructions]
    shown = np.uint8(255 * np.clip(np.concatenate(pictures, axis=1), 0, 1))
    return np.vstack([shown, np.full((1, shown.shape[1]), moves, np.uint8)])


def main() -> None:
    """Serve the page; the networks and the digit are ready before it opens."""
    for moves in range(1, MOVES + 1):
        digit(moves)
    look(1)
    with gr.Blocks(analytics_enabled=False) as page:
        slider = gr.Slider(1, MOVES, 1, step=1, elem_id="moves")
        image = gr.Image(elem_id="reconstructions", format="png")
        slider.input(look, slider, image, trigger_mode="always_last", show_progress="hidden")
    page.launch(server_port=int(sys.argv[1]), quiet=True, theme=gr.themes.Base(), run_history=False)


if __name__ == "__main__":
    main()
