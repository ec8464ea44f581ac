"""The stock way to show networks at work in Gradio: a slider, the queue, a `gr.Image`.

`python -m tests.benchmarks.stock draw PORT` sends the same digit, drawn as far as the slider says, through the same
networks as the draw tab; their pictures come back side by side in one `gr.Image`. `… stock latent PORT` decodes the
latent tab's first code with one of its numbers where the slider says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

import gradio as gr
import numpy as np

from playground.backend import draw
from playground.backend.latent import DEFAULT_MODEL, space
from playground.backend.prepare import prepare
from playground.backend.reconstruct import decode
from tests.benchmarks.stroke import MOVES, drawn_until


@cache
def digit(moves: int) -> np.ndarray:
    """The digit as it stands after so many moves of the pen: (28, 28)."""
    return prepare(drawn_until(moves), photo=False).picture


def look(moves: int) -> np.ndarray:
    """All reconstructions side by side: (29, 28 n) bytes."""
    pictures = [row.picture for row in draw.look(digit(int(moves))).reconstructions]
    return _numbered(np.concatenate(pictures, axis=1), int(moves))


def slide(step: int) -> np.ndarray:
    """The mean code, its most informative number at this share of its range, decoded: (29, 28) bytes."""
    space_ = space(DEFAULT_MODEL)
    dimension, code = space_.order[0], np.array(space_.mean)
    low, high = space_.low[dimension], space_.high[dimension]
    code[dimension] = low + (high - low) * step / MOVES
    return _numbered(decode(code, DEFAULT_MODEL), int(step))


def _numbered(pictures: np.ndarray, number: int) -> np.ndarray:
    """Values in [0, 1] as bytes, with a row below that makes no two answers equal.

    Gradio gives equal pictures the same address, and then the page cannot tell that an answer came.
    """
    shown = np.uint8(255 * np.clip(pictures, 0, 1))
    return np.vstack([shown, np.full((1, shown.shape[1]), number, np.uint8)])


PAGES: dict[str, Callable[[int], np.ndarray]] = {"draw": look, "latent": slide}


def main() -> None:
    """Serve the page; the networks and what they are shown are ready before it opens."""
    name, port = sys.argv[1:]
    answer = PAGES[name]
    if answer is look:
        for moves in range(1, MOVES + 1):
            digit(moves)
    answer(1)
    with gr.Blocks(analytics_enabled=False) as page:
        slider = gr.Slider(1, MOVES, 1, step=1, elem_id="slider")
        image = gr.Image(elem_id="answer", format="png")
        slider.input(answer, slider, image, trigger_mode="always_last", show_progress="hidden")
    page.launch(server_port=int(port), quiet=True, theme=gr.themes.Base(), run_history=False)


if __name__ == "__main__":
    main()
