"""Bringing a digit to the form that MNIST has: what LeCun, Cortes and Burges did to NIST's, step by step.

Light ink on black; the ink's bounding box scaled so that its longer side is 20 pixels, antialiased; placed in
28 x 28 by its centre of mass. Source: http://yann.lecun.com/exdb/mnist (1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .scaling import at_most, resized
from .strokes import pen_after, stroke_width, with_pen

SIDE = 28
LONGER_SIDE = 20
# MNIST's centres of mass lie around pixel 14, counted from 0 (measured: 13.99 and 14.00, each ± 0.29).
CENTRE = 14

# Less than this is no ink: below it MNIST has one pixel in a hundred, and a canvas its antialiasing crumbs.
FAINTEST = 0.02
# Less contrast than this in the whole picture and nothing was drawn.
LEAST_CONTRAST = 0.08
# A dot is a small mark, not a digit that fills the page: what is smaller than this share of the canvas is
# enlarged as if it had this size.
SMALLEST = 0.15
# Stages are for showing: none is larger than this.
SHOWN_SIDE = 112

StageName = Literal["input", "polarity", "crop", "scale", "centre"]


@dataclass(frozen=True)
class PreparationSteps:
    """Which steps are taken. One that is switched off leaves what it would have changed as it was."""

    polarity: bool = True
    crop: bool = True
    scale: bool = True
    centre: bool = True


@dataclass(frozen=True)
class Stage:
    """The picture after one step, for showing: float32 (h, w) in [0, 1], no side over `SHOWN_SIDE`."""

    name: StageName
    picture: np.ndarray


@dataclass(frozen=True)
class PreparedDigit:
    """What the network sees, and how it came about.

    picture: (28, 28) float32 in [0, 1], light ink on black.
    stages: the five stages in order; one whose step was switched off shows the picture unchanged.
    inverted: the ink was dark and was turned light.
    empty: there is no ink; `picture` is black.
    before: (28, 28), the input merely squeezed to this size, its shorter side filled up with its own border.
    """

    picture: np.ndarray
    stages: tuple[Stage, ...]
    inverted: bool
    empty: bool
    before: np.ndarray


ALL_STEPS = PreparationSteps()


def prepare_digit(
    picture: np.ndarray, steps: PreparationSteps = ALL_STEPS, photo: bool = False
) -> PreparedDigit:
    """Bring one digit to MNIST's form.

    picture: float (H, W) or (H, W, 3) in [0, 1], ink dark or light.
    photo: the picture is not clean ink but came from outside, a photo of paper, a scan, a screenshot. The
        polarity step then also separates the ink from the paper (see `paper.py`).

    The scale step also keeps a hair-thin pen from fading, and the pen of a small digit from growing with it
    (see `strokes.pen_after`).

    Switched off: without polarity, what is light counts as ink; without crop, the whole canvas is scaled, made
    square; without scale, the size relative to the canvas stays (its longer side becomes 28); without centre,
    the box is put in the middle, and the whole canvas where it was.

    Raises ValueError for an array of another shape or range.
    """
    gray = to_gray(_checked(picture))
    ink, inverted = _ink_of(gray, photo) if steps.polarity else (gray, False)
    before = resized(_squared(gray), SIDE, SIDE)
    if float(np.ptp(ink)) < LEAST_CONTRAST:
        black = np.zeros((SIDE, SIDE), np.float32)
        stages = (Stage("input", at_most(gray, SHOWN_SIDE)), *(Stage(name, black) for name in _AFTER_INPUT))
        return PreparedDigit(black, stages, inverted, True, before)
    canvas = max(ink.shape)
    box = _cropped(ink) if steps.crop else _squared(ink)
    scaled = _scaled(box, canvas, steps)
    placed = _placed(scaled, steps.centre)
    stages = (
        Stage("input", at_most(gray, SHOWN_SIDE)),
        Stage("polarity", at_most(ink, SHOWN_SIDE)),
        Stage("crop", at_most(box, SHOWN_SIDE)),
        Stage("scale", scaled),
        Stage("centre", placed),
    )
    return PreparedDigit(placed, stages, inverted, False, before)


_AFTER_INPUT: tuple[StageName, ...] = ("polarity", "crop", "scale", "centre")


def _checked(picture: np.ndarray) -> np.ndarray:
    picture = np.asarray(picture)
    if picture.dtype.kind != "f":
        raise ValueError(f"A picture holds floats in [0, 1], got {picture.dtype}: divide its values by 255.")
    if not (picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] == 3)) or 0 in picture.shape:
        raise ValueError(f"A picture has the shape (H, W) or (H, W, 3), got {picture.shape}.")
    low, high = picture.min(), picture.max()
    if not (low >= 0 and high <= 1):  # so that NaN fails as well
        raise ValueError(f"A picture's values lie in [0, 1], got {low:.3g} to {high:.3g}.")
    return picture.astype(np.float32, copy=False)


def to_gray(picture: np.ndarray) -> np.ndarray:
    """A gray picture as it is; of colour (H, W, 3) luminance (ITU-R BT.601), or the channel with the clearest
    ink where luminance nearly hides it. Returns (H, W) in [0, 1].
    """
    if picture.ndim == 2:
        return picture
    luminance = picture @ np.array([0.299, 0.587, 0.114], np.float32)
    contrast = [_contrast(picture[..., channel]) for channel in range(3)]
    best = int(np.argmax(contrast))
    return picture[..., best] if _contrast(luminance) < 0.6 * contrast[best] else luminance


def _contrast(gray: np.ndarray) -> float:
    low, high = np.percentile(gray, (0.5, 99.5))
    return float(high - low)


def _ink_of(gray: np.ndarray, photo: bool) -> tuple[np.ndarray, bool]:
    if photo:
        from .paper import ink_on_paper  # scikit-image, which the pad never needs

        return ink_on_paper(gray)
    inverted = float(np.median(border(gray))) > 0.5
    return (1 - gray if inverted else gray), inverted


def border(gray: np.ndarray, width: int = 1) -> np.ndarray:
    """The values of the outermost `width` rows and columns, in one row: (n,)."""
    inner = gray[width:-width]
    edges = (gray[:width], gray[-width:], inner[:, :width], inner[:, -width:])
    return np.concatenate([edge.ravel() for edge in edges])


def _squared(gray: np.ndarray) -> np.ndarray:
    height, width = gray.shape
    if height == width:
        return gray
    side = max(height, width)
    square = np.full((side, side), np.median(border(gray)), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = gray
    return square


def _cropped(ink: np.ndarray) -> np.ndarray:
    mask = ink > FAINTEST
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(box: np.ndarray, canvas: int, steps: PreparationSteps) -> np.ndarray:
    longest = max(box.shape)
    if not steps.scale:
        factor = SIDE / canvas
    elif steps.crop:
        factor = LONGER_SIDE / max(longest, SMALLEST * canvas)
    else:
        factor = LONGER_SIDE / longest
    height, width = (max(1, round(side * factor)) for side in box.shape)
    if steps.scale and steps.crop and steps.polarity:  # only what is known to be ink has a pen
        pen = stroke_width(box) * factor
        wanted = pen_after(pen, enlarged=factor * canvas / SIDE)
        if pen != wanted and longest * factor > 2 * wanted:
            return with_pen(box, longest * factor, wanted)
    return resized(box, height, width)


def _placed(scaled: np.ndarray, centre: bool) -> np.ndarray:
    """Put the scaled picture in 28 x 28, by its centre of mass or in the middle; ink is never pushed out."""
    placed = np.zeros((SIDE, SIDE), np.float32)
    faintest = min(FAINTEST, 0.5 * float(scaled.max()))  # a lone dot on a large canvas fades when scaled
    tops = []
    for axis in (0, 1):
        length = scaled.shape[axis]
        if not centre:
            tops.append((SIDE - length) // 2)
            continue
        profile = scaled.sum(1 - axis)
        inked = np.flatnonzero(scaled.max(1 - axis) > faintest)
        mass = float(profile @ np.arange(length)) / float(profile.sum())
        # Whole pixels, as in MNIST: a shift by a fraction would blur the digit.
        shift = int(np.floor(CENTRE - mass + 0.5))
        tops.append(int(np.clip(shift, -inked[0], SIDE - 1 - inked[-1])))
    top, left = tops
    rows = slice(max(0, top), min(SIDE, top + scaled.shape[0]))
    columns = slice(max(0, left), min(SIDE, left + scaled.shape[1]))
    placed[rows, columns] = scaled[
        rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
    ]
    return placed
