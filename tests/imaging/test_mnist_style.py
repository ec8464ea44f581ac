"""scikit-learn's 8 x 8 digits in MNIST's form."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits

from playground.imaging.mnist_style import in_mnist_style
from playground.imaging.strokes import stroke_width

DIGITS = load_digits()


@pytest.mark.parametrize("place", range(0, 1797, 97))
def test_form(place):
    picture = in_mnist_style(DIGITS.images[place] / 16)
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert picture.min() == 0
    assert picture.max() > 0.9
    rows, columns = np.flatnonzero(picture.max(1) > 0.02), np.flatnonzero(picture.max(0) > 0.02)
    assert max(np.ptp(rows), np.ptp(columns)) == 19
    assert 1.5 < stroke_width(picture) < 5.5  # a one may be a bar


def test_as_much_ink_as_in_mnist():
    pictures = np.stack([in_mnist_style(picture / 16) for picture in DIGITS.images[::20]])
    assert pictures[pictures > 0.02].mean() == pytest.approx(0.68, abs=0.04)  # MNIST: 0.68
    assert (pictures > 0.5).mean() == pytest.approx(0.13, abs=0.03)  # MNIST: 0.12


def test_the_coarse_digit_can_be_recognised():
    for place in range(10):
        coarse = DIGITS.images[place] / 16
        fine = in_mnist_style(coarse)
        rows, columns = np.flatnonzero(fine.any(1)), np.flatnonzero(fine.any(0))
        box = fine[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        inked = coarse > 0.3
        height, width = inked.any(1).sum(), inked.any(0).sum()
        assert box.shape[0] / box.shape[1] == pytest.approx(height / width, rel=0.25)
