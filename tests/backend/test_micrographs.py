"""Pictures to cut up: read whole, kept for a while, and there without any data set."""

import io

import numpy as np
import pytest
from PIL import Image

from playground.backend import micrographs
from playground.backend.micrographs import EXAMPLES, Forgotten, example, read, recall
from playground.backend.remembered import Remembered
from playground.imaging.picture_error import PictureError


def tiff(pixels: np.ndarray, **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "TIFF", **options)
    return file.getvalue()


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.name)
def test_every_example_is_there(one: micrographs.Example) -> None:
    found = example(one.name, 4)
    assert found.pixels.dtype == np.float32
    assert 0 <= found.pixels.min() < found.pixels.max() <= 1
    assert (found.truth is not None) == one.synthetic
    assert recall(found.key) is found


def test_the_seed_draws_another_synthetic_one_and_no_other_photograph() -> None:
    assert example("tissue", 1).key != example("tissue", 2).key
    assert example("coins", 1).key == example("coins", 2).key
    with pytest.raises(ValueError, match="tissue, nuclei"):
        example("../secret")


def test_a_large_picture_keeps_its_resolution() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (1500, 1300), dtype=np.uint8)
    found = read(tiff(pixels)).pixels
    np.testing.assert_allclose(found, pixels / 255, atol=1e-6)


def test_sixteen_bits_are_kept() -> None:
    pixels = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    np.testing.assert_allclose(read(tiff(pixels)).pixels, pixels / 65535, atol=1e-6)


def test_of_many_pages_the_first_counts() -> None:
    pages = [Image.fromarray(np.full((20, 20), gray, np.uint8)) for gray in (200, 10)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    assert read(file.getvalue()).pixels.mean() == pytest.approx(200 / 255, abs=1e-3)


def test_a_truncated_tiff_is_refused_with_a_sentence() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (200, 200), dtype=np.uint8)
    with pytest.raises(PictureError, match="damaged or cut off"):
        read(tiff(pixels)[:-20_000])


def test_the_longest_unused_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Remembered(3 * 100 * 100 * 4, lambda one: one.pixels.nbytes)
    monkeypatch.setattr(micrographs, "_kept", room)
    keys = []
    for gray in (10, 20, 30):
        keys.append(read(tiff(np.full((100, 100), gray, np.uint8))).key)
    recall(keys[0])
    read(tiff(np.full((100, 100), 40, np.uint8)))
    assert recall(keys[0])
    with pytest.raises(Forgotten, match="open it again"):
        recall(keys[1])
