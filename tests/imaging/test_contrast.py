"""Gray values spread over the whole range."""

import numpy as np

from playground.imaging.contrast import stretched

RAMP = np.linspace(0, 1, 101 * 101).reshape(101, 101)


def test_brightness_and_contrast_make_no_difference() -> None:
    whole = stretched(RAMP)
    np.testing.assert_allclose(stretched(0.03 + 0.05 * RAMP), whole, atol=1e-5)
    np.testing.assert_allclose(stretched(0.9 * RAMP), whole, atol=1e-5)
    assert whole.dtype == np.float32
    assert (whole.min(), whole.max()) == (0, 1)
    assert 0.45 < whole[50, 50] < 0.55


def test_a_few_pixels_that_glare_leave_the_rest_visible() -> None:
    dim = 0.1 * RAMP
    dim[0, :10] = 1
    assert np.abs(stretched(dim)[1:] - stretched(RAMP)[1:]).max() < 0.02


def test_colours_keep_their_hue() -> None:
    colour = np.stack([0.2 + 0.1 * RAMP, 0.2 + 0.2 * RAMP, 0.2 + 0.4 * RAMP], 2)
    whole = stretched(colour)
    assert whole.shape == colour.shape
    red, green, blue = whole[50, 50] - whole[10, 10]
    np.testing.assert_allclose([green / red, blue / red], [2, 4], rtol=1e-3)


def test_one_nucleus_in_the_dark_is_seen() -> None:
    dark = np.full((100, 100), 0.02)
    dark[50, 50:55] = 0.05
    assert stretched(dark)[50, 52] == 1
    assert stretched(dark)[0, 0] == 0


def test_one_value_stays_as_it_is() -> None:
    for value in (0.0, 0.3, 1.0):
        flat = np.full((3, 4), value)
        np.testing.assert_array_equal(stretched(flat), flat.astype(np.float32))
