"""The digit that the benchmarks draw: a three, in small moves of the pen."""

from __future__ import annotations

import time
from functools import cache

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

from tests.benchmarks.frames import FRAME
from tests.imaging.pen import strokes_of

MOVES = 240
SHEET = 112  # pixels, the raster that the pad sends
PEN = 9


@cache
def points(side: int) -> tuple[tuple[float, float], ...]:
    """`MOVES` + 1 points evenly along the stroke, in a square of this side."""
    (line,) = strokes_of(3, (side / 2, side / 2), 0.66 * side)
    corners = np.array(line)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    places = np.linspace(0, along[-1], MOVES + 1)
    x, y = (np.interp(places, along, corners[:, axis]) for axis in (0, 1))
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def begun(page: Page, pad: Locator, moves: int) -> list[tuple[float, float]]:
    """Put the mouse on the pad and draw the first moves; where on the screen the others go."""
    box = pad.bounding_box()
    assert box is not None
    way = [(box["x"] + x, box["y"] + y) for x, y in points(int(box["width"]))]
    page.mouse.move(*way[0])
    page.mouse.down()
    for place in way[1:moves]:
        page.mouse.move(*place)
        time.sleep(5 * FRAME)
    return way[moves:]


def drawn_until(moves: int) -> np.ndarray:
    """What the pad sends after so many moves: dark ink (0) on white (1), (112, 112) float32."""
    sheet = Image.new("L", (SHEET, SHEET), 255)
    canvas = ImageDraw.Draw(sheet)
    way = points(SHEET)[: moves + 1]
    canvas.line(way, fill=0, width=PEN, joint="curve")
    for x, y in (way[0], way[-1]):
        canvas.ellipse((x - PEN / 2, y - PEN / 2, x + PEN / 2, y + PEN / 2), fill=0)
    return np.asarray(sheet, np.float32) / 255
