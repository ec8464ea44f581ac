"""Pictures like those of a microscope, drawn from a seed: what is true of every pixel is known exactly.

They look enough like real ones for a network that was trained on real ones, but nobody's tissue looks like this.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter, label, map_coordinates
from scipy.spatial import cKDTree

SIDE = 512

_CELLS = 150
_SMALLEST_CELL = 40  # pixels; what is smaller is membrane
_NUCLEI = 70
_REACH = 32  # pixels from the centre of a nucleus, more than any has


def tissue(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Tissue as under an electron microscope: cells parted by dark membranes, with organelles that mislead.

    Cells are those of a Voronoi diagram in bent and stretched space, with their corners rounded; membranes have varying
    widths and darkness and are pale in places, cytoplasm is grainy, and synapses are smudged.

    Returns:
        The picture float32 ``(512, 512)`` in [0, 1], and the true cells int32, 0 on membranes.
    """
    random = np.random.default_rng([seed, 0])
    near = _bent_voronoi(random)
    edges = np.zeros((SIDE, SIDE), bool)
    edges[:-1] |= near[:-1] != near[1:]
    edges[:, :-1] |= near[:, :-1] != near[:, 1:]
    distance = distance_transform_edt(~edges).astype(np.float32)
    half_width = 2.2 + 0.5 * _smooth(random, 30)
    slant = np.clip(_smooth(random, 22) - 0.8, 0, 1.5)  # where a membrane is cut aslant, it is wide and pale
    truth = _cells(_rounded(distance > half_width + 0.8 * slant))

    gray = 0.62 + 0.04 * _smooth(random, 60) + random.normal(0, 0.03, near.max() + 1)[near]
    # Cytoplasm is grainy, and grainier in some cells than in others.
    grains = np.clip(_smooth(random, 1.8) - 0.5, 0, 2.5) * random.uniform(0.04, 0.18, near.max() + 1)[near]
    gray += 0.04 * _smooth(random, 4) - grains
    for organelle in _organelles(random, distance):
        gray = organelle.drawn_on(gray, random)
    darkness = 0.35 * np.clip(1 + 0.18 * _smooth(random, 25) - 0.45 * slant, 0.4, None)
    away = np.maximum(0, half_width + distance_transform_edt(truth > 0) - distance_transform_edt(truth == 0))
    gray -= darkness * np.exp(-((away / (half_width + 0.3 + 1.5 * slant)) ** 2))
    gray -= _smudges(random, edges)
    gray = gaussian_filter(gray, 0.8) + gaussian_filter(random.normal(0, 0.13, gray.shape), 0.6)
    return np.clip(gray, 0.03, 1).astype(np.float32), truth


