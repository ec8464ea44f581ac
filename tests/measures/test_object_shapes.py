"""Shapes of objects, beside scikit-image's and by hand."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage.measure import label, regionprops_table

from playground.measures.object_shapes import ObjectShapes, object_shapes

THEIRS = {
    "label": "label",
    "area": "area",
    "x": "centroid-1",
    "y": "centroid-0",
    "left": "bbox-1",
    "top": "bbox-0",
    "perimeter": "perimeter",
    "diameter": "equivalent_diameter_area",
    "eccentricity": "eccentricity",
    "solidity": "solidity",
    "mean": "intensity_mean",
}


def assert_as_scikit_image(labels: np.ndarray) -> ObjectShapes:
    values = np.random.default_rng(1).random(labels.shape, np.float32)
    properties = {name.partition("-")[0] for name in THEIRS.values()}
    theirs = regionprops_table(labels, values, properties=sorted(properties))
    ours = object_shapes(labels, values)
    for name, their_name in THEIRS.items():
        np.testing.assert_allclose(getattr(ours, name), theirs[their_name], atol=2e-6, err_msg=name)
    np.testing.assert_array_equal(ours.left + ours.width, theirs["bbox-3"])
    np.testing.assert_array_equal(ours.top + ours.height, theirs["bbox-2"])
    return ours


@pytest.mark.parametrize("scale", [0.6, 1.5, 4, 10])
@pytest.mark.parametrize("seed", range(3))
def test_objects_of_any_shape_are_measured_as_scikit_image_does(scale: float, seed: int) -> None:
    hills = gaussian_filter(np.random.default_rng(seed).normal(size=(120, 150)), scale)
    labels = label(hills > 0.5 * hills.std(), connectivity=1).astype(np.int32)
    assert len(assert_as_scikit_image(labels).label) > 2


@pytest.mark.filterwarnings("ignore:Failed to get convex hull")
def test_objects_in_pieces_that_touch_each_other_and_leave_numbers_out() -> None:
    labels = np.random.default_rng(0).choice([0, 1, 2, 5, 300], (30, 40)).astype(np.int32)
    assert assert_as_scikit_image(labels).label.tolist() == [1, 2, 5, 300]


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1), (6, 8)])
def test_one_object_may_fill_the_picture(shape: tuple[int, int]) -> None:
    found = assert_as_scikit_image(np.ones(shape, np.int32))
    assert found.solidity.tolist() == [1]
    assert (found.height[0], found.width[0]) == shape


def test_no_object() -> None:
    found = object_shapes(np.zeros((5, 6), np.int32), np.zeros((5, 6), np.float32))
    assert found.label.shape == found.solidity.shape == found.perimeter.shape == (0,)


def test_a_rectangle_by_hand() -> None:
    labels = np.zeros((10, 20), np.int32)
    labels[2:6, 5:15] = 1
    found = object_shapes(labels, np.where(labels > 0, 0.75, 0))
    assert (found.area[0], found.x[0], found.y[0], found.mean[0]) == (40, 9.5, 3.5, 0.75)
    assert found.perimeter[0] == 2 * 9 + 2 * 3  # through the middles of the pixels on it
    assert found.eccentricity[0] == pytest.approx(np.sqrt(1 - (4**2 - 1) / (10**2 - 1)))


def test_a_bay_is_in_the_hull_and_not_in_the_object() -> None:
    labels = np.ones((10, 10), np.int32)
    labels[3:7, 5:] = 0
    assert object_shapes(labels, labels).solidity[0] == 0.8
