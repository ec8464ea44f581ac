"""Pictures and numbers on their way to the page and back."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from playground.ui.packing import gray_bytes, number, numbers, signed_bytes, unpack_gray


def test_gray_bytes_and_back_keep_every_level() -> None:
    picture = np.arange(256, dtype=np.float32).reshape(8, 32) / 255
    assert np.array_equal(unpack_gray(gray_bytes(picture), 8, 32), picture)


def test_gray_bytes_clips_what_a_linear_network_overshoots() -> None:
    assert base64.b64decode(gray_bytes(np.array([[-0.5, 0.5, 1.5]]))) == bytes([0, 128, 255])


def test_gray_bytes_reads_a_transposed_picture_row_by_row() -> None:
    picture = np.array([[0, 1], [0, 0]], np.float32).T
    assert base64.b64decode(gray_bytes(picture)) == bytes([0, 0, 255, 0])


@pytest.mark.parametrize("text", ["", "AAAA", "not base64!", "가나다라"])
def test_unpack_gray_refuses_what_is_no_picture_of_that_size(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_gray(text, 2, 2)


def test_signed_bytes_put_zero_in_the_middle_and_the_bound_at_the_end() -> None:
    packed = signed_bytes(np.array([[-0.2, 0.0, 0.1]]))
    assert packed["bound"] == 0.2
    assert list(base64.b64decode(packed["pixels"])) == [1, 128, 192]


def test_signed_bytes_of_nothing_but_zeros() -> None:
    packed = signed_bytes(np.zeros((1, 2)))
    assert packed["bound"] == 0
    assert list(base64.b64decode(packed["pixels"])) == [128, 128]


@pytest.mark.parametrize(
    ("value", "said"), [(0.123456789, 0.12346), (np.float32(2.0), 2.0), (np.inf, None), (np.nan, None)]
)
def test_numbers_are_short_and_fit_into_json(value: float, said: float | None) -> None:
    assert number(value) == said


def test_numbers_flattens() -> None:
    assert numbers(np.array([[1.0, np.inf], [3.0, 4.0]])) == [1.0, None, 3.0, 4.0]
