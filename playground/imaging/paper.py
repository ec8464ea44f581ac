"""Taking the ink off the paper: photos with shadows, gray paper, noise and ruled lines; clean pictures as well."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage.filters import threshold_otsu

from .ruled_lines import without_ruled_lines
from .scaling import at_most

# Photos are worked on at this size: the stroke of a pen is still two pixels wide, and all takes 20 ms.
WORKING_SIDE = 320
# Ink takes at least this share of the light that its paper gives.
FAINTEST_INK = 0.1
# Wider than a stroke, narrower than a shadow, as a share of the picture's longer side. The second is for a digit
# of broad strokes that fills the picture, and tried where the first finds nothing.
GROUND_WINDOWS = (0.2, 0.5)


def ink_on_paper(gray: np.ndarray) -> tuple[np.ndarray, bool]:
    """Separate the ink of one digit from its ground.

    gray: (H, W) float32 in [0, 1].

    Returns the ink, float32 in [0, 1], light on exact black, (H, W) where the picture was clean and else scaled
    down to `WORKING_SIDE`; and whether the ink was dark. Where there is no ink the picture is black.
    """
    clean = _clean_ink(gray)
    if clean is not None:
        return clean
    small = at_most(gray, WORKING_SIDE)
    inverted = _ink_is_dark(small)
    return _photographed_ink(small if inverted else 1 - small), inverted


def _clean_ink(gray: np.ndarray) -> tuple[np.ndarray, bool] | None:
    """The ink of a drawing or a screenshot, whose ground is one even level all around; None for a photo."""
    ring = _ring(gray)
    ground = float(np.median(ring))
    if np.mean(np.abs(ring - ground) < 0.03) < 0.99:
        return None
    down, up = ground - float(gray.min()), float(gray.max()) - ground
    inverted, contrast = down > up, max(down, up)
    if contrast < FAINTEST_INK:
        return np.zeros_like(gray), inverted
    ink = (ground - gray if inverted else gray - ground) / contrast
    # JPEG leaves rings around a stroke; in a picture as small as MNIST's, every gray pixel is ink.
    crumbs = 0.15 if max(gray.shape) > 64 else 0.0
    return np.where(ink > crumbs, ink, 0).astype(np.float32), inverted


def _ring(gray: np.ndarray) -> np.ndarray:
    """The values of the outermost 3 %."""
    width = max(1, round(0.03 * min(gray.shape)))
    outside = np.ones(gray.shape, bool)
    outside[width:-width, width:-width] = False
    return gray[outside]


def _ink_is_dark(gray: np.ndarray) -> bool:
    """Ink is where few pixels differ much from their surroundings: the sign of the local skewness."""
    small = at_most(gray, 96)
    local = small - ndimage.gaussian_filter(small, max(small.shape) / 8)
    return float((local**3).mean()) < 0


def _photographed_ink(gray: np.ndarray) -> np.ndarray:
    """Light ink on black from dark ink on unevenly lit paper."""
    for window in GROUND_WINDOWS:
        ink = _ink_over(gray, max(3, round(window * max(gray.shape))))
        if ink.any():
            return ink
    return np.zeros_like(gray)


def _ink_over(gray: np.ndarray, window: int) -> np.ndarray:
    depth = _depth(gray, window)
    # The paper's grain. More than half of all pixels are paper, and they have the smallest depths.
    grain = 2 * float(np.percentile(depth, 50) - np.percentile(depth, 25))
    split = threshold_otsu(depth)
    level = float(np.percentile(depth[depth >= split], 90))
    if level < max(FAINTEST_INK, 4 * grain):
        return np.zeros_like(depth)
    dark = depth > 0.25 * level
    unruled = without_ruled_lines(dark, depth)
    mask = _one_digit(unruled & (depth > 0.5 * level), depth)
    if not mask.any():
        return np.zeros_like(depth)
    level = float(np.percentile(depth[mask], 75))
    # Ink ends sharply. What fades over many pixels is light, and an empty sheet has nothing darker.
    around = ndimage.binary_dilation(mask, iterations=5) & ~ndimage.binary_dilation(mask, iterations=3)
    fades = not around.any() or np.percentile(depth[around], 65) > 0.3 * level
    if fades or np.mean(_ring(mask)) > 0.2:  # what lines the frame is a shadow or the table
        return np.zeros_like(depth)
    soft = np.clip((depth - 0.25 * level) / (0.6 * level), 0, 1)
    edged = ndimage.binary_dilation(mask, iterations=2) & (unruled | ~dark)
    return np.where(edged, soft, 0).astype(np.float32)


def _depth(gray: np.ndarray, window: int) -> np.ndarray:
    """The share of the paper's light that is missing at each pixel, in [0, 1].

    The paper's light is a grey closing: it fills what is dark and narrower than the window, which is ink, and
    leaves gradients and the edges of shadows where they are. A local mean would see ink along such an edge.
    """
    smooth = ndimage.gaussian_filter(gray, 0.8)
    light = ndimage.grey_closing(smooth, size=(window, window), mode="nearest")
    return 1 - smooth / np.maximum(light, 1e-3)


def _one_digit(mask: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """The largest piece of ink, and the pieces beside it that belong to the same digit."""
    labels, count = ndimage.label(mask, np.ones((3, 3)))
    if not count:
        return mask
    side = max(mask.shape)
    boxes = ndimage.find_objects(labels)
    area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    spans = np.array([max(box[0].stop - box[0].start, box[1].stop - box[1].start) for box in boxes])
    darkness = ndimage.mean(depth, labels, np.arange(1, count + 1))
    inside = np.array([not _touches_border(box, mask.shape) for box in boxes])
    # What the frame cuts off is a table's edge, a shadow or the neighbour more often than the digit.
    score = spans * darkness * np.where(inside, 1, 0.3)
    main = int(np.argmax(score))
    thin = area[main] < 0.015 * side * spans[main]
    if spans[main] < (0.04 if inside[main] else 0.3) * side or (thin and not inside[main]):
        return np.zeros_like(mask)  # a speck, or a scrap of a line or a shadow that the frame cuts off
    near = 0.12 * spans[main]
    kept = [
        index + 1
        for index in range(count)
        if index == main
        or (inside[index] and area[index] > 0.02 * area[main] and _gap(boxes[index], boxes[main]) < near)
    ]
    return np.isin(labels, kept)


def _touches_border(box: tuple[slice, slice], shape: tuple[int, int]) -> bool:
    return any(edge.start == 0 or edge.stop == length for edge, length in zip(box, shape, strict=True))


def _gap(one: tuple[slice, slice], other: tuple[slice, slice]) -> int:
    """How far two boxes are apart, in pixels; 0 where they overlap."""
    return max(max(0, a.start - b.stop, b.start - a.stop) for a, b in zip(one, other, strict=True))