def nuclei(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Nuclei as under a fluorescence microscope: glowing, of many sizes and brightnesses, some touching.

    Returns:
        The picture float32 ``(512, 512)`` in [0, 1], and the true nuclei int32, 0 between them.
    """
    random = np.random.default_rng([seed, 1])
    truth = np.zeros((SIDE, SIDE), np.int32)
    light = np.zeros((SIDE, SIDE))
    count = 0
    centres = random.uniform(10, SIDE - 10, (4, 2))
    for _ in range(3 * _NUCLEI):
        if count == _NUCLEI:
            break
        # Half of them gather where cells have divided; there they touch.
        gathered = centres[random.integers(len(centres))] + random.normal(0, 55, 2)
        centre = gathered if random.random() < 0.5 else random.uniform(0, SIDE, 2)
        row, column = np.clip(np.rint(centre).astype(int), 0, SIDE - 1)
        around = (slice(max(0, row - _REACH), row + _REACH), slice(max(0, column - _REACH), column + _REACH))
        rows, columns = np.indices(truth[around].shape)
        shape = _blob(rows + around[0].start - row, columns + around[1].start - column, random)
        free = truth[around] == 0
        if shape.sum() < 80 or (shape & ~free).sum() > 0.15 * shape.sum():
            continue
        pieces, found = label(shape & free)
        if found > 1:  # another one lies across it
            pieces = pieces == 1 + np.argmax(np.bincount(pieces.ravel())[1:])
        count += 1
        truth[around][pieces > 0] = count
        light[around][pieces > 0] = random.uniform(0.25, 1.0)
    light *= 1 + 0.2 * _smooth(random, 3)
    glow = (
        gaussian_filter(light, 1.2) + 0.12 * gaussian_filter(light, 14) + 0.03 + 0.015 * _smooth(random, 90)
    )
    photons = random.poisson(np.clip(glow, 0, None) * 120) / 120
    picture = gaussian_filter(photons, 0.5) * 0.7 + random.normal(0, 0.01, photons.shape)
    return np.clip(picture, 0, 1).astype(np.float32), truth


@dataclass(frozen=True)
class _Organelle:
    """A mitochondrion or a vesicle: an ellipse inside a cell, with a membrane of its own that parts nothing.

    Attributes:
        row, column: of its centre.
        half_length, half_width: of its axes in pixels.
        angle: of the longer one, in radians.
        filled: whether it is dark and striped inside, as mitochondria are.
    """

    row: int
    column: int
    half_length: float
    half_width: float
    angle: float
    filled: bool

    def drawn_on(self, gray: np.ndarray, random: np.random.Generator) -> np.ndarray:
        reach = int(self.half_length) + 6
        top, left = max(0, self.row - reach), max(0, self.column - reach)
        around = (slice(top, self.row + reach), slice(left, self.column + reach))
        rows, columns = np.indices(gray[around].shape)
        rows, columns = rows + top - self.row, columns + left - self.column
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        along, across = cosine * columns + sine * rows, cosine * rows - sine * columns
        radius = np.hypot(along / self.half_length, across / self.half_width)
        rim = np.exp(-(((radius - 1) * self.half_width / 1.3) ** 2))
        changed = gray.copy()
        changed[around] -= 0.16 * rim
        if self.filled:
            stripes = np.sin(along * 1.1 + random.uniform(0, 6) + 0.6 * np.sin(across * 0.5))
            changed[around] -= (radius < 1) * (0.2 + 0.06 * stripes)
        return changed


def _bent_voronoi(random: np.random.Generator) -> np.ndarray:
    """For every pixel the number of the seed that is nearest in bent space; some seeds stand closer than others."""
    places = np.stack(np.indices((SIDE, SIDE))).astype(np.float64)
    bend = sum(
        size * np.stack([_smooth(random, scale), _smooth(random, scale)])
        for scale, size in ((60, 16), (20, 6.5), (8, 2.2))
    )
    angle, stretch = random.uniform(0, np.pi), random.uniform(1.0, 1.35)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    metric = np.diag([stretch, 1 / stretch]) @ turn
    points = np.einsum("ij,jhw->ihw", metric, places + bend).reshape(2, -1).T
    # Candidates are thinned out by a smooth map, so that there are districts of small cells and large ones between.
    density = np.clip(0.4 + 0.45 * _smooth(random, 70), 0.05, 1)
    candidates = random.uniform(0, SIDE, (2 * _CELLS, 2))
    kept = candidates[
        random.random(len(candidates)) < map_coordinates(density, candidates.T, order=1, mode="nearest")
    ]
    seeds = (kept + _values_at(bend, kept)) @ metric.T
    return cKDTree(seeds).query(points)[1].reshape(SIDE, SIDE)


def _values_at(fields: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Values ``(N, K)`` of fields ``(K, H, W)`` at points ``(N, 2)``, interpolated."""
    return np.stack([map_coordinates(field, points.T, order=1, mode="nearest") for field in fields], 1)


def _rounded(inside: np.ndarray, radius: float = 3.0) -> np.ndarray:
    """A mask without corners and pieces that a disc of that radius does not fit into (an opening)."""
    core = distance_transform_edt(inside) > radius
    return distance_transform_edt(~core) < radius


def _cells(inside: np.ndarray) -> np.ndarray:
    """Connected pieces (by four neighbours) that are large enough, int32 from 1."""
    pieces, _ = label(inside)
    large = np.bincount(pieces.ravel()) >= _SMALLEST_CELL
    large[0] = False
    return (np.cumsum(large) * large)[pieces].astype(np.int32)


def _organelles(random: np.random.Generator, distance: np.ndarray) -> list[_Organelle]:
    """Where cells are wide enough: a few mitochondria, and vesicles, which gather."""
    found = []
    sizes = [(random.uniform(9, 20), True) for _ in range(9)] + [
        (random.uniform(3, 5), False) for _ in range(70)
    ]
    hills = _smooth(random, 30)
    free = distance.copy()
    for half_width, filled in sizes:
        rows, columns = np.nonzero((free > half_width + (6 if filled else 4)) & (filled | (hills > 0.3)))
        if not len(rows):
            continue
        place = random.integers(len(rows))
        row, column = int(rows[place]), int(columns[place])
        half_length = half_width * (random.uniform(1.0, 1.5) if filled else 1)
        found.append(_Organelle(row, column, half_length, half_width, random.uniform(0, np.pi), filled))
        reach = int(2.5 * half_length) + 1
        free[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach] = 0
    return found


def _smudges(random: np.random.Generator, edges: np.ndarray) -> np.ndarray:
    """How much darker it is where two cells meet in a synapse."""
    rows, columns = np.nonzero(edges)
    dark = np.zeros(edges.shape)
    for place in random.integers(len(rows), size=6):
        dark[rows[place], columns[place]] = 1
    dark = gaussian_filter(dark, 11)
    return 0.25 * dark / dark.max() * (1 + 0.25 * _smooth(random, 3))


def _blob(rows: np.ndarray, columns: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A mask of an ellipse of a random size with a slightly uneven outline around the origin."""
    radius, stretch, angle = random.uniform(9, 17), random.uniform(1.0, 1.6), random.uniform(0, np.pi)
    cosine, sine = np.cos(angle), np.sin(angle)
    along, across = cosine * columns + sine * rows, cosine * rows - sine * columns
    bearing = np.arctan2(across, along)
    uneven = sum(
        random.normal(0, size) * np.cos(k * bearing + random.uniform(0, 6))
        for k, size in ((2, 0.06), (3, 0.04), (4, 0.015))
    )
    return np.hypot(along / np.sqrt(stretch), across * np.sqrt(stretch)) < radius * (1 + uneven)


def _smooth(random: np.random.Generator, scale: float) -> np.ndarray:
    """Random hills ``(512, 512)`` of standard deviation 1 that are about ``scale`` pixels wide."""
    coarse = max(1, int(scale // 3))  # wide hills need no fine grid
    size = SIDE // coarse + 8
    hills = gaussian_filter(random.normal(size=(size, size)), scale / coarse)
    hills = (hills - hills.mean()) / hills.std()
    if coarse == 1:
        return hills[4 : 4 + SIDE, 4 : 4 + SIDE]
    steps = np.arange(SIDE) / coarse + 4
    return map_coordinates(hills, np.meshgrid(steps, steps, indexing="ij"), order=1)
