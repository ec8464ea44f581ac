"""Masks and pictures of labels, and those that nothing can be compared with."""

import numpy as np
import pytest

from playground.backend.truth import TruthError, true_objects

TWO = np.zeros((20, 30), int)
TWO[2:8, 3:9] = TWO[12:18, 20:28] = 1


@pytest.mark.parametrize("white", [1, 255, 65535])
def test_of_two_values_the_larger_is_inside(white: int) -> None:
    found = true_objects(white * TWO, TWO.shape)
    assert found.max() == 2
    assert np.array_equal(found > 0, TWO > 0)


def test_two_grays_are_a_mask_too() -> None:
    assert np.array_equal(true_objects(90 + 60 * TWO, TWO.shape) > 0, TWO > 0)


def test_a_mask_that_was_compressed_is_still_one() -> None:
    smoothed = 250 * TWO + np.random.default_rng(0).integers(0, 5, TWO.shape)
    smoothed[2, 3:9] = 140
    smoothed[1, 3:9] = 100
    found = true_objects(smoothed, TWO.shape)
    assert found.max() == 2
    assert np.array_equal(found > 0, TWO > 0)


@pytest.mark.parametrize("numbers", [(1, 2), (7, 300), (200, 70_000)])
def test_every_number_is_an_object_even_where_they_touch(numbers: tuple[int, int]) -> None:
    labels = np.zeros((20, 30), int)
    labels[5:10, 5:15], labels[5:10, 15:25] = numbers
    found = true_objects(labels, labels.shape)
    assert sorted(np.unique(found)) == [0, 1, 2]
    assert len(np.unique(found[labels == numbers[0]])) == 1


def test_a_picture_of_labels_may_have_no_ground() -> None:
    labels = np.repeat([[1, 2, 3]], 9, 0)
    assert np.array_equal(true_objects(labels, labels.shape), labels)


def test_one_object_may_fill_the_picture() -> None:
    assert (true_objects(np.full((4, 4), 255), (4, 4)) == 1).all()


def test_all_black_is_refused() -> None:
    with pytest.raises(TruthError, match="all black"):
        true_objects(np.zeros((4, 4), int), (4, 4))


def test_another_size_is_refused_with_both() -> None:
    with pytest.raises(TruthError, match=r"30 x 20 pixels and the picture 31 x 20"):
        true_objects(TWO, (20, 31))


def test_many_small_objects_on_much_ground_are_no_mask() -> None:
    labels = np.zeros((160, 160), int)
    labels[::10, ::10] = np.arange(256).reshape(16, 16)
    labels[::10, 1::10] = np.arange(256).reshape(16, 16)
    assert true_objects(labels, labels.shape).max() == 255
