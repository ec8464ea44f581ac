"""Distances between samples, against cases whose answer is known."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from playground.measures.distribution import (
    frechet_distance,
    inverse_multiquadric_discrepancy,
    mean_pairwise_distance,
)


@pytest.fixture
def normal() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((3_000, 4))


class TestDiscrepancy:
    def test_it_is_the_formula_on_a_few_points(self) -> None:
        first, second = np.array([[0.0], [2.0]]), np.array([[1.0], [3.0]])
        kernel = lambda a, b: 2 / (2 + (a - b) ** 2)  # noqa: E731
        expected = kernel(0, 2) + kernel(1, 3) - 2 * np.mean([kernel(a, b) for a in (0, 2) for b in (1, 3)])
        assert inverse_multiquadric_discrepancy(first, second, scale=2) == pytest.approx(expected)

    def test_two_samples_of_one_distribution_are_nearly_none_apart(self, normal: np.ndarray) -> None:
        other = np.random.default_rng(1).standard_normal((3_000, 4))
        assert abs(inverse_multiquadric_discrepancy(normal, other, 8)) < 1e-3
        assert inverse_multiquadric_discrepancy(normal, other + 1, 8) > 0.01

    def test_too_few_points_are_refused(self, normal: np.ndarray) -> None:
        with pytest.raises(ValueError, match="at least two points"):
            inverse_multiquadric_discrepancy(normal, normal[:1], 8)


class TestFrechet:
    def test_a_shift_counts_squared(self, normal: np.ndarray) -> None:
        assert frechet_distance(normal, normal + 2) == pytest.approx(4 * 2**2, rel=1e-6)

    def test_it_is_the_closed_form_of_two_gaussians(self, normal: np.ndarray) -> None:
        """Scaling by s gives tr Σ (1 − s)² for centred points."""
        centred = normal - normal.mean(0)
        expected = np.trace(np.cov(centred, rowvar=False)) * (1 - 3) ** 2
        assert frechet_distance(centred, 3 * centred) == pytest.approx(expected, rel=1e-6)

    def test_other_numbers_of_points_are_refused(self, normal: np.ndarray) -> None:
        with pytest.raises(ValueError, match="same shape"):
            frechet_distance(normal, normal[:10])


class TestPairwiseDistance:
    def test_it_is_the_mean_of_all_pairs(self, normal: np.ndarray) -> None:
        expected = pdist(normal[:2_500]).mean()  # more than one block
        assert mean_pairwise_distance(normal[:2_500]) == pytest.approx(expected, rel=1e-9)

    def test_equal_points_are_at_no_distance(self) -> None:
        assert mean_pairwise_distance(np.full((5, 3), 0.7)) == pytest.approx(0, abs=1e-6)

    def test_one_point_is_refused(self) -> None:
        with pytest.raises(ValueError, match="two points"):
            mean_pairwise_distance(np.ones((1, 3)))
