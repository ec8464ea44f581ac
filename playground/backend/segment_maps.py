"""What a U-Net says of every pixel of a microscope picture; in the server, or in the process beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..checkpoint import Config
from . import library
from .jobs import Report
from .tiles import probabilities

if TYPE_CHECKING:
    from ..models import UNet

SEGMENTING = ("segmentation",)


@dataclass(frozen=True)
class Maps:
    """What a network says of every pixel, in 255 steps, as fine as it is shown.

    Attributes:
        model, cut: which network, and which of its skip connections were cut.
        inside: float32 ``(H, W)``, the probability to be inside an object.
        border: the same, to be on the border of one; None where the network knows no borders.
    """

    model: str
    cut: tuple[int, ...]
    inside: np.ndarray
    border: np.ndarray | None


def run(pixels: np.ndarray, model: str, cut: tuple[int, ...], report: Report | None = None) -> Maps:
    """Run a network on a picture.

    Args:
        pixels: float32 ``(H, W)`` or ``(H, W, 3)`` in [0, 1].
        model: of the family "segmentation".
        cut: levels, 1 the uppermost, whose skip connection carries nothing.
        report: is told how far it is.

    Raises:
        library.UnknownModel, library.WrongFamily: if there is no such model or it does something else.
    """
    config = library.require(model, SEGMENTING)
    share = (lambda done: report(0, done)) if report else None
    found = probabilities(network(model), seen_by(config, pixels), cut, share)
    inside, *border = (np.rint(plane * 255) / np.float32(255) for plane in found[1:])
    return Maps(model, cut, inside, border[0] if border else None)


def packed(pixels: np.ndarray, model: str, cut: tuple[int, ...], report: Report) -> tuple[np.ndarray, ...]:
    """As :func:`run`, for the way from another process: the planes of the maps as uint8, which lose nothing."""
    maps = run(pixels, model, cut, report)
    planes = (maps.inside,) if maps.border is None else (maps.inside, maps.border)
    return tuple(np.rint(plane * 255).astype(np.uint8) for plane in planes)


def unpacked(model: str, cut: tuple[int, ...], planes: tuple[np.ndarray, ...]) -> Maps:
    """What was packed by :func:`packed`."""
    inside, *border = (plane / np.float32(255) for plane in planes)
    return Maps(model, cut, inside, border[0] if border else None)


@cache
def network(model: str) -> UNet:
    """A network for use: its batch normalisation folded away."""
    from ..models.unet import folded

    return folded(library.load(model).model)


def seen_by(config: Config, pixels: np.ndarray) -> np.ndarray:
    """A picture as a network wants it: float32 ``(C, H, W)`` in [0, 1], gray by luminance or three channels."""
    from ..imaging.contrast import stretched

    channels = config.preprocessing.channels
    if channels == 1:
        pixels = gray(pixels)
    if channels == 3 and pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, -1)
    if config.preprocessing.contrast == "stretched":
        pixels = stretched(pixels)
    planes = pixels[None] if pixels.ndim == 2 else np.moveaxis(pixels, -1, 0)
    return np.ascontiguousarray(planes, np.float32)


def gray(pixels: np.ndarray) -> np.ndarray:
    """A picture ``(H, W)`` as it is, or the luminance of a coloured one (ITU-R BT.601, as Pillow's mode "L")."""
    return pixels if pixels.ndim == 2 else pixels @ np.float32([0.299, 0.587, 0.114])
