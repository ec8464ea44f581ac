"""Photos of digits on paper that no camera took: the pen's centre lines on lit, shadowed, ruled, noisy paper."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from tests.imaging.pen import draw


def photo(
    label: int,
    seed: int = 0,
    size: tuple[int, int] = (640, 480),
    height: float = 260.0,
    pen: float = 12.0,
    place: tuple[float, float] = (0.5, 0.5),
    paper: float = 0.75,
    contrast: float = 0.7,
    light: float = 0.35,
    shadow: float = 0.0,
    ruled: float = 0.0,
    margin: bool = False,
    table: bool = False,
    grid: float = 0.0,
    noise: float = 0.02,
    chalk: bool = False,
    slant: float = 0.12,
) -> np.ndarray:
    """A photo as float32 (H, W) in [0, 1]; `size` is (width, height), `place` the digit's centre in shares of it.

    contrast: share of the paper's light that the ink takes; light: how much the light falls from one side to
    the other; shadow: depth of a hard-edged shadow across the page; ruled: contrast of ruled lines; margin: a
    margin line; grid: contrast of squared paper; table: a dark table beside the paper; chalk: light ink on a
    dark board.
    """
    random = np.random.default_rng(seed)
    width, rows = size
    y, x = np.mgrid[0:rows, 0:width].astype(np.float32)
    y, x = y / rows, x / width
    centre = (place[0] * width, place[1] * rows)
    ink = draw(label, size, centre, height, pen, slant)
    cover = contrast * ink
    spacing = max(20, rows // 9)
    if ruled:
        skew = random.uniform(-0.02, 0.02) * width
        lines = (np.arange(rows)[:, None] + skew * x) % spacing < 2.5
        cover = np.maximum(cover, ruled * lines)
    if margin:
        cover = np.maximum(cover, max(ruled, 0.25) * (np.abs(x - 0.14) < 1.5 / width))
    if grid:
        squares = (np.arange(rows)[:, None] % spacing < 2.5) | (np.arange(width) % spacing < 2.5)
        cover = np.maximum(cover, grid * squares)
    angle = random.uniform(0, 2 * np.pi)
    illumination = 1 - light * (0.5 + 0.5 * (np.cos(angle) * (2 * x - 1) + np.sin(angle) * (2 * y - 1)))
    if shadow:
        edge = 0.5 + 0.5 * np.tanh(((x + 0.4 * y) - random.uniform(0.5, 0.8)) * 75)
        illumination = illumination * (1 - shadow * edge)
    page = (0.12 + 0.75 * cover) if chalk else paper * (1 - cover)
    if table:
        page = np.where(x > 0.88, 0.25 + 0.05 * np.sin(60 * y), page)
    picture = np.clip(page * illumination + random.normal(0, noise, page.shape), 0, 1)
    blurred = Image.fromarray((picture * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
    return np.asarray(blurred, np.float32) / 255


# What a classroom's phones deliver, by name.
SCENES: dict[str, dict[str, object]] = {
    "plain": {},
    "dim gray paper": {"paper": 0.4, "light": 0.5},
    "hard shadow": {"shadow": 0.5},
    "noisy": {"noise": 0.06},
    "pencil": {"contrast": 0.3, "noise": 0.01},
    "fine pen": {"pen": 5.0},
    "marker": {"pen": 36.0},
    "small in a corner": {"height": 90.0, "pen": 6.0, "place": (0.25, 0.3)},
    "fills the page": {"height": 420.0, "pen": 20.0},
    "ruled paper": {"ruled": 0.3, "margin": True},
    "strong ruled paper": {"ruled": 0.6, "margin": True},
    "squared paper": {"grid": 0.3},
    "table beside the paper": {"table": True, "place": (0.4, 0.5)},
    "blackboard": {"chalk": True},
    "upright phone": {"size": (480, 640)},
    "everything": {"paper": 0.5, "shadow": 0.4, "ruled": 0.25, "noise": 0.04, "light": 0.4},
}
