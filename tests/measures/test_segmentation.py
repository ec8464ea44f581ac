"""Measures of segmentations, by hand and by counting every pair of pixels."""

from itertools import combinations
from math import log

import numpy as np
import pytest

from playground.measures.segmentation import (
    IOU_THRESHOLDS,
    average_precision,
    dice,
    intersection_over_union,
    mean_average_precision,
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


class TestAveragePrecision:
    def test_other_names_change_nothing(self) -> None:
        assert average_precision(np.where(TRUTH == 2, 9, TRUTH), TRUTH) == 1
        assert mean_average_precision(TRUTH, TRUTH) == 1

    def test_it_counts_what_is_found_missed_and_made_up(self) -> None:
        labels = np.where(TRUTH == 3, 0, TRUTH)  # one missed
        labels[2, 2] = 7  # one made up
        assert average_precision(labels, TRUTH) == 2 / 4

    def test_an_overlap_must_be_above_the_threshold(self) -> None:
        truth = np.ones((1, 10), int)
        labels = np.where(np.arange(10) < 7, 5, 0)[None]  # IoU 0.7
        found = [average_precision(labels, truth, threshold) for threshold in IOU_THRESHOLDS]
        assert found == [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
        assert mean_average_precision(labels, truth) == pytest.approx(0.4)
        assert average_precision(np.where(np.arange(10) < 5, 5, 0)[None], truth) == 0  # exactly a half

    def test_a_merger_of_two_finds_the_larger_at_most(self) -> None:
        assert average_precision((TRUTH > 0).astype(int), TRUTH) == 0  # 6 of 16 pixels are its best overlap
        larger = np.array([[1, 1, 1, 1, 2, 2]])
        assert average_precision(np.ones_like(larger), larger) == 1 / 2

    def test_it_is_what_comparing_every_pair_gives(self) -> None:
        rng = np.random.default_rng(0)
        truth = np.kron(rng.integers(0, 9, (6, 6)), np.ones((5, 5), int))
        labels = np.where(rng.random(truth.shape) < 0.2, 0, truth + 3 * (truth > 0))
        names, others = (np.unique(one[one > 0]) for one in (labels, truth))
        for threshold in (0.5, 0.75, 0.8):
            hits = sum(
                intersection_over_union(labels == one, truth == other) > threshold
                for one in names
                for other in others
            )
            expected = hits / (len(names) + len(others) - hits)
            assert average_precision(labels, truth, threshold) == pytest.approx(expected)

    def test_empty_pictures(self) -> None:
        nothing = np.zeros_like(TRUTH)
        assert average_precision(nothing, nothing) == mean_average_precision(nothing, nothing) == 1
        assert average_precision(TRUTH, nothing) == average_precision(nothing, TRUTH) == 0

    @pytest.mark.parametrize("threshold", [0.49, 1.0])
    def test_below_a_half_pairs_are_not_one_to_one(self, threshold: float) -> None:
        with pytest.raises(ValueError, match=r"from 0\.5 to below 1"):
            average_precision(TRUTH, TRUTH, threshold)
