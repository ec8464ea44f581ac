"""Digits as a hand writes them on the pad: centre lines drawn with a round pen."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
from PIL import Image, ImageDraw

Stroke = list[tuple[float, float]]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    """Part of an ellipse, angles in degrees, 0 to the right, growing downwards."""
    angles = np.linspace(start, end, 24)
    return [(x + rx * cos(radians(angle)), y + ry * sin(radians(angle))) for angle in angles]


# In a unit square, x to the right, y down.
DIGITS: dict[int, list[Stroke]] = {
    0: [arc(0.5, 0.5, 0.3, 0.45, -90, 270)],
    1: [[(0.52, 0.05), (0.48, 0.95)]],
    2: [[*arc(0.48, 0.28, 0.26, 0.23, -170, 40), (0.2, 0.93), (0.82, 0.92)]],
    3: [[*arc(0.45, 0.27, 0.27, 0.22, -150, 80), *arc(0.45, 0.71, 0.31, 0.23, -80, 150)]],
    4: [[(0.3, 0.06), (0.17, 0.52), (0.82, 0.5)], [(0.68, 0.08), (0.62, 0.95)]],
    5: [[(0.78, 0.06), (0.32, 0.07), (0.27, 0.45), *arc(0.46, 0.68, 0.3, 0.25, -110, 150)]],
    6: [[(0.66, 0.05), (0.4, 0.3), *arc(0.5, 0.7, 0.27, 0.24, -180, 180)]],
    7: [[(0.18, 0.08), (0.8, 0.08), (0.6, 0.4), (0.42, 0.95)]],
    8: [[*arc(0.5, 0.28, 0.2, 0.21, 90, 450), *arc(0.5, 0.72, 0.25, 0.23, -90, 270)]],
    9: [[*arc(0.47, 0.3, 0.25, 0.24, 0, -360), (0.72, 0.3), (0.68, 0.6), (0.6, 0.95)]],
}


def strokes_of(
    label: int,
    centre: tuple[float, float],
    height: float,
    slant: float = 0.0,
    turn: float = 0.0,
) -> list[Stroke]:
    """The digit's centre lines in pixels: `slant` shears to the right, `turn` rotates (degrees, clockwise)."""
    turned = []
    for stroke in DIGITS[label]:
        points = []
        for x, y in stroke:
            u, v = (x - 0.5) * 0.8 + slant * (0.5 - y), y - 0.5
            a, b = cos(radians(turn)), sin(radians(turn))
            points.append((centre[0] + height * (a * u - b * v), centre[1] + height * (b * u + a * v)))
        turned.append(points)
    return turned


def draw(
    label: int,
    size: tuple[int, int] = (112, 112),
    centre: tuple[float, float] | None = None,
    height: float = 74.0,
    pen: float = 9.0,
    slant: float = 0.1,
    turn: float = 0.0,
) -> np.ndarray:
    """Light antialiased ink on black, float32 (height, width) in [0, 1], `size` as (width, height)."""
    fine = 4
    centre = centre or (size[0] / 2, size[1] / 2)
    sheet = Image.new("L", (size[0] * fine, size[1] * fine))
    canvas = ImageDraw.Draw(sheet)
    radius = pen * fine / 2
    for stroke in strokes_of(label, centre, height, slant, turn):
        points = [(x * fine, y * fine) for x, y in stroke]
        canvas.line(points, fill=255, width=round(pen * fine))
        for x, y in points:
            canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet.resize(size, Image.Resampling.BOX), np.float32) / 255
