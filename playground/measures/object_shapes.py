"""Size, place and shape of every object in a picture of labels, all at once.

The definitions are those of scikit-image's `regionprops`, which looks at one object after another and takes most of a
second for a thousand. Here an object is its runs, pixels that follow each other in a row.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ObjectShapes:
    """A row for each object, in the order of their labels; arrays ``(N,)``, lengths in pixels.

    Attributes:
        label: its number in the picture.
        area: in pixels.
        x, y: its centroid, 0 in the middle of the picture's upper left pixel.
        left, top, width, height: the box around it.
        perimeter: of its outline, by the neighbours of each pixel on it (Benkrid et al. 2000).
        diameter: of a circle of the same area.
        eccentricity: of an ellipse of the same second moments, 0 for a circle, towards 1 for a line.
        solidity: its share of the pixels in its convex hull, which goes through the middles of pixels' edges.
        mean: of the values.
    """

    label: np.ndarray
    area: np.ndarray
    x: np.ndarray
    y: np.ndarray
    left: np.ndarray
    top: np.ndarray
    width: np.ndarray
    height: np.ndarray
    perimeter: np.ndarray
    diameter: np.ndarray
    eccentricity: np.ndarray
    solidity: np.ndarray
    mean: np.ndarray


def object_shapes(labels: np.ndarray, values: np.ndarray) -> ObjectShapes:
    """Measure every object.

    Args:
        labels: whole numbers ``(H, W)``, 0 between objects.
        values: ``(H, W)``, for the mean over each object.
    """
    runs = _runs(labels)
    first = np.flatnonzero(np.diff(runs.label, prepend=0))  # of each object's runs

    def total(of_runs: np.ndarray) -> np.ndarray:
        return np.add.reduceat(of_runs.astype(np.float64), first) if len(first) else np.zeros(0)

    length = runs.end - runs.start
    area = total(length)
    across = (runs.start + runs.end - 1) / 2  # the middle of a run
    x, y = total(across * length) / area, total(runs.row * length) / area
    # Second moments about the centroid; a run of n pixels has (n³ - n) / 12 about its own middle.
    aside = across - np.repeat(x, np.diff(first, append=len(runs.label)))
    under = runs.row - np.repeat(y, np.diff(first, append=len(runs.label)))
    xx = (total(aside**2 * length) + total(length.astype(np.float64) ** 3 - length) / 12) / area
    yy, xy = total(under**2 * length) / area, total(aside * under * length) / area
    spread, tilt = xx + yy, np.hypot(xx - yy, 2 * xy)
    long, short = (spread + tilt) / 2, np.clip(spread - tilt, 0, None) / 2
    edges = _row_edges(runs)
    return ObjectShapes(
        label=runs.label[first],
        area=area.astype(np.int64),
        x=x,
        y=y,
        left=_each(np.minimum, runs.start, first),
        top=_each(np.minimum, runs.row, first),
        width=_each(np.maximum, runs.end, first) - _each(np.minimum, runs.start, first),
        height=_each(np.maximum, runs.row, first) - _each(np.minimum, runs.row, first) + 1,
        perimeter=_perimeters(labels, runs.label[first]),
        diameter=np.sqrt(4 * area / np.pi),
        eccentricity=np.sqrt(1 - np.divide(short, long, out=np.ones_like(long), where=long > 0)),
        solidity=area / np.array([_pixels_in_hull(*one) for one in edges], np.float64),
        mean=total(_sums(values, runs)) / area,
    )


@dataclass(frozen=True)
class _Runs:
    """Pixels of one label that follow each other in a row, ordered by label, row and column; ``end`` is exclusive."""

    label: np.ndarray
    row: np.ndarray
    start: np.ndarray
    end: np.ndarray
    place: np.ndarray  # of the first pixel, counted through the whole picture


def _runs(labels: np.ndarray) -> _Runs:
    begins = np.ones(labels.shape, bool)
    begins[:, 1:] = labels[:, 1:] != labels[:, :-1]
    places = np.flatnonzero(begins)
    lengths = np.diff(places, append=labels.size)
    found = labels.ravel()[places].astype(np.int64)
    order = np.argsort(found, kind="stable")
    order = order[np.searchsorted(found[order], 0, "right") :]
    row, start = np.divmod(places[order], labels.shape[1])
    return _Runs(found[order], row, start, start + lengths[order], places[order])


def _each(choose: np.ufunc, of_runs: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The least or greatest of each object's runs."""
    return choose.reduceat(of_runs, first) if len(first) else of_runs[:0]


