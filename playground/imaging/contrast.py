"""The gray values of a picture spread over the whole range, so that a dark one is seen as well as a bright one."""

import numpy as np

DARKEST, BRIGHTEST = 1.0, 99.8
"""Percentiles of the gray values that become black and white: few pixels may be dust, or a nucleus that glares."""


def stretched(pixels: np.ndarray) -> np.ndarray:
    """A picture ``(H, W)`` or ``(H, W, 3)`` with its darkest percentile at 0 and its brightest at 1.

    All channels are changed alike, so colours keep their hue. What lies beyond is clipped. A picture of one
    value comes back as it is.

    Args:
        pixels: in any units; [0, 1] in this project.

    Returns:
        float32 in [0, 1], where ``pixels`` are not all alike.
    """
    low, high = np.percentile(pixels, (DARKEST, BRIGHTEST))
    if low == high:
        low, high = pixels.min(), pixels.max()
    if low == high:
        return pixels.astype(np.float32)
    return np.clip((pixels - low) / (high - low), 0, 1).astype(np.float32)
