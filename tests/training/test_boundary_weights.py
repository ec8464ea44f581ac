"""Weights of membranes: heaviest where two cells nearly touch."""

import math

import numpy as np
import pytest

from playground.training.boundary_weights import PEAK, SPREAD, boundary_weights


@pytest.fixture
def two_cells() -> np.ndarray:
    """A thin membrane between two cells in the upper rows, none below them."""
    inside = np.zeros((60, 60), bool)
    inside[:30, :29] = inside[:30, 31:] = True
    return inside


def test_a_pixel_between_two_cells_weighs_what_the_formula_says(two_cells: np.ndarray) -> None:
    # Columns 29 and 30 part the cells: a pixel is 1 away from the one and 2 from the other.
    expected = 1 + PEAK * math.exp(-((1 + 2) ** 2) / (2 * SPREAD**2))
    assert boundary_weights(two_cells)[10, 29:31] == pytest.approx(expected)


def test_it_fades_with_the_distance_and_is_one_inside(two_cells: np.ndarray) -> None:
    weights = boundary_weights(two_cells)
    assert (weights[two_cells] == 1).all()
    assert (np.diff(weights[30:45, 29]) < 0).all()
    assert weights[59, 29] == pytest.approx(1, abs=1e-3)


def test_one_cell_has_nothing_to_be_kept_apart_from(two_cells: np.ndarray) -> None:
    two_cells[:, 31:] = False
    assert (boundary_weights(two_cells) == 1).all()


def test_a_speck_is_no_cell(two_cells: np.ndarray) -> None:
    with_speck = two_cells.copy()
    with_speck[40:43, 28:32] = True
    changed = boundary_weights(with_speck) != boundary_weights(two_cells)
    assert not changed[~with_speck].any()


def test_no_cell_at_all() -> None:
    assert (boundary_weights(np.zeros((8, 8), bool)) == 1).all()
