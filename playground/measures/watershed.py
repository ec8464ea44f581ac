"""From maps of probabilities to objects: connected pieces, parted and grown by a watershed.

Beucher and Lantuéjoul, "Use of watersheds in contour detection", 1979; scikit-image's implementation.
"""

import numpy as np

SEED = 0.6
"""Of the probability to be inside a nucleus: seeds are above it. A higher one splits nuclei, a lower one joins them."""


def cells(inside: np.ndarray, threshold: float = 0.5, smallest: int = 0) -> np.ndarray:
    """Objects in a map ``(H, W)`` of the probability to be inside of one: int32 labels, 0 between them.

    Connected pieces above the threshold (by the four neighbours of a pixel) that have at least ``smallest`` pixels.
    """
    from skimage.measure import label

    labels = label(inside > threshold, connectivity=1)
    return _large(labels, smallest)


def nuclei(inside: np.ndarray, border: np.ndarray, threshold: float = 0.5, smallest: int = 0) -> np.ndarray:
    """Objects in maps ``(H, W)`` of the probabilities to be inside of one and on its border: int32 labels, 0 between.

    Each connected piece that is inside with a probability above `SEED` is the seed of an object, which grows over the
    likeliest ground first, as far as inside and border together are above the threshold. Ground that no seed reaches
    is an object too, one a connected piece: a nucleus may be so small that it is all border.

    Args:
        inside, border: of every pixel, their sum at most 1.
        threshold: of their sum; a higher one makes objects smaller.
        smallest: pixels that a seed, and in the end an object, must have.
    """
    from skimage.measure import label
    from skimage.segmentation import watershed

    ground = inside + border > threshold
    seeds = cells(np.where(ground, inside, 0), SEED, smallest)
    labels = watershed(-inside, seeds, mask=ground, connectivity=1)
    unreached = label(ground & (labels == 0), connectivity=1)
    return _large(np.where(unreached > 0, unreached + seeds.max(), labels), smallest)


def filled(labels: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Labels ``(H, W)`` grown until they meet, over the likeliest ground first: borders are thinned to nothing.

    Where there is no object at all, the whole picture is one.
    """
    from skimage.segmentation import watershed

    if not labels.any():
        return np.ones_like(labels)
    return watershed(-inside, labels, connectivity=1).astype(np.int32)


def _large(labels: np.ndarray, smallest: int) -> np.ndarray:
    """Labels of at least ``smallest`` pixels, numbered anew in their order."""
    kept = np.bincount(labels.ravel()) >= max(1, smallest)
    kept[0] = False
    return (np.cumsum(kept) * kept)[labels].astype(np.int32)
