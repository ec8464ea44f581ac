"""Measures of segmentations, by hand and by counting every pair of pixels."""

from itertools import combinations
from math import log

import numpy as np
import pytest

from playground.measures.segmentation import (
    dice,
    intersection_over_union,
    pixel_error,
    rand_and_information,
)

TRUTH = np.array([[1, 1, 1, 0, 2, 2], [1, 1, 1, 0, 2, 2], [0, 0, 0, 0, 0, 0], [3, 3, 3, 3, 3, 3]])


def test_masks() -> None:
    mask, truth = np.array([[1, 1, 0, 0]], bool), np.array([[1, 0, 1, 0]], bool)
    assert dice(mask, truth) == 0.5
    assert intersection_over_union(mask, truth) == pytest.approx(1 / 3)
    assert pixel_error(mask, truth) == 0.5
    nothing = np.zeros_like(mask)
    assert dice(nothing, nothing) == intersection_over_union(nothing, nothing) == 1
    assert dice(mask, nothing) == intersection_over_union(mask, nothing) == 0


class TestRandAndInformation:
    def test_the_same_parts_under_other_names_are_perfect(self) -> None:
        found = rand_and_information(np.where(TRUTH == 2, 9, TRUTH), TRUTH)
        assert (found.rand, found.information) == pytest.approx((1, 1))

    def test_what_is_found_outside_the_true_foreground_does_not_count(self) -> None:
        labels = np.where(TRUTH == 0, 7, TRUTH)
        assert rand_and_information(labels, TRUTH).rand == pytest.approx(1)

    def test_it_is_what_counting_pairs_gives(self) -> None:
        labels = np.random.default_rng(0).integers(0, 4, TRUTH.shape)
        inside = TRUTH > 0
        pairs = list(combinations(zip(labels[inside], TRUTH[inside], strict=True), 2))
        both = sum(a[0] == b[0] and a[1] == b[1] for a, b in pairs)
        together = sum(a[0] == b[0] for a, b in pairs)
        truly = sum(a[1] == b[1] for a, b in pairs)
        found = rand_and_information(labels, TRUTH)
        assert found.rand_merge == pytest.approx(both / together)
        assert found.rand_split == pytest.approx(both / truly)
        assert found.rand == pytest.approx(2 * both / (together + truly))

    def test_information_is_shared_entropy(self) -> None:
        labels = np.random.default_rng(1).integers(0, 3, TRUTH.shape)
        inside = TRUTH > 0

        def entropy(names: list) -> float:
            shares = np.array([names.count(name) for name in set(names)]) / len(names)
            return -sum(share * log(share) for share in shares)

        own, true = labels[inside].tolist(), TRUTH[inside].tolist()
        shared = entropy(own) + entropy(true) - entropy(list(zip(own, true, strict=True)))
        found = rand_and_information(labels, TRUTH)
        assert found.information_split == pytest.approx(shared / entropy(own))
        assert found.information_merge == pytest.approx(shared / entropy(true))
        assert found.information == pytest.approx(2 * shared / (entropy(own) + entropy(true)))

    def test_merging_and_splitting_are_told_apart(self) -> None:
        merged = rand_and_information(np.where(TRUTH == 2, 1, TRUTH), TRUTH)
        assert merged.rand_merge < 1 == pytest.approx(merged.rand_split)
        assert merged.information_merge < 1 == pytest.approx(merged.information_split)
        split = TRUTH.copy()
        split[3, 3:] = 4
        parted = rand_and_information(split, TRUTH)
        assert parted.rand_split < 1 == pytest.approx(parted.rand_merge)
        assert parted.information_split < 1 == pytest.approx(parted.information_merge)

    def test_without_a_true_foreground_there_is_nothing_to_measure(self) -> None:
        assert rand_and_information(TRUTH, np.zeros_like(TRUTH)) is None
