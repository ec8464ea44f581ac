"""From maps of probabilities to objects: connected pieces, parted and grown by a watershed.

Beucher and Lantuéjoul, "Use of watersheds in contour detection", 1979; scikit-image's implementation.
"""

import numpy as np


def cells(inside: np.ndarray, threshold: float = 0.5, smallest: int = 0) -> np.ndarray:
    """Objects in a map ``(H, W)`` of the probability to be inside of one: int32 labels, 0 between them.

    Connected pieces above the threshold (by the four neighbours of a pixel) that have at least ``smallest`` pixels.
    """
    from skimage.measure import label
    from skimage.morphology import remove_small_objects

    labels = label(inside > threshold, connectivity=1)
    if smallest > 1:
        labels = label(remove_small_objects(labels, max_size=smallest - 1) > 0, connectivity=1)
    return labels.astype(np.int32)


def filled(labels: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Labels ``(H, W)`` grown until they meet, over the likeliest ground first: borders are thinned to nothing.

    Where there is no object at all, the whole picture is one.
    """
    from skimage.segmentation import watershed

    if not labels.any():
        return np.ones_like(labels)
    return watershed(-inside, labels, connectivity=1).astype(np.int32)
