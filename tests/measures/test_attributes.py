"""Slant and thickness of strokes that are known, and directions that are known."""

import numpy as np
import pytest
from skimage.draw import line as line_pixels
from skimage.transform import AffineTransform, warp

from playground.measures.attributes import attribute_direction, slants, thicknesses


def bar(width: int) -> np.ndarray:
    picture = np.zeros((28, 28), np.float32)
    picture[4:24, 14 - width // 2 : 14 - width // 2 + width] = 1
    return picture


@pytest.mark.parametrize("degrees", [-30, -10, 0, 10, 30])
def test_a_sheared_bar_leans_by_its_shear(degrees: float) -> None:
    shear = np.tan(np.radians(degrees))
    # To the right as one goes up: rows count downwards.
    back = AffineTransform(matrix=np.array([[1, shear, -13.5 * shear], [0, 1, 0], [0, 0, 1]]))
    leaning = warp(bar(3), back)
    assert slants(leaning[None])[0] == pytest.approx(degrees, abs=1)


def test_a_slash_leans_right() -> None:
    picture = np.zeros((28, 28), np.float32)
    picture[line_pixels(23, 8, 4, 19)] = 1
    assert slants(picture[None])[0] > 20
    assert slants(picture[None, :, ::-1])[0] < -20


@pytest.mark.parametrize("width", [2, 3, 4, 6])
def test_a_bar_is_as_thick_as_it_is(width: int) -> None:
    assert thicknesses(bar(width)[None])[0] == pytest.approx(width, abs=0.6)


def test_thicker_ink_is_thicker() -> None:
    found = thicknesses(np.stack([bar(2), bar(3), bar(4), bar(6)]))
    assert (np.diff(found) > 0).all()


def test_an_empty_sheet_has_neither() -> None:
    empty = np.zeros((1, 28, 28), np.float32)
    assert slants(empty)[0] == thicknesses(empty)[0] == 0


def test_a_direction_is_the_way_codes_move_with_the_attribute() -> None:
    random = np.random.default_rng(0)
    hidden, other = random.standard_normal((2, 5_000))
    codes = np.stack([2 * hidden, hidden + 0.1 * other, other], 1)
    values = 3 * hidden + 7 + 0.3 * random.standard_normal(5_000)
    direction, share = attribute_direction(codes, values)
    np.testing.assert_allclose(direction, [2 / 3, 1 / 3, 0], atol=0.02)
    assert share == pytest.approx(9 / 9.09, abs=0.005)


def test_codes_that_never_move_have_no_direction() -> None:
    with pytest.raises(ValueError, match="no direction"):
        attribute_direction(np.ones((10, 3)), np.arange(10.0))
