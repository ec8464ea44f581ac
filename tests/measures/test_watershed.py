"""Objects from maps of probabilities whose parts are known."""

import numpy as np

from playground.measures.watershed import cells, filled

WALL = np.ones((9, 11))
WALL[:, 5] = 0.1
WALL[4, :5] = 0.3


def test_a_wall_parts_and_a_gap_joins() -> None:
    assert cells(WALL).max() == 3
    assert (cells(WALL) == 0).sum() == 14
    gap = WALL.copy()
    gap[0, 5] = 0.8
    assert cells(gap).max() == 2
    assert cells(gap, threshold=0.9).max() == 3


def test_what_touches_at_a_corner_only_is_two() -> None:
    assert cells(np.eye(4)).max() == 4


def test_what_is_too_small_is_left_out_and_the_rest_counted_anew() -> None:
    speck = WALL.copy()
    speck[:, 5:] = 0
    speck[8, 10] = 1
    assert np.unique(cells(speck)).tolist() == [0, 1, 2, 3]
    assert np.unique(cells(speck, smallest=2)).tolist() == [0, 1, 2]


def test_filling_leaves_no_border_and_goes_over_the_likeliest_ground_first() -> None:
    labels = filled(cells(WALL), WALL)
    assert (labels > 0).all()
    assert labels.max() == 3
    np.testing.assert_array_equal(labels[cells(WALL) > 0], cells(WALL)[cells(WALL) > 0])


def test_where_there_is_no_object_the_picture_is_one() -> None:
    np.testing.assert_array_equal(filled(np.zeros((3, 4), np.int32), np.zeros((3, 4))), np.ones((3, 4)))
