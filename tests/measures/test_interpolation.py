"""Straight lines and great circles."""

import numpy as np
import pytest

from playground.measures.interpolation import interpolated

SHARES = np.linspace(0, 1, 5)


@pytest.mark.parametrize("method", ["linear", "spherical"])
def test_it_begins_and_ends_where_it_is_told(method: str) -> None:
    start, end = np.array([1.0, 2.0, -1.0]), np.array([0.0, -3.0, 0.5])
    walk = interpolated(start, end, SHARES, method)
    np.testing.assert_allclose(walk[[0, -1]], [start, end], atol=1e-12)


def test_a_great_circle_keeps_length_and_speed() -> None:
    walk = interpolated(np.array([2.0, 0.0]), np.array([0.0, 2.0]), SHARES, "spherical")
    np.testing.assert_allclose(np.linalg.norm(walk, axis=1), 2)
    np.testing.assert_allclose(np.degrees(np.arctan2(walk[:, 1], walk[:, 0])), [0, 22.5, 45, 67.5, 90])


def test_lengths_go_evenly() -> None:
    walk = interpolated(np.array([1.0, 0.0]), np.array([0.0, 3.0]), SHARES, "spherical")
    np.testing.assert_allclose(np.linalg.norm(walk, axis=1), [1, 1.5, 2, 2.5, 3])


@pytest.mark.parametrize("end", [[2.0, 0.0], [-1.0, 0.0], [0.0, 0.0]])
def test_where_there_is_no_one_circle_the_way_is_straight(end: list[float]) -> None:
    start = np.array([1.0, 0.0])
    walk = interpolated(start, np.array(end), SHARES, "spherical")
    np.testing.assert_allclose(walk, interpolated(start, np.array(end), SHARES, "linear"))
