"""Things that are no digits, drawn with the same pen and brought to the same form."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from playground.backend.prepare import prepare

SIDE = 112
PEN = 9


def heart() -> np.ndarray:
    """A heart in outline, ``(28, 28)``."""
    turn = np.linspace(0, 2 * np.pi, 60)
    x = 16 * np.sin(turn) ** 3
    y = 13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)
    return _drawn([list(zip(56 + 2.5 * x, 52 - 2.5 * y, strict=True))])


def house() -> np.ndarray:
    """A house with a roof and a door, ``(28, 28)``."""
    walls = [(26, 50), (26, 96), (86, 96), (86, 50)]
    roof = [(18, 56), (56, 16), (94, 56)]
    door = [(46, 96), (46, 72), (64, 72), (64, 96)]
    return _drawn([walls, roof, door])


def _drawn(strokes: Sequence[Sequence[tuple[float, float]]]) -> np.ndarray:
    canvas = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        pen.line([tuple(point) for point in stroke], fill=255, width=PEN, joint="curve")
    return prepare(np.asarray(canvas, dtype=np.float32) / 255).picture
