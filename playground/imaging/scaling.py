"""Bringing gray pictures to another size."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image


def resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """(H, W) to (height, width), float32 in [0, 1]: each new pixel is the mean of the area that it covers.

    A picture that was enlarged by a whole number comes back exactly. (Pillow's box filter is exact for whole
    factors only: in between it drops some pixels.) Enlarging is bicubic.
    """
    if picture.shape == (height, width):
        return np.array(picture, np.float32)
    if height >= picture.shape[0] and width >= picture.shape[1]:
        image = Image.fromarray(np.ascontiguousarray(picture, np.float32))
        return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC)).clip(0, 1)
    down, across = _shares(picture.shape[0], height), _shares(picture.shape[1], width)
    return (down @ picture @ across.T).clip(0, 1)


def at_most(picture: np.ndarray, side: int) -> np.ndarray:
    """The (H, W) picture itself, or scaled down so that its longer side is `side`."""
    ratio = max(picture.shape) / side
    if ratio <= 1:
        return picture
    height, width = (max(1, round(length / ratio)) for length in picture.shape)
    return resized(picture, height, width)


@lru_cache(maxsize=256)
def _shares(old: int, new: int) -> np.ndarray:
    """(new, old): the share that each old pixel has in the area of each new one; rows sum to 1."""
    edges = np.arange(new + 1)[:, None] * (old / new)
    pixels = np.arange(old)
    overlap = np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels)
    return (overlap.clip(0) * (new / old)).astype(np.float32)
