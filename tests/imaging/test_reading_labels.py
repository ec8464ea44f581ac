"""Masks and pictures of labels: the numbers that stand in the file, whatever its format."""

import io

import numpy as np
import pytest
from PIL import Image

from playground.imaging.picture_error import PictureError
from playground.imaging.reading import read_labels
from tests.imaging.pictures import bomb

LABELS = np.arange(12 * 9).reshape(12, 9)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "numbers", "stored"),
    [
        ("PNG", LABELS, np.uint8),
        ("PNG", LABELS, np.uint16),
        ("PNG", LABELS * 600, np.uint16),
        ("TIFF", LABELS, np.uint8),
        ("TIFF", LABELS, np.uint16),
        ("TIFF", LABELS * 600, np.uint16),
        ("TIFF", LABELS * 600, np.int32),
        ("TIFF", LABELS * 100_000, np.int32),
        ("TIFF", LABELS * 600, np.float32),
    ],
)
def test_numbers_are_never_rescaled(kind: str, numbers: np.ndarray, stored: type) -> None:
    found = read_labels(saved(Image.fromarray(numbers.astype(stored)), kind))
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, numbers)


def test_big_endian_tiff() -> None:
    image = Image.frombytes("I;16B", (9, 12), (LABELS * 600).astype(">u2").tobytes())
    np.testing.assert_array_equal(read_labels(saved(image, "TIFF")), LABELS * 600)


def test_of_many_pages_the_first_counts() -> None:
    pages = [Image.fromarray((LABELS + more).astype(np.uint16)) for more in (0, 7)]
    np.testing.assert_array_equal(
        read_labels(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])), LABELS
    )


def test_a_palette_s_numbers_are_the_labels_and_not_its_colours() -> None:
    image = Image.fromarray((LABELS % 4).astype(np.uint8)).convert("P")
    image.putpalette([0, 0, 0, 200, 30, 30, 30, 30, 200, 255, 255, 0])
    np.testing.assert_array_equal(read_labels(saved(image, "PNG")), LABELS % 4)


@pytest.mark.parametrize("palette", [[255, 255, 255, 0, 0, 0], [0, 0, 0, 255, 255, 255]])
def test_of_a_black_and_white_palette_white_is_the_larger(palette: list[int]) -> None:
    image = Image.fromarray((LABELS % 2).astype(np.uint8)).convert("P")
    image.putpalette(palette)
    white = (LABELS % 2) ^ (palette[0] == 255)
    np.testing.assert_array_equal(read_labels(saved(image, "PNG")) == 255, white == 1)


def test_one_bit() -> None:
    mask = LABELS % 5 == 0
    np.testing.assert_array_equal(read_labels(saved(Image.fromarray(mask), "PNG")) > 0, mask)


def test_gray_stored_as_colour_is_gray_and_colours_are_numbers_of_their_own() -> None:
    gray = np.repeat(LABELS[..., None], 3, -1).astype(np.uint8)
    np.testing.assert_array_equal(read_labels(saved(Image.fromarray(gray), "PNG")), LABELS)
    colours = gray * np.uint8([1, 2, 0])
    found = read_labels(saved(Image.fromarray(colours), "PNG"))
    assert len(np.unique(found)) == LABELS.size
    assert found[0, 0] == 0


def test_transparency_says_nothing() -> None:
    values = np.repeat(LABELS[..., None], 2, -1).astype(np.uint8)
    np.testing.assert_array_equal(read_labels(saved(Image.fromarray(values), "PNG")), LABELS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: saved(Image.fromarray((LABELS / 10).astype(np.float32)), "TIFF"), "unsupported"),
        (lambda: saved(Image.fromarray(np.full((9, 9), np.nan, np.float32)), "TIFF"), "unsupported"),
        (lambda: saved(Image.fromarray(noise()), "TIFF")[:-9000], "truncated"),
        (lambda: saved(Image.new("L", (1, 1)), "PNG"), "too_small"),
        (lambda: bomb(13_000, 13_000), "too_large"),
        (lambda: b"", "empty"),
        (lambda: b"nothing", "not_a_picture"),
    ],
    ids=["fractions", "not a number", "truncated", "one pixel", "bomb", "empty", "no picture"],
)
def test_what_holds_no_labels_is_refused(content, reason: str) -> None:
    with pytest.raises(PictureError) as caught:
        read_labels(content())
    assert caught.value.reason == reason


def noise() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (200, 200), dtype=np.uint8)
