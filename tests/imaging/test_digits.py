"""The steps from any picture of a digit to MNIST's form."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from playground.imaging.digits import PreparationSteps, prepare_digit
from playground.imaging.mnist_files import test_digits as mnist_test_digits
from tests.imaging.pen import DIGITS, draw

ROOT = Path(__file__).parents[2]
NONE = PreparationSteps(polarity=False, crop=False, scale=False, centre=False)
EVERY_CHOICE = [PreparationSteps(*choice) for choice in product((True, False), repeat=4)]


def box_of(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Top, left, height, width of the ink."""
    rows, columns = np.flatnonzero(picture.max(1) > 0.02), np.flatnonzero(picture.max(0) > 0.02)
    return rows[0], columns[0], rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def centre_of_mass(picture: np.ndarray) -> np.ndarray:
    places = np.indices(picture.shape).reshape(2, -1)
    return places @ picture.ravel() / picture.sum()


@pytest.mark.parametrize("label", DIGITS)
@pytest.mark.parametrize("place", [(56, 56), (36, 40), (72, 70)])
def test_form_of_mnist(label, place):
    digit = prepare_digit(1 - draw(label, centre=place, height=56))
    assert digit.picture.shape == (28, 28)
    assert digit.picture.dtype == np.float32
    assert not digit.empty
    assert digit.inverted
    assert max(box_of(digit.picture)[2:]) == 20
    np.testing.assert_allclose(centre_of_mass(digit.picture), 14, atol=0.51)
    assert digit.picture.max() == pytest.approx(1, abs=0.01)


def test_polarity_makes_no_difference():
    ink = draw(3)
    light, dark = prepare_digit(ink), prepare_digit(1 - ink)
    np.testing.assert_allclose(light.picture, dark.picture, atol=1e-5)
    assert (light.inverted, dark.inverted) == (False, True)


def test_place_and_size_make_no_difference():
    reference = prepare_digit(draw(5, height=60, pen=8)).picture
    moved = prepare_digit(draw(5, height=60, pen=8, centre=(46, 61))).picture
    np.testing.assert_allclose(moved, reference, atol=1e-5)
    double = prepare_digit(draw(5, size=(224, 224), height=120, pen=16)).picture
    assert np.abs(double - reference).mean() < 0.01


def test_stages_tell_the_story():
    ink = draw(7, centre=(40, 44), height=50)
    digit = prepare_digit(1 - ink)
    assert [stage.name for stage in digit.stages] == ["input", "polarity", "crop", "scale", "centre"]
    pictures = {stage.name: stage.picture for stage in digit.stages}
    np.testing.assert_allclose(pictures["input"], 1 - ink)
    np.testing.assert_allclose(pictures["polarity"], ink, atol=1e-6)
    top, left, height, width = box_of(ink)
    np.testing.assert_allclose(pictures["crop"], ink[top : top + height, left : left + width], atol=1e-6)
    assert max(pictures["scale"].shape) == 20
    np.testing.assert_array_equal(pictures["centre"], digit.picture)


def test_stages_of_a_large_picture_are_small():
    digit = prepare_digit(1 - draw(2, size=(600, 400), height=300, pen=30), photo=True)
    assert all(max(stage.picture.shape) <= 112 for stage in digit.stages)


def test_without_any_step_the_input_is_squeezed():
    for picture in (1 - draw(4, centre=(40, 40)), 1 - draw(4, size=(112, 80), height=60)):
        digit = prepare_digit(picture, NONE)
        np.testing.assert_array_equal(digit.picture, digit.before)
        assert not digit.inverted


def test_before_keeps_the_proportions():
    before = prepare_digit(draw(0, size=(120, 60), height=50, pen=6, slant=0)).before
    _, _, height, width = box_of(before)
    assert height > 1.3 * width


def test_without_polarity_light_counts_as_ink():
    digit = prepare_digit(1 - draw(3), PreparationSteps(polarity=False))
    assert not digit.inverted
    assert digit.picture[5, 5] == 1  # the paper
    assert digit.picture[:4].max() == 0


def test_without_crop_the_whole_canvas_is_scaled():
    digit = prepare_digit(1 - draw(3, height=56), PreparationSteps(crop=False))
    assert digit.stages[3].picture.shape == (20, 20)
    assert 9 <= box_of(digit.picture)[2] <= 13  # 65 of 112 pixels, at 20 / 112
    np.testing.assert_allclose(centre_of_mass(digit.picture), 14, atol=0.51)


def test_without_scale_the_size_on_the_canvas_stays():
    picture = 1 - draw(0, height=40, pen=8)
    digit = prepare_digit(picture, PreparationSteps(scale=False))
    assert max(box_of(digit.picture)[2:]) == round(max(box_of(1 - picture)[2:]) / 4)
    np.testing.assert_allclose(centre_of_mass(digit.picture), 14, atol=0.51)


def test_without_centre_the_box_stands_in_the_middle():
    picture = 1 - draw(7)  # a seven's mass lies above its middle
    top, left, height, width = box_of(prepare_digit(picture, PreparationSteps(centre=False)).picture)
    assert abs(top - (28 - top - height)) <= 1
    assert abs(left - (28 - left - width)) <= 1


def test_without_crop_and_centre_the_ink_stays_where_it_was():
    ink = draw(3, centre=(36, 76), height=40)
    steps = PreparationSteps(crop=False, scale=False, centre=False)
    np.testing.assert_allclose(
        centre_of_mass(prepare_digit(1 - ink, steps).picture), centre_of_mass(ink) / 4, atol=0.5
    )


