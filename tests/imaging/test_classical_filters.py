"""The classical filters: they take noise away, each picture by itself, and say what they cannot do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

from playground.imaging.classical_filters import FILTERS, STRENGTHS, smooth
from playground.imaging.corruption import corrupt
from playground.imaging.scaling import resized

# Real scans, 8x8 pixels each, that come with scikit-learn.
DIGITS = np.stack([resized(picture / 16, 28, 28) for picture in load_digits().images[:20]]).astype(np.float32)


def error(pictures: np.ndarray) -> float:
    return float(((pictures - DIGITS) ** 2).mean())


def test_each_filter_has_strengths_that_rise() -> None:
    assert FILTERS == ("gaussian", "median", "total_variation", "non_local_means") == tuple(STRENGTHS)
    for strengths in STRENGTHS.values():
        assert 5 <= len(strengths) <= 8
        assert list(strengths) == sorted(set(strengths))


@pytest.mark.parametrize("filter", FILTERS)
def test_the_weakest_does_almost_nothing(filter: str) -> None:
    noisy = corrupt(DIGITS, "gaussian", 0.25, 0)
    assert np.abs(smooth(noisy, filter, STRENGTHS[filter][0]) - noisy).mean() < 0.03


@pytest.mark.parametrize("filter", FILTERS)
def test_the_strongest_does_too_much(filter: str) -> None:
    """So the best strength lies inside the list."""
    noisy = corrupt(DIGITS, "gaussian", 0.25, 0)
    errors = [error(smooth(noisy, filter, strength)) for strength in STRENGTHS[filter]]
    assert errors[-1] > 1.2 * min(errors)


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("sigma", [0.25, 0.5])
def test_it_takes_noise_away(filter: str, sigma: float) -> None:
    noisy = corrupt(DIGITS, "gaussian", sigma, 0)
    best = min(error(smooth(noisy, filter, strength)) for strength in STRENGTHS[filter])
    assert best < 0.7 * error(noisy)


@pytest.mark.parametrize("noise", ["salt_and_pepper", "masking"])
def test_the_median_is_best_where_pixels_are_lost(noise: str) -> None:
    noisy = corrupt(DIGITS, noise, 0.2, 0)
    errors = {
        filter: min(error(smooth(noisy, filter, strength)) for strength in STRENGTHS[filter])
        for filter in FILTERS
    }
    assert min(errors, key=errors.__getitem__) == "median"


@pytest.mark.parametrize("filter", FILTERS)
def test_a_batch_is_filtered_picture_by_picture(filter: str) -> None:
    noisy = corrupt(DIGITS[:4], "gaussian", 0.4, 0)
    for strength in STRENGTHS[filter]:
        batch = smooth(noisy, filter, strength)
        alone = np.stack([smooth(picture, filter, strength) for picture in noisy])
        assert np.allclose(batch, alone, atol=1e-6)


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("shape", [(28, 28), (2, 28, 28), (1, 28, 28), (9, 17)])
def test_pictures_stay_pictures(filter: str, shape: tuple[int, ...]) -> None:
    pictures = np.random.default_rng(0).random(shape, np.float32)
    before = pictures.copy()
    for strength in STRENGTHS[filter]:
        smoothed = smooth(pictures, filter, strength)
        assert smoothed.shape == shape
        assert smoothed.dtype == np.float32
        assert np.isfinite(smoothed).all()
        assert ((smoothed >= 0) & (smoothed <= 1)).all()
    assert np.array_equal(pictures, before)


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_an_even_picture_stays_as_it_is(filter: str, value: float) -> None:
    even = np.full((28, 28), value, np.float32)
    assert np.allclose(smooth(even, filter, STRENGTHS[filter][-1]), even, atol=1e-5)


def test_a_window_of_one_pixel_changes_nothing() -> None:
    assert np.array_equal(smooth(DIGITS, "median", 1), DIGITS)


def test_an_unknown_filter_is_named_beside_the_known() -> None:
    with pytest.raises(
        ValueError, match=r'^There is no filter called "wiener"\. Choose one of: gaussian, median, '
    ):
        smooth(DIGITS, "wiener", 1)


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("strength", [0, -1, float("nan"), float("inf"), "1", None, True], ids=repr)
def test_a_bad_strength_is_refused(filter: str, strength: Any) -> None:
    with pytest.raises(ValueError, match=rf"^The strength of {filter} must be a number above 0\.$"):
        smooth(DIGITS, filter, strength)


@pytest.mark.parametrize("window", [2, 4, 2.5])
def test_an_even_window_has_no_middle(window: float) -> None:
    with pytest.raises(ValueError, match="odd number of pixels"):
        smooth(DIGITS, "median", window)


@pytest.mark.parametrize("shape", [(28,), (1, 1, 28, 28)])
def test_pictures_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"one picture \(H, W\)"):
        smooth(np.zeros(shape, np.float32), "gaussian", 1)
