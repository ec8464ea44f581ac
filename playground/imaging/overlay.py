"""What was found, drawn over the picture it was found in."""

import numpy as np

OUTLINE = (0.247, 0.804, 0.722)
"""The page's accent on dark ground, red, green and blue from 0 to 1."""
TINT = 0.18
"""Share of that colour inside an object."""


def outlined(pixels: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Each object tinted and outlined.

    Args:
        pixels: ``(H, W)`` or ``(H, W, 3)`` in [0, 1].
        labels: ``(H, W)`` whole numbers, 0 between objects.

    Returns:
        float32 ``(H, W, 3)`` in [0, 1].
    """
    from skimage.segmentation import find_boundaries

    colour = np.float32(OUTLINE)
    drawn = np.repeat(pixels[..., None], 3, -1) if pixels.ndim == 2 else pixels.copy()
    inside = labels > 0
    drawn[inside] = (1 - TINT) * drawn[inside] + TINT * colour
    drawn[find_boundaries(labels, mode="inner")] = colour
    return drawn
