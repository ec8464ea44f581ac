"""A film is a GIF of its steps, there and back."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from playground.imaging.film import FRAME, GAP, REST, ZOOM, film


@pytest.mark.parametrize("steps", [2, 3, 7])
def test_a_film_goes_there_and_back(steps: int) -> None:
    lanes = np.random.default_rng(0).random((2, steps, 5, 4))
    with Image.open(io.BytesIO(film(lanes))) as gif:
        assert gif.size == (2 * 4 * ZOOM + GAP, 5 * ZOOM)
        assert gif.info["loop"] == 0
        frames, durations = [], []
        for frame in ImageSequence.Iterator(gif):
            frames.append(np.asarray(frame.convert("L")))
            durations.append(frame.info["duration"])
    assert len(frames) == 2 * steps - 2
    assert durations == [REST, *[FRAME] * (steps - 2), REST, *[FRAME] * (steps - 2)]
    shown = [*range(steps), *range(steps - 2, 0, -1)]
    for frame, step in zip(frames, shown, strict=True):
        for lane, left in ((0, 0), (1, 4 * ZOOM + GAP)):
            small = frame[::ZOOM, left : left + 4 * ZOOM : ZOOM]
            np.testing.assert_array_equal(small, np.rint(lanes[lane, step] * 255))
