"""Drawings and photos, prepared and then read by the network that reads them on the page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground.backend.prepare import prepare
from playground.backend.reconstruct import read_digit
from playground.imaging.digits import PreparationSteps
from tests.imaging.pen import DIGITS, draw
from tests.imaging.photos import SCENES, photo

ROOT = Path(__file__).parents[2]


def read(label: int, picture: np.ndarray, **options: object) -> bool:
    return read_digit(prepare(picture, **options).picture).label == label


@pytest.mark.parametrize("label", DIGITS)
@pytest.mark.parametrize(
    "way",
    [
        {},
        {"slant": 0.3},
        {"slant": -0.1},
        {"turn": 8},
        {"turn": -8},
        {"height": 95, "pen": 5},
        {"height": 84, "pen": 18},
        {"height": 40, "centre": (28, 30)},
        {"height": 32, "centre": (84, 84), "pen": 7},
    ],
    ids=str,
)
def test_what_is_drawn_is_read(label, way):
    assert read(label, 1 - draw(label, **way), photo=False)


@pytest.mark.parametrize("scene", SCENES)
def test_photos_are_read(scene):
    wrong = [label for label in DIGITS if not read(label, photo(label, label, **SCENES[scene]))]
    assert wrong == []


@pytest.mark.parametrize("side", [112, 224, 1000])
def test_photos_of_any_size_are_read(side):
    size = (side, side * 3 // 4)
    pictures = [
        photo(label, 3, size=size, height=0.55 * size[1], pen=max(2.5, 0.03 * size[1])) for label in DIGITS
    ]
    assert [read_digit(prepare(picture).picture).label for picture in pictures] == list(DIGITS)


def test_clean_uploads_are_read():
    for label in DIGITS:
        ink = draw(label, size=(300, 300), height=200, pen=20)
        assert read(label, 1 - ink)
        assert read(label, ink)
        assert read(label, np.repeat((0.2 + 0.5 * ink)[..., None], 3, axis=2))


def test_without_preparation_a_small_digit_in_a_corner_is_misread():
    off = PreparationSteps(polarity=True, crop=False, scale=False, centre=False)
    pictures = [1 - draw(label, centre=(26, 28), height=34, pen=5) for label in DIGITS]
    wrong = sum(not read(label, picture, steps=off, photo=False) for label, picture in enumerate(pictures))
    assert wrong >= 3
    assert all(read(label, picture, photo=False) for label, picture in enumerate(pictures))


def test_uploads_are_photos_unless_said_otherwise():
    page = photo(5, noise=0.02)
    assert prepare(page).picture.tolist() == prepare(page, photo=True).picture.tolist()
    assert prepare(page).picture.tolist() != prepare(page, photo=False).picture.tolist()


def test_warming_up_leaves_nothing_to_load():
    code = (
        "import sys\n"
        "import numpy as np\n"
        "from playground.backend.prepare import prepare, warm_up\n"
        "warm_up()\n"
        "before = set(sys.modules)\n"
        "from tests.imaging.pen import draw\n"
        "from tests.imaging.photos import photo\n"
        "for picture, upload in ((1 - draw(3, pen=2), False), (photo(3), True)):\n"
        "    assert not prepare(picture, photo=upload).empty\n"
        "print(sorted(name for name in set(sys.modules) - before if name.startswith(('scipy', 'skimage'))))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
