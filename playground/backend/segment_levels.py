"""What each level of a U-Net looks at on its way down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from . import library
from .segment_maps import SEGMENTING, network, seen_by

LARGEST_SIDE = 512
"""Pixels; a larger picture is scaled down first."""
SHOWN = 4
"""Channels of a level: those that vary most over the picture."""


@dataclass(frozen=True)
class Level:
    """One level of the way down, or the bridge below them.

    Attributes:
        level: from 1, the uppermost; the bridge is one more than the last.
        channels, height, width: of its features.
        receptive_field: side in pixels of what one of its features sees of the picture.
        pictures: its most varied channels, uint8 ``(h, w)`` each, from the least value to the greatest.
    """

    level: int
    channels: int
    height: int
    width: int
    receptive_field: int
    pictures: tuple[np.ndarray, ...]


def levels(pixels: np.ndarray, model: str) -> tuple[Level, ...]:
    """Every level of a network on a picture; skip connections begin here, so cutting them changes nothing.

    Args:
        pixels: float32 ``(H, W)`` or ``(H, W, 3)`` in [0, 1].
        model: of the family "segmentation".

    Raises:
        library.UnknownModel, library.WrongFamily: if there is no such model or it does something else.
    """
    import torch

    from ..models.unet import mirrored

    config = library.require(model, SEGMENTING)
    unet = network(model)
    picture = torch.from_numpy(_scaled_down(seen_by(config, pixels)))[None]
    height, width = picture.shape[2:]
    found = []
    with torch.inference_mode():
        features, (top, left) = mirrored(picture, 2**unet.depth)
        fields = receptive_fields(unet.depth)
        for level, block in enumerate([*unet.down, unet.bridge]):
            features = block(unet.pool(features) if level else features)
            # Without the margins that were mirrored: what is shown is the picture.
            rows = slice(top >> level, -(-(top + height) >> level))
            columns = slice(left >> level, -(-(left + width) >> level))
            shown = features[0, :, rows, columns].numpy()
            found.append(Level(level + 1, *shown.shape, next(fields), _most_varied(shown)))
    return tuple(found)


def receptive_fields(depth: int) -> Iterator[int]:
    """Sides in pixels: two 3x3 convolutions a level add four times its grid, a pooling adds it once."""
    side = 1
    for level in range(depth + 1):
        side += 4 * 2**level
        yield side
        side += 2**level


def _scaled_down(planes: np.ndarray) -> np.ndarray:
    from PIL import Image

    ratio = max(planes.shape[1:]) / LARGEST_SIDE
    if ratio <= 1:
        return planes
    size = (max(1, round(planes.shape[2] / ratio)), max(1, round(planes.shape[1] / ratio)))
    return np.stack(
        [np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX)) for plane in planes]
    )


def _most_varied(features: np.ndarray) -> tuple[np.ndarray, ...]:
    order = np.argsort(-features.var((1, 2)), kind="stable")[:SHOWN]
    pictures = []
    for channel in features[order]:
        low, high = channel.min(), channel.max()
        pictures.append(np.rint(255 * (channel - low) / ((high - low) or 1)).astype(np.uint8))
    return tuple(pictures)
