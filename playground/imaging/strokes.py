"""How thick a pen's strokes are, and scaling a digit without scaling its pen along."""

from __future__ import annotations

import numpy as np

from .scaling import resized

# 99 % of MNIST's digits have strokes of at least this width, as `stroke_width` measures them at 28 x 28 (the
# quartiles are 2.03, 2.36 and 2.74). Thinner ones fade when a picture is scaled down.
MIN_WIDTH = 1.45
# What enlarging a small digit may make of its pen at most, unless the pen was as broad before.
MAX_ENLARGED_WIDTH = 2.6

# The pen is changed at this many times the final size, so that its cost does not depend on the picture's.
_FINE = 4


def stroke_width(ink: np.ndarray) -> float:
    """Mean width of the strokes in (H, W) light ink, in its pixels; 0 without ink.

    A stroke of width w and length l has the area w l and two edges of length l, and the edges' length is the
    sum of the gradient's magnitude: w = 2 area / edges.
    """
    padded = np.pad(ink, 1)
    down = padded[1:, :-1] - padded[:-1, :-1]
    right = padded[:-1, 1:] - padded[:-1, :-1]
    edges = float(np.hypot(down, right).sum())
    return 2 * float(ink.sum()) / edges if edges > 0 else 0.0


def pen_after(pen: float, enlarged: float) -> float:
    """The stroke width to use, in pixels at 28 x 28, for strokes of width `pen` after scaling.

    Thin strokes are kept from fading. A pen that got fat because a small digit was enlarged (by `enlarged`
    times, against its size on the canvas) is brought back towards what it was; a fat pen stays fat.
    """
    if pen < MIN_WIDTH:
        return MIN_WIDTH
    return min(pen, max(MAX_ENLARGED_WIDTH, pen / max(1.0, enlarged)))


def with_pen(ink: np.ndarray, longer: float, pen: float) -> np.ndarray:
    """Scale (H, W) light ink so that its longer side is `longer` pixels and its strokes are `pen` wide.

    Only the strokes' middle lines are scaled, by one factor, so the shape stays what it was. `longer` must be
    more than `pen`. Returns (h, w), antialiased.
    """
    from scipy import ndimage  # half a second to import, and not needed for a pen of ordinary width

    drawn = stroke_width(ink)
    factor = (longer - pen) / (max(ink.shape) - drawn)
    by = pen - drawn * factor
    height, width = (max(1, round(side * factor + by)) for side in ink.shape)
    fine = resized(ink, *(max(1, round(side * factor * _FINE)) for side in ink.shape))
    edge = by * _FINE / 2
    line = np.pad(fine >= 0.5 * float(fine.max()), 2 + int(np.ceil(max(0.0, edge))))
    # Distance from the line's edge, positive off the line; half a pixel lies between a centre and the edge.
    off = np.where(
        line, 0.5 - ndimage.distance_transform_edt(line), ndimage.distance_transform_edt(~line) - 0.5
    )
    moved = np.clip(0.5 + edge - off, 0, 1).astype(np.float32)
    top, left = (moved.shape[0] - height * _FINE) // 2, (moved.shape[1] - width * _FINE) // 2
    moved = moved[top : top + height * _FINE, left : left + width * _FINE]
    return resized(moved, height, width)
