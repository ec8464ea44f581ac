"""How much each pixel of a membrane matters: most where it alone keeps two cells apart.

Ronneberger et al. 2015, equation 2. A thin membrane has few pixels, and a gap in it merges two cells.
"""

import numpy as np

PEAK, SPREAD = 8.0, 5.0
"""What a pixel between two touching cells weighs more than others, and over how many pixels this fades."""
SMALLEST = 50
"""Pixels; smaller pieces of inside are slips of the pen and no cells."""
_REACH = round(3 * SPREAD)


def boundary_weights(inside: np.ndarray) -> np.ndarray:
    """Weights ``(H, W)`` float32 from a mask ``(H, W)``, true inside of cells.

    One inside, and on a membrane 1 + PEAK · exp(−(d₁ + d₂)² / 2 SPREAD²), with the distances in pixels to the two
    nearest cells. Cells are connected by the four neighbours of a pixel.
    """
    from scipy.ndimage import distance_transform_edt, find_objects

    from ..measures.watershed import cells

    labels = cells(inside.astype(np.float32), 0.5, SMALLEST)
    nearest = np.full((2, *inside.shape), np.inf)
    for number, place in enumerate(find_objects(labels), start=1):
        # Further away a cell weighs nothing, so its surroundings are enough.
        around = tuple(slice(max(0, side.start - _REACH), side.stop + _REACH) for side in place)
        distance = distance_transform_edt(labels[around] != number)
        first, second = nearest[(0, *around)], nearest[(1, *around)]
        nearest[(1, *around)] = np.minimum(second, np.maximum(first, distance))
        nearest[(0, *around)] = np.minimum(first, distance)
    weights = 1 + PEAK * np.exp(-(nearest.sum(0) ** 2) / (2 * SPREAD**2))
    return np.where(inside, 1, weights).astype(np.float32)
