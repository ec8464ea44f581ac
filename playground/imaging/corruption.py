"""Noise for the page and for the tables: six kinds, an amount, a seed.

All random numbers are drawn before the amount is looked at, so that with one seed the same noise grows while a
slider moves: a pixel that is masked at 30 % is masked at 40 % too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from types import MappingProxyType

import numpy as np

NOISES = ("gaussian", "speckle", "salt_and_pepper", "masking", "occlusion", "blur")
LARGEST_AMOUNT: Mapping[str, float] = MappingProxyType({**dict.fromkeys(NOISES, 1.0), "blur": 5.0})
LARGEST_SEED = 2**32 - 1

GRAY = 0.5  # of the block that hides a part: neither ink nor paper

_UNITS = {
    "gaussian": "its standard deviation",
    "speckle": "its standard deviation",
    "salt_and_pepper": "the share of the pixels",
    "masking": "the share of the pixels",
    "occlusion": "the side of the block as a share of the picture's",
    "blur": "its standard deviation in pixels",
}


class CorruptionError(ValueError):
    """Noise that cannot be made; the message is one sentence that says why."""


def corrupt(
    pictures: np.ndarray,
    noise: str,
    amount: float,
    seed: int,
    position: Sequence[float] | None = None,
) -> np.ndarray:
    """Make pictures noisy; the same arguments always give the same result.

    With x a pixel, a the amount and n standard normal numbers:

    - ``gaussian``: x + a n, clipped; ``speckle``: x + a n x, clipped.
    - ``salt_and_pepper``: each pixel becomes 0 or 1 with probability a / 2 each; ``masking``: 0 with probability a.
    - ``occlusion``: a gray square, its side the share a of the picture's shorter side.
    - ``blur``: a Gaussian filter, a its standard deviation in pixels. It draws nothing and ignores the seed.

    Args:
        pictures: float (H, W) or (N, H, W) in [0, 1]; of several pictures each gets noise of its own.
        noise: one of `NOISES`.
        amount: from 0, which changes nothing, to `LARGEST_AMOUNT`.
        seed: from 0 to `LARGEST_SEED`.
        position: where the centre of the block is, (x, y) from 0 to 1, left to right and top to bottom, for all
            pictures; the block stays inside. Left out, the seed says. It matters to occlusion only.

    Returns:
        float32 of the same shape in [0, 1], never the argument itself.

    Raises:
        CorruptionError: for anything else than the above.
    """
    pictures = _checked_pictures(pictures)
    noise = checked_noise(noise)
    amount = checked_amount(noise, amount)
    generator = np.random.default_rng(checked_seed(seed))
    centre = None if position is None else _checked_position(position)
    if noise == "blur":
        return _blurred(pictures, amount)
    if noise == "occlusion":
        return _occluded(pictures, amount, generator, centre)
    if noise in ("gaussian", "speckle"):
        change = amount * generator.standard_normal(pictures.shape, np.float32)
        return np.clip(pictures + (change if noise == "gaussian" else change * pictures), 0, 1)
    chance = generator.random(pictures.shape, np.float32)
    if noise == "masking":
        return np.where(chance < amount, np.float32(0), pictures)
    # Salt comes from the top of the range: what is pepper at some amount stays pepper at every larger one.
    return np.select(
        [chance < amount / 2, chance >= 1 - amount / 2], [np.float32(0), np.float32(1)], pictures
    )


def checked_noise(noise: str) -> str:
    """The name itself; raises `CorruptionError` if it is none of `NOISES`."""
    if not isinstance(noise, str):
        raise CorruptionError(f"noise must be a name, one of: {', '.join(NOISES)}.")
    if noise not in NOISES:
        shown = noise if len(noise) <= 60 else noise[:60] + "…"
        raise CorruptionError(f'There is no noise called "{shown}". Choose one of: {", ".join(NOISES)}.')
    return noise


def checked_amount(noise: str, amount: float) -> float:
    """The amount of a noise as a float; raises `CorruptionError` outside its range."""
    largest = LARGEST_AMOUNT[noise]
    if not _is_number(amount) or not 0 <= amount <= largest:
        raise CorruptionError(
            f"The amount of {noise} noise must be a number from 0 to {largest:g} ({_UNITS[noise]})."
        )
    return float(amount)


def checked_seed(seed: int) -> int:
    """The seed as an int; raises `CorruptionError` if it is no whole number from 0 to `LARGEST_SEED`."""
    if not isinstance(seed, Integral) or isinstance(seed, bool) or not 0 <= seed <= LARGEST_SEED:
        raise CorruptionError(f"The seed must be a whole number from 0 to {LARGEST_SEED}.")
    return int(seed)


def _checked_position(position: Sequence[float]) -> tuple[float, float]:
    pair = isinstance(position, Sequence | np.ndarray) and len(position) == 2
    if not pair or not all(_is_number(value) and 0 <= value <= 1 for value in position):
        raise CorruptionError("The position must be two numbers from 0 to 1: from left, from top.")
    return float(position[0]), float(position[1])


def _checked_pictures(pictures: np.ndarray) -> np.ndarray:
    pictures = np.asarray(pictures, np.float32)
    if pictures.ndim not in (2, 3):
        raise CorruptionError("Noise needs one picture (H, W) or several of them (N, H, W).")
    if pictures.size and not (pictures.min() >= 0 and pictures.max() <= 1):
        raise CorruptionError("Noise needs pictures with values from 0 to 1.")
    return pictures


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _blurred(pictures: np.ndarray, sigma: float) -> np.ndarray:
    from scipy import ndimage  # half a second to import, and no other noise needs it

    return np.clip(ndimage.gaussian_filter(pictures, sigma, mode="nearest", axes=(-2, -1)), 0, 1)


def _occluded(
    pictures: np.ndarray, amount: float, generator: np.random.Generator, centre: tuple[float, float] | None
) -> np.ndarray:
    height, width = pictures.shape[-2:]
    hidden = pictures.copy()
    each = hidden.reshape(-1, height, width)
    centres = generator.random((len(each), 2)) if centre is None else np.full((len(each), 2), centre)
    side = round(amount * min(height, width))
    corners = np.floor(centres * (width, height) - side / 2 + 0.5).astype(int)
    for picture, (left, top) in zip(each, np.clip(corners, 0, (width - side, height - side)), strict=True):
        picture[top : top + side, left : left + side] = GRAY
    return hidden
