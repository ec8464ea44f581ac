"""Nuclei of cells under three kinds of light: the pictures of the Data Science Bowl 2018, parted so that none leaks.

Caicedo et al., "Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl", Nature Methods 2019,
https://doi.org/10.1038/s41592-019-0612-7. Most pictures are tiles of a larger field of view that was cut in four (some
in twelve): two tiles of one field show one cell culture in one moment, even one nucleus cut in two. So a field is
never parted.

Fields are found from the pixels alone: the last column of a tile is nearly the first of its neighbour (`fields`). Of
every kind and size about 70 % of the pictures train, 10 % are for choosing and 20 % are measured, by whole fields.
Other fields of one plate or slide may be in all three parts; the set does not say which belong together.
"""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

import numpy as np
import torch
from PIL import Image

from ..imaging.contrast import stretched
from ..imaging.data_root import data_root
from .data_missing import DataMissing
from .patches import Deformation, Patches, WholePictures

NAME = "dsb2018"
Kind = Literal["fluorescence", "stained tissue", "bright field"]
KINDS: tuple[Kind, ...] = ("fluorescence", "stained tissue", "bright field")
BACKGROUND, INSIDE, BORDER = range(3)
SIDE, CROPS = 224, 1_000
"""Of a crop, and how many are an epoch."""
SHARES = {"train": 0.7, "validation": 0.1, "test": 0.2}
CHANCES: dict[Kind, float] = {"fluorescence": 0.5, "stained tissue": 0.25, "bright field": 0.25}
"""Of the crops: fluorescence is five in six pictures, the easiest, and would leave little time for the rest."""
ALIKE = 0.93
"""Correlation of two edges above which they are neighbours: true ones are near 0.98, and few others above 0.9."""


@dataclass(frozen=True)
class Nuclei:
    """One picture.

    Attributes:
        name: of its file.
        pixels: uint8 ``(H, W, 3)``, as in the file.
        instances: int32 ``(H, W)``, the true nuclei from 1, 0 between them.
        kind: how it was taken.
        field: number of the field of view that it is a tile of.
    """

    name: str
    pixels: np.ndarray
    instances: np.ndarray
    kind: Kind
    field: int


def load(split: str) -> Patches | WholePictures:
    """Crops for training, or the pictures that are held back, contrast stretched, with the class of every pixel.

    Raises:
        data_missing.DataMissing: as :func:`pictures` does.
    """
    chosen = parts()[split]
    found = tuple(
        torch.from_numpy((255 * stretched(one.pixels)).round().astype(np.uint8).transpose(2, 0, 1).copy())
        for one in chosen
    )
    truths = tuple(torch.from_numpy(classes(one.instances)) for one in chosen)
    if split != "train":
        return WholePictures(found, truths)
    kinds = [one.kind for one in chosen]
    chances = tuple(CHANCES[kind] / kinds.count(kind) for kind in kinds)
    return Patches(
        found, truths, SIDE, CROPS, Deformation(scale=0.3, bend=3.0, gamma=1.5, colour=0.1), chances
    )


def classes(instances: np.ndarray) -> np.ndarray:
    """The class of every pixel of a picture of labels ``(H, W)``, int64: background 0, inside 1, border 2.

    The border belongs to the nucleus: one pixel where it meets the background, two where it meets another nucleus, so
    that between two that touch there is a wall of four.
    """
    from scipy.ndimage import binary_erosion, maximum_filter, minimum_filter

    nucleus = instances > 0
    rim = nucleus & ~binary_erosion(nucleus, border_value=1)  # the edge of the picture is no border
    largest = np.iinfo(instances.dtype).max
    highest = maximum_filter(instances, 5)
    lowest = minimum_filter(np.where(nucleus, instances, largest), 5)
    touching = nucleus & (lowest < highest)
    return np.where(nucleus, np.where(rim | touching, BORDER, INSIDE), BACKGROUND).astype(np.int64)


