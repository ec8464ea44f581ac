"""Ink taken off photographed paper: compared with the ink that was put on it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from playground.imaging.digits import prepare_digit
from playground.imaging.paper import ink_on_paper
from playground.imaging.reading import read_picture
from playground.imaging.ruled_lines import without_ruled_lines
from tests.imaging.pen import DIGITS, draw
from tests.imaging.photos import SCENES, photo


def likeness(label: int, picture: np.ndarray, height: float = 260, pen: float = 12) -> float:
    """Correlation with the same digit drawn cleanly, at the best of nine shifts by up to a pixel."""
    clean = prepare_digit(draw(label, (640, 480), height=height, pen=pen, slant=0.12)).picture
    shifts = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return max(
        float(np.corrcoef(clean.ravel(), np.roll(picture, shift, (0, 1)).ravel())[0, 1]) for shift in shifts
    )


@pytest.mark.parametrize("scene", SCENES)
def test_the_digit_comes_out_of_the_photo(scene):
    for label in (2, 5, 7, 8):
        digit = prepare_digit(photo(label, seed=label, **SCENES[scene]), photo=True)
        assert not digit.empty
        assert digit.inverted == (scene != "blackboard")
        pen = {key: SCENES[scene][key] for key in ("height", "pen") if key in SCENES[scene]}
        assert likeness(label, digit.picture, **pen) > 0.85, label
        assert np.mean(digit.picture == 0) > 0.5  # the paper is black, not dark gray


@pytest.mark.parametrize(
    "scene",
    [
        {},
        {"noise": 0.06},
        {"shadow": 0.5},
        {"table": True},
        {"ruled": 0.3, "margin": True},
        {"ruled": 0.6},
        {"grid": 0.3},
        {"paper": 0.3, "noise": 0.04, "shadow": 0.4},
    ],
    ids=str,
)
def test_an_empty_sheet_is_empty(scene):
    for seed in range(3):
        assert prepare_digit(photo(1, seed, contrast=0, **scene), photo=True).empty


def test_a_turned_photo_is_set_upright():
    upright = photo(7, seed=3)
    stored = Image.fromarray((np.rot90(upright) * 255).astype(np.uint8))  # as a phone held upright stores it
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    file = io.BytesIO()
    stored.save(file, "JPEG", exif=exif, quality=85)
    digit = prepare_digit(read_picture(file.getvalue()), photo=True)
    assert likeness(7, digit.picture) > 0.8


@pytest.mark.parametrize("ground", [(0.0, 1.0), (1.0, 0.0), (0.9, 0.55), (0.35, 0.6)], ids=str)
@pytest.mark.parametrize("size", [(64, 64), (300, 200), (900, 900)])
def test_clean_pictures_keep_their_ink(ground, size):
    paper, ink_level = ground
    ink = draw(3, size=size, height=0.7 * min(size), pen=0.08 * min(size))
    picture = (paper + (ink_level - paper) * ink).astype(np.float32)
    found, inverted = ink_on_paper(picture)
    assert inverted == (ink_level < paper)
    assert found.shape == ink.shape
    np.testing.assert_allclose(found, ink, atol=0.16)


@pytest.mark.parametrize("quality", [15, 40, 90])
def test_jpeg_leaves_no_crumbs(quality):
    picture = 1 - draw(5, size=(300, 300), height=180, pen=16)
    file = io.BytesIO()
    Image.fromarray((picture * 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    digit = prepare_digit(read_picture(file.getvalue()), photo=True)
    assert np.abs(digit.picture - prepare_digit(picture).picture).mean() < 0.03


def test_neighbours_and_specks_are_left_out():
    alone = photo(3, seed=1, noise=0.01)
    crowded = alone.copy()
    crowded[40:60, 40:44] *= 0.3  # a scrap of writing
    crowded[400:403, 500:503] *= 0.3  # a crumb
    crowded[200:260, :12] *= 0.3  # something that the frame cuts off
    np.testing.assert_allclose(
        prepare_digit(crowded, photo=True).picture, prepare_digit(alone, photo=True).picture, atol=0.05
    )


def test_a_stroke_beside_the_digit_belongs_to_it():
    picture = photo(5, seed=1, noise=0.01)
    gap = picture.copy()
    rows = slice(160, 166)  # the pen was lifted between the top and the belly
    gap[rows] = np.median(picture)
    top = ink_on_paper(gap)[0][:78].sum()
    assert top > 0.5 * ink_on_paper(picture)[0][:78].sum()


def test_ruled_lines_go_and_strokes_stay():
    mask = draw(4, size=(300, 200), height=120, pen=8) > 0.5
    ruled = mask.copy()
    for row in range(15, 200, 20):
        for column in range(300):
            ruled[row + column // 60 : row + column // 60 + 2, column] = True  # not quite level
    ruled[:, 40:42] = True
    cleaned = without_ruled_lines(ruled, ruled.astype(np.float32))
    assert np.mean(cleaned[mask]) > 0.93
    assert np.mean(cleaned[~mask]) < 0.005


def test_a_long_straight_digit_is_no_line():
    mask = draw(1, size=(300, 200), height=190, pen=6, slant=0) > 0.5
    np.testing.assert_array_equal(without_ruled_lines(mask, mask.astype(np.float32)), mask)


def test_every_digit_survives_squared_paper():
    for label in DIGITS:
        assert likeness(label, prepare_digit(photo(label, 5, grid=0.4), photo=True).picture) > 0.75, label
