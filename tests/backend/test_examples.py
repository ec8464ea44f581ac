"""The strip of real digits."""

from __future__ import annotations

import os

import numpy as np
import pytest

from playground.backend.examples import Example, examples
from playground.backend.reconstruct import read_digit
from playground.imaging import mnist_files


@pytest.fixture
def fresh(monkeypatch):
    """Nothing remembered, neither before nor after."""
    examples.cache_clear()
    mnist_files.test_digits.cache_clear()
    yield monkeypatch
    examples.cache_clear()
    mnist_files.test_digits.cache_clear()


def of(source: str) -> list[Example]:
    return [example for example in examples() if example.source == source]


def test_two_of_each_digit_in_order():
    assert [example.label for example in of("scikit-learn")] == [label for label in range(10) for _ in "ab"]


def test_pictures_are_what_the_networks_know():
    for example in examples():
        assert example.picture.shape == (28, 28)
        assert example.picture.dtype == np.float32
        assert example.picture.min() == 0
        assert 0.9 < example.picture.max() <= 1


def test_no_picture_comes_twice():
    assert len({example.picture.tobytes() for example in examples()}) == len(examples())


def test_the_reader_reads_every_example_right():
    assert [read_digit(example.picture).label for example in examples()] == [
        example.label for example in examples()
    ]


def test_without_mnist_on_disk_there_are_twenty(fresh, tmp_path):
    fresh.setenv("PLAYGROUND_DATA", str(tmp_path))
    assert len(examples()) == 20


def test_damaged_mnist_is_as_good_as_none(fresh, tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "t10k-images-idx3-ubyte").write_bytes(b"not an idx file")
    (raw / "t10k-labels-idx1-ubyte").write_bytes(b"")
    fresh.setenv("PLAYGROUND_DATA", str(tmp_path))
    assert len(examples()) == 20


def test_mnist_on_disk_adds_its_own(fresh):
    pictures = np.zeros((10_000, 28, 28), np.uint8)
    pictures[:, 0, 0] = np.arange(10_000) % 251
    fresh.setattr("playground.backend.examples.test_digits", lambda: (pictures, np.zeros(10_000)))
    added = of("mnist")
    assert [example.label for example in added] == [label for label in range(10) for _ in "ab"]
    assert added[0].picture[0, 0] == pytest.approx((271 % 251) / 255)


@pytest.mark.skipif("PLAYGROUND_DATA" not in os.environ, reason="needs PLAYGROUND_DATA with MNIST")
def test_mnist_labels_are_the_true_ones():
    pictures, labels = mnist_files.test_digits()
    for example in of("mnist"):
        matches = np.flatnonzero((pictures == np.round(example.picture * 255)).all((1, 2)))
        assert example.label in labels[matches]