def _sums(values: np.ndarray, runs: _Runs) -> np.ndarray:
    """The sum of the values in each run."""
    if not len(runs.place):
        return np.zeros(0)
    order = np.argsort(runs.place)
    ends = runs.place + runs.end - runs.start
    flat = np.append(values.ravel(), values.dtype.type(0))  # a run may end where the picture does
    borders = np.stack([runs.place[order], ends[order]], 1).ravel()
    sums = np.empty(len(order))
    sums[order] = np.add.reduceat(flat, borders)[::2]
    return sums


def _row_edges(runs: _Runs) -> list[tuple[list[int], list[int], list[int]]]:
    """Of each object its rows, and the first and last column of each."""
    new = np.diff(runs.label, prepend=0) != 0
    rows = np.flatnonzero(new | (np.diff(runs.row, prepend=-1) != 0))
    left, right = _each(np.minimum, runs.start, rows), _each(np.maximum, runs.end, rows) - 1
    parts = np.flatnonzero(new[rows])[1:]
    columns = (np.split(edge, parts) for edge in (runs.row[rows], left, right))
    return [tuple(edge.tolist() for edge in one) for one in zip(*columns, strict=True)] if len(rows) else []


def _pixels_in_hull(rows: list[int], left: list[int], right: list[int]) -> int:
    """How many pixels have their middle in the convex hull of the middles of an object's pixels' edges."""
    every = 2 * np.arange(rows[0], rows[-1] + 1)
    lowest, highest = _side(rows, left, every), -_side(rows, [-column for column in right], every)
    return int((np.floor(highest / 2 + 1e-9) - np.ceil(lowest / 2 - 1e-9) + 1).sum())


def _side(rows: list[int], columns: list[int], every: np.ndarray) -> np.ndarray:
    """Where the left side of the hull is on every row, in halves of a pixel, which make all of its corners whole."""
    heights, places = [], []
    for row, column in zip(*_envelope(rows, columns), strict=True):  # other pixels make no corner
        heights += [2 * row - 1, 2 * row, 2 * row + 1]
        places += [2 * column, 2 * column - 1, 2 * column]
    return np.interp(every, *_envelope(heights, places))


def _envelope(heights: list[int], values: list[int]) -> tuple[list[int], list[int]]:
    """The lower convex envelope of points whose heights rise or stay (Andrew's monotone chain, 1979)."""
    ys: list[int] = []
    xs: list[int] = []
    for y, x in zip(heights, values, strict=True):
        if ys and ys[-1] == y:
            if xs[-1] <= x:
                continue
            ys.pop()
            xs.pop()
        while len(ys) > 1 and (ys[-1] - ys[-2]) * (x - xs[-2]) <= (xs[-1] - xs[-2]) * (y - ys[-2]):
            ys.pop()
            xs.pop()
        ys.append(y)
        xs.append(x)
    return ys, xs


_STRAIGHT = (5, 7, 15, 17, 25, 27)
_DIAGONAL = (21, 33)
_BENT = (13, 23)


def _perimeters(labels: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Of each object: pixels on its outline, each as long as its neighbours on the outline say."""
    padded = np.pad(labels, 1)
    middle = padded[1:-1, 1:-1]
    beside = ((0, 1), (1, 0), (1, 2), (2, 1))
    outer = np.zeros(labels.shape, bool)
    height, width = labels.shape
    for row, column in beside:
        outer |= padded[row : row + height, column : column + width] != middle
    outer &= middle != 0
    inner = padded[1:-1, 1:-1]
    inner[~outer] = 0  # what is left are outlines
    rows, columns = np.nonzero(outer)
    own = labels[rows, columns]
    kind = np.ones(len(own), np.int64)
    for row in range(3):
        for column in range(3):
            if (row, column) != (1, 1):
                weight = 2 if (row, column) in beside else 10
                kind += weight * (padded[rows + row, columns + column] == own)
    lengths = np.zeros(50)
    lengths[list(_STRAIGHT)] = 1
    lengths[list(_DIAGONAL)] = np.sqrt(2)
    lengths[list(_BENT)] = (1 + np.sqrt(2)) / 2
    return np.bincount(np.searchsorted(known, own), lengths[kind], minlength=len(known))
