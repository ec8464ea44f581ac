"""Objects from maps of probabilities whose parts are known."""

import numpy as np

from playground.measures.watershed import cells, filled, nuclei

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


def two_that_touch() -> tuple[np.ndarray, np.ndarray]:
    """Two nuclei of 6x5 pixels with a rim of one pixel, side by side: inside and border."""
    inside, border = np.zeros((10, 14)), np.zeros((10, 14))
    border[2:8, 2:12] = 0.9
    for left in (3, 8):
        inside[3:7, left : left + 3], border[3:7, left : left + 3] = 0.9, 0.05
    return inside, border


class TestNuclei:
    def test_what_touches_is_parted_on_the_border_and_keeps_its_rim(self) -> None:
        inside, border = two_that_touch()
        labels = nuclei(inside, border)
        assert labels.dtype == np.int32
        assert np.unique(labels).tolist() == [0, 1, 2]
        np.testing.assert_array_equal(labels > 0, inside + border > 0.5)
        assert len({labels[4, 4], labels[4, 9]}) == 2
        assert abs(int((labels == 1).sum()) - int((labels == 2).sum())) <= 6

    def test_the_threshold_says_how_far_they_grow(self) -> None:
        inside, border = two_that_touch()
        assert not nuclei(inside, border, threshold=0.96).any()
        grown = nuclei(inside, border + 0.04, threshold=0.03)
        assert (grown > 0).all()
        assert grown.max() == 2

    def test_what_is_all_border_is_an_object_too(self) -> None:
        inside, border = two_that_touch()
        border[0, 0] = 0.8
        labels = nuclei(inside, border)
        assert labels.max() == 3
        assert (labels == labels[0, 0]).sum() == 1

    def test_what_is_too_small_is_neither_seed_nor_object(self) -> None:
        inside, border = two_that_touch()
        border[0, 0] = 0.8
        inside[2, 7], border[2, 7] = 0.9, 0.0  # a speck of inside on the border between them
        assert nuclei(inside, border).max() == 4
        assert nuclei(inside, border, smallest=5).max() == 2

    def test_nothing_is_nothing(self) -> None:
        assert not nuclei(np.zeros((3, 4)), np.zeros((3, 4))).any()
