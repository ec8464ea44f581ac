"""Membranes in electron micrographs of a fly's nerve cord: 25 labelled slices, and folds that do not leak.

The training volume of the ISBI 2012 challenge (Cardona et al. 2010; Arganda-Carreras et al. 2015). Consecutive slices
are neighbours in the tissue and look alike, so a fold is a run of slices, and the slice on either side of it is used
for nothing.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from PIL import Image

from ..imaging.data_root import data_root
from .boundary_weights import boundary_weights
from .data_missing import DataMissing
from .patches import Deformation, Patches, WholePictures

NAME = "isbi2012"
SLICES = 25
SIDE, CROPS = 224, 400
"""Of a crop, and how many are an epoch."""
DEFORMATION = Deformation(blur=1.0, noise=0.1)
"""The slices from 15 on are grainier than those before, so a fold may have to read what it never saw: it learns from
smooth and from grainy crops of every slice. A crop that was turned has lost some of its grain, too."""
FOLDS: tuple[range, ...] = (range(8), range(8, 16), range(16, SLICES))


@dataclass(frozen=True)
class Fold:
    """Which slices train, which are left out because they are too near, and which are measured."""

    training: tuple[int, ...]
    left_out: tuple[int, ...]
    held_out: tuple[int, ...]


def fold(number: int) -> Fold:
    """One of the three folds, 0 to 2.

    Raises:
        ValueError: for another number.
    """
    if number not in range(len(FOLDS)):
        raise ValueError(f"fold is a whole number from 0 to {len(FOLDS) - 1}, got {number}.")
    held_out = FOLDS[number]
    beside = tuple(slice_ for slice_ in (held_out.start - 1, held_out.stop) if slice_ in range(SLICES))
    training = tuple(slice_ for slice_ in range(SLICES) if slice_ not in held_out and slice_ not in beside)
    return Fold(training, beside, tuple(held_out))


def fold_name(number: int) -> str:
    """What `datasets.load` calls a fold."""
    return f"{NAME}-fold-{number}"


def load(dataset: str, split: str) -> Patches | WholePictures:
    """All slices for training, or one fold's; the two slices beside a fold's are its validation split.

    Of all slices nothing is held back: their validation and test splits are empty.

    Raises:
        ValueError: for another name.
        data_missing.DataMissing: as :func:`slices` does.
    """
    if dataset == NAME:
        chosen = Fold(tuple(range(SLICES)), (), ())
    else:
        chosen = fold(int(dataset.removeprefix(fold_name(0)[:-1])))
    numbers = {"train": chosen.training, "validation": chosen.left_out, "test": chosen.held_out}[split]
    pictures, inside = slices()
    found = tuple(torch.from_numpy(pictures[number])[None] for number in numbers)
    truths = tuple(
        torch.from_numpy(np.stack([inside[number].astype(np.float32), boundary_weights(inside[number])]))
        for number in numbers
    )
    if split == "train":
        return Patches(found, truths, SIDE, CROPS, DEFORMATION)
    return WholePictures(found, truths)


@cache
def slices() -> tuple[np.ndarray, np.ndarray]:
    """Pictures ``(25, 512, 512)`` uint8, and true inside a cell ``(25, 512, 512)`` bool, false on a membrane.

    Raises:
        datasets.DataMissing: if the slices are not on disk; they cannot be downloaded.
    """
    root = data_root() / "ISBI2012" / "train"
    files = [[root / kind / f"{number}.png" for number in range(SLICES)] for kind in ("image", "label")]
    if not all(file.is_file() for kind in files for file in kind):
        raise DataMissing(
            f"The ISBI 2012 slices are not in {root}. Get them from the challenge's site and put them there as "
            "image/0.png to image/24.png and label/0.png to label/24.png, or set PLAYGROUND_DATA to the folder that "
            "holds ISBI2012/."
        )
    pictures, labels = (
        np.stack([np.asarray(Image.open(file).convert("L")) for file in kind]) for kind in files
    )
    return pictures, labels > 127
