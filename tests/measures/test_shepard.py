"""Weights of the nearest, by hand."""

import numpy as np
import pytest

from playground.measures.shepard import shepard_weights, weighted_mean


def test_twice_as_far_counts_a_quarter() -> None:
    np.testing.assert_allclose(shepard_weights(np.array([1.0, 2.0])), [0.8, 0.2])
    np.testing.assert_allclose(shepard_weights(np.array([[3.0, 3.0, 3.0], [1.0, 1.0, 2.0]])).sum(1), 1)


def test_what_is_touched_counts_alone() -> None:
    np.testing.assert_array_equal(shepard_weights(np.array([0.0, 1e-9, 4.0])), [1, 0, 0])
    np.testing.assert_array_equal(shepard_weights(np.array([0.0, 0.0, 4.0])), [0.5, 0.5, 0])


def test_a_place_between_two_points_has_their_mean() -> None:
    values = np.array([[[0.0, 0.0], [1.0, 4.0]]])
    np.testing.assert_allclose(weighted_mean(np.array([[2.0, 2.0]]), values), [[0.5, 2.0]])
    assert weighted_mean(np.array([[1.0, 3.0]]), values)[0, 0] == pytest.approx(0.1)
