"""Measuring the pen and changing it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.imaging.strokes import MAX_ENLARGED_WIDTH, MIN_WIDTH, pen_after, stroke_width, with_pen
from tests.imaging.pen import DIGITS, draw


@pytest.mark.parametrize("pen", [4, 8, 14])
def test_the_pen_that_drew_is_measured(pen):
    widths = [stroke_width(draw(label, size=(224, 224), height=160, pen=pen)) for label in DIGITS]
    assert np.mean(widths) == pytest.approx(pen, rel=0.12)


def test_no_ink_has_no_width():
    assert stroke_width(np.zeros((9, 9), np.float32)) == 0


def test_faint_ink_is_no_thinner_ink():
    ink = draw(3)
    assert stroke_width(0.4 * ink) == pytest.approx(stroke_width(ink), rel=1e-4)


@pytest.mark.parametrize("drawn_with", [4, 13])
@pytest.mark.parametrize("pen", [1.5, 2.0, 2.6, 3.4])
def test_the_pen_is_as_wanted(drawn_with, pen):
    for label in DIGITS:
        ink = draw(label, size=(112, 112), height=90, pen=drawn_with)
        ink = ink[ink.any(1)][:, ink.any(0)]
        changed = with_pen(ink, 20, pen)
        assert max(changed.shape) == 20
        assert stroke_width(changed) == pytest.approx(pen, abs=0.4)
        for edge in (changed[0], changed[-1], changed[:, 0], changed[:, -1]):
            assert edge.max() > 0.2  # it fills its box


def test_which_pens_are_changed():
    assert pen_after(2.4, enlarged=1) == 2.4
    assert pen_after(0.7, enlarged=1) == MIN_WIDTH
    assert pen_after(5.0, enlarged=1) == 5.0  # a broad brush was chosen
    assert pen_after(5.0, enlarged=1.25) == 4.0  # half of it is due to the enlargement
    assert pen_after(5.0, enlarged=4) == MAX_ENLARGED_WIDTH
    assert pen_after(2.0, enlarged=4) == 2.0
