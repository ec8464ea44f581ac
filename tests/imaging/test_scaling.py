"""Area averaging and its exactness."""

from __future__ import annotations

import numpy as np
import pytest

from playground.imaging.scaling import at_most, resized

RANDOM = np.random.default_rng(0)


def test_a_whole_factor_is_undone_exactly():
    small = RANDOM.random((20, 13)).astype(np.float32)
    np.testing.assert_allclose(resized(np.kron(small, np.ones((4, 4))), 20, 13), small, atol=1e-6)


@pytest.mark.parametrize("size", [(20, 20), (7, 33), (28, 11), (1, 1)])
def test_the_mean_is_kept_and_no_pixel_is_dropped(size):
    picture = RANDOM.random((37, 41)).astype(np.float32)
    assert resized(picture, *size).mean() == pytest.approx(picture.mean(), abs=1e-5)
    dot = np.zeros((37, 41), np.float32)
    for row in range(37):
        dot[:] = 0
        dot[row, 20] = 1
        assert resized(dot, *size).max() > 0


@pytest.mark.parametrize("size", [(80, 60), (41, 41), (37, 90), (60, 20)])
def test_other_sizes_keep_the_range(size):
    picture = (RANDOM.random((37, 41)) > 0.5).astype(np.float32)
    larger = resized(picture, *size)
    assert larger.shape == size
    assert larger.dtype == np.float32
    assert larger.min() >= 0
    assert larger.max() <= 1


def test_at_most():
    picture = RANDOM.random((300, 200)).astype(np.float32)
    assert at_most(picture, 150).shape == (150, 100)
    assert at_most(picture, 300) is picture
    assert at_most(RANDOM.random((1, 500)).astype(np.float32), 100).shape == (1, 100)