def test_centring_never_pushes_ink_out():
    picture = np.zeros((112, 112), np.float32)
    picture[100:110, 2:110] = 1  # heavy, at the bottom
    picture[2:100, 2:5] = 1
    before = prepare_digit(picture, PreparationSteps(crop=False, scale=False, centre=False)).picture
    after = prepare_digit(picture, PreparationSteps(crop=False, scale=False)).picture
    assert after.sum() == pytest.approx(before.sum(), rel=1e-5)


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.parametrize("steps", [PreparationSteps(), NONE])
def test_an_empty_sheet(level, photo, steps):
    digit = prepare_digit(np.full((112, 112), level, np.float32), steps, photo)
    assert digit.empty
    assert digit.picture.max() == 0
    assert len(digit.stages) == 5


def test_a_dot_is_not_a_digit():
    dot = np.zeros((112, 112), np.float32)
    dot[50:58, 50:58] = 1
    assert prepare_digit(dot).picture.sum() < 120  # a blown up one would fill 20 x 20


def test_a_thin_pen_does_not_fade_and_a_small_digit_is_not_a_blot():
    thin = prepare_digit(1 - draw(8, height=90, pen=2)).picture
    assert np.mean(thin[thin > 0.02]) > 0.4
    small = prepare_digit(1 - draw(8, height=30, pen=8)).picture
    assert small[10:18, 10:18].min() < 0.3  # an eight's hole is still open


def test_a_photo_without_polarity_stays_a_photo():
    random = np.random.default_rng(0)
    picture = (0.6 - 0.5 * draw(3) + random.normal(0, 0.25, (112, 112))).clip(0, 1)
    digit = prepare_digit(picture, PreparationSteps(polarity=False), photo=True)
    assert np.median(digit.picture[4:24, 4:24]) == pytest.approx(0.6, abs=0.05)  # gray, as the paper was


def test_coloured_ink():
    ink = draw(6)[..., None]
    yellow_on_white = 1 - ink * np.array([0, 0.05, 0.9], np.float32)
    reference = prepare_digit(1 - ink[..., 0], photo=True).picture
    np.testing.assert_allclose(prepare_digit(yellow_on_white, photo=True).picture, reference, atol=0.1)


@pytest.mark.parametrize(
    ("picture", "complaint"),
    [
        (np.zeros((28, 28), np.uint8), "floats"),
        (np.full((28, 28), 200.0), "in \\[0, 1\\]"),
        (np.full((28, 28), -0.1), "in \\[0, 1\\]"),
        (np.full((28, 28), np.nan), "in \\[0, 1\\]"),
        (np.zeros((28, 28, 4)), "shape"),
        (np.zeros(28), "shape"),
        (np.zeros((0, 28)), "shape"),
    ],
)
def test_what_is_not_a_picture_is_refused(picture, complaint):
    with pytest.raises(ValueError, match=complaint):
        prepare_digit(picture)


@pytest.mark.parametrize("photo", [False, True])
def test_any_picture_gives_a_picture(photo):
    random = np.random.default_rng(0)
    for trial in range(160):
        height, width = random.integers(1, 60, 2) if trial % 4 else random.integers(1, 250, 2)
        noise = random.random((height, width))
        picture = [noise, noise > 0.95, noise > 0.2, 0.7 + 0.05 * noise][trial % 5 % 4].astype(np.float32)
        digit = prepare_digit(picture, EVERY_CHOICE[trial % 16], photo)
        for result in (digit.picture, digit.before, *(stage.picture for stage in digit.stages)):
            assert result.dtype == np.float32
            assert result.min() >= 0
            assert result.max() <= 1
        assert digit.empty == (digit.picture.max() == 0)


def test_a_prepared_digit_stays_as_it_is():
    for label in DIGITS:
        once = prepare_digit(1 - draw(label)).picture
        np.testing.assert_allclose(prepare_digit(once).picture, once, atol=1e-6)
        np.testing.assert_allclose(prepare_digit(once, photo=True).picture, once, atol=0.03)
        enlarged = np.kron(1 - once, np.ones((4, 4), np.float32))  # as an example is put on the pad
        np.testing.assert_allclose(prepare_digit(enlarged).picture, once, atol=1e-5)


@pytest.mark.skipif("PLAYGROUND_DATA" not in os.environ, reason="needs PLAYGROUND_DATA with MNIST")
def test_mnist_passes_almost_unchanged():
    pictures, _ = mnist_test_digits()
    pictures = pictures[:1000].astype(np.float32) / 255
    for photo in (False, True):
        errors = [np.square(prepare_digit(one, photo=photo).picture - one).mean() for one in pictures]
        assert np.mean(np.array(errors) < 1e-4) > 0.95
        assert np.mean(errors) < 1e-3


def test_ink_from_the_pad_is_fast():
    picture = 1 - draw(5)
    times = []
    for _ in range(60):
        start = time.perf_counter()
        prepare_digit(picture)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.002


def test_ink_from_the_pad_needs_no_large_library():
    code = (
        "import sys, numpy as np\n"
        "from playground.imaging.digits import prepare_digit\n"
        "ink = np.zeros((112, 112), np.float32); ink[15:95, 50:60] = 1\n"
        "prepare_digit(ink)\n"
        "print([name for name in ('skimage', 'scipy', 'sklearn', 'torch') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
