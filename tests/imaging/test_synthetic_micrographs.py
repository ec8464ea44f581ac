"""Synthetic micrographs: the same for the same seed, and true to their labels."""

import numpy as np
import pytest
from scipy.ndimage import label

from playground.imaging.synthetic_micrographs import SIDE, nuclei, tissue


@pytest.mark.parametrize("draw", [tissue, nuclei])
class TestBoth:
    def test_a_picture_with_its_labels(self, draw) -> None:
        pixels, truth = draw(3)
        assert pixels.shape == truth.shape == (SIDE, SIDE)
        assert pixels.dtype == np.float32
        assert truth.dtype == np.int32
        assert pixels.min() >= 0
        assert pixels.max() <= 1
        assert np.array_equal(np.unique(truth), np.arange(truth.max() + 1))
        assert truth.max() > 30

    def test_the_seed_says_all(self, draw) -> None:
        for first, second in zip(draw(5), draw(5), strict=True):
            assert np.array_equal(first, second)
        assert not np.array_equal(draw(5)[1], draw(6)[1])

    def test_every_object_is_one_piece(self, draw) -> None:
        _, truth = draw(1)
        for number in range(1, truth.max() + 1):
            assert label(truth == number)[1] == 1


def test_membranes_are_dark_and_part_all_cells() -> None:
    pixels, truth = tissue(0)
    assert pixels[truth == 0].mean() < pixels[truth > 0].mean() - 0.08
    for first, second in ((truth[:-1], truth[1:]), (truth[:, :-1], truth[:, 1:])):
        assert not ((first != second) & (first > 0) & (second > 0)).any()


def test_nuclei_glow_and_some_touch() -> None:
    pixels, truth = nuclei(0)
    assert pixels[truth > 0].mean() > 5 * pixels[truth == 0].mean()
    above, below = truth[:-1], truth[1:]
    assert ((above != below) & (above > 0) & (below > 0)).any()