def kind_of(pixels: np.ndarray) -> Kind:
    """How a picture ``(H, W, 3)`` uint8 was taken, from the colour of its ground.

    Fluorescence has a dark ground. Of the others the brighter half of the pixels is the ground: coloured (violet or
    pink) in stained tissue, nearly white in bright field.
    """
    gray = pixels.mean(2)
    if np.median(gray) < 85:
        return "fluorescence"
    ground = pixels[gray >= np.median(gray)]
    colour = np.median(ground.max(1).astype(int) - ground.min(1))
    return "stained tissue" if colour > 27 else "bright field"


def fields(tiles: list[np.ndarray]) -> list[int]:
    """Which field of view each picture is a tile of: numbers from 0, in the order of first appearance.

    Two pictures of one size are neighbours if the right edge of one and the left edge of the other are alike (the
    correlation of their logarithms is above `ALIKE`) and none is more alike to either; so with lower and upper edges.
    """
    parent = list(range(len(tiles)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    shapes = [tile.shape for tile in tiles]
    for shape in dict.fromkeys(shapes):
        same = [index for index, other in enumerate(shapes) if other == shape]
        stack = np.stack([tiles[index] for index in same])
        for last, first in ((stack[:, :, -1], stack[:, :, 0]), (stack[:, -1], stack[:, 0])):
            alike = _unit(last) @ _unit(first).T
            np.fill_diagonal(alike, 0)
            best = (alike == alike.max(0)) & (alike == alike.max(1, keepdims=True)) & (alike > ALIKE)
            for one, other in np.argwhere(best):
                parent[root(same[one])] = root(same[other])
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(index), len(numbers)) for index in range(len(tiles))]


def _unit(edges: np.ndarray) -> np.ndarray:
    """Edges ``(N, L, C)`` as vectors of mean 0 and length 1; zeros where all values are alike.

    Of all channels together: where an edge meets no nucleus, the colour of its ground is what it shares.
    """
    flat = np.log1p(edges.reshape(len(edges), -1).astype(np.float64))
    flat -= flat.mean(1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)


@cache
def parts() -> dict[str, tuple[Nuclei, ...]]:
    """The pictures of every part: "train", "validation" and "test".

    Within each kind and size the fields, larger ones first, go one after the other to the part that lacks most.
    """
    found: dict[str, list[Nuclei]] = {part: [] for part in SHARES}

    def stratum(one: Nuclei) -> tuple[Kind, tuple[int, ...]]:
        return one.kind, one.pixels.shape

    for _, members in groupby(sorted(pictures(), key=stratum), stratum):
        by_field: dict[int, list[Nuclei]] = {}
        for one in members:
            by_field.setdefault(one.field, []).append(one)
        lacking = {part: share * sum(map(len, by_field.values())) for part, share in SHARES.items()}
        for field in sorted(by_field.values(), key=len, reverse=True):
            part = max(lacking, key=lacking.__getitem__)
            lacking[part] -= len(field)
            found[part] += field
    return {part: tuple(sorted(chosen, key=lambda one: one.name)) for part, chosen in found.items()}


@cache
def pictures() -> tuple[Nuclei, ...]:
    """All pictures, by the names of their files.

    Raises:
        data_missing.DataMissing: if they are not on disk; they cannot be downloaded.
    """
    root = data_root() / "DSB2018"
    files = sorted((root / "image").glob("*.png"))
    if not files or not all((root / "instances" / file.name).is_file() for file in files):
        raise DataMissing(
            f"The DSB 2018 nuclei are not in {root}. Get BBBC038 from the Broad Bioimage Benchmark Collection and put "
            "each picture there as image/NAME.png and its nuclei as instances/NAME.png (16 bits, 0 for the background, "
            "one number a nucleus), or set PLAYGROUND_DATA to the folder that holds DSB2018/."
        )
    pixels = [np.asarray(Image.open(file).convert("RGB")) for file in files]
    instances = [np.asarray(Image.open(root / "instances" / file.name)).astype(np.int32) for file in files]
    return tuple(
        Nuclei(file.stem, picture, truth, kind_of(picture), field)
        for file, picture, truth, field in zip(files, pixels, instances, fields(pixels), strict=True)
    )
