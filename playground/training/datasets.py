"""Data held in one tensor: no workers, no copies, the same order for the same seed."""

import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from ..checkpoint import Preprocessing
from ..imaging.data_root import data_root
from . import membranes, nuclei
from .data_missing import DataMissing
from .patches import Patches, WholePictures

HELD_BACK = 5_000
"""The last training examples; epochs and settings are chosen on them, never on the test split."""

Split = Literal["train", "validation", "test"]

PREPROCESSING = {
    "mnist": Preprocessing(),
    membranes.NAME: Preprocessing(height=membranes.SIDE, width=membranes.SIDE),
    nuclei.NAME: Preprocessing(channels=3, height=nuclei.SIDE, width=nuclei.SIDE, contrast="stretched"),
}
"""What a network that was trained on a data set wants to see."""
TRAINED_ON = {
    "mnist": f"training split without its last {HELD_BACK:,} examples",
    membranes.NAME: f"all {membranes.SLICES} labelled slices",
    nuclei.NAME: "about 70 % of the pictures, whole fields of view of every kind and size",
}
"""For the card."""


@dataclass(frozen=True)
class Examples:
    """Pictures ``(N, C, H, W)`` uint8 and labels ``(N,)`` int64, in the data set's own order."""

    pictures: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device) -> "Examples":
        return Examples(self.pictures.to(device), self.labels.to(device))

    def balanced(self, count: int) -> "Examples":
        """The first ``count`` examples that are as many of each label, in their order."""
        labels = self.labels.unique()
        chosen = [(self.labels == label).nonzero()[: count // len(labels), 0] for label in labels]
        indices = torch.cat(chosen).sort().values
        return Examples(self.pictures[indices], self.labels[indices])

    def partly_labelled(self, count: int, repeats: int) -> "Examples":
        """``count`` examples, as many of each label, ``repeats`` times each; then all others, labelled −1."""
        labels = self.labels.unique()
        chosen = torch.cat([(self.labels == label).nonzero()[: count // len(labels), 0] for label in labels])
        others = torch.ones(len(self), dtype=torch.bool)
        others[chosen] = False
        known = chosen.sort().values.repeat(repeats)
        return Examples(
            torch.cat([self.pictures[known], self.pictures[others]]),
            torch.cat([self.labels[known], torch.full((int(others.sum()),), -1)]),
        )

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Batches in order, pictures as float32 in [0, 1]."""
        for start in range(0, len(self), size):
            yield self.take(torch.arange(start, min(start + size, len(self))))

    def take(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """The pictures at ``indices`` as float32 in [0, 1], and their labels."""
        indices = indices.to(self.pictures.device)
        pictures = self.pictures[indices].float() / 255
        return pictures.contiguous(memory_format=torch.channels_last), self.labels[indices]


def load(dataset: str, split: Split) -> Examples | Patches | WholePictures:
    """One split of a data set by name.

    Raises:
        ValueError: for a name that is not known.
        data_missing.DataMissing: if it is neither on disk nor to be downloaded.
    """
    if dataset == membranes.NAME or dataset in map(membranes.fold_name, range(len(membranes.FOLDS))):
        return membranes.load(dataset, split)
    if dataset == nuclei.NAME:
        return nuclei.load(split)
    if dataset != "mnist":
        raise ValueError(f'There is no data set "{dataset}". Known: mnist, {membranes.NAME}, {nuclei.NAME}.')
    whole = _mnist(train=split != "test")
    if split == "train":
        return Examples(whole.pictures[:-HELD_BACK], whole.labels[:-HELD_BACK])
    if split == "validation":
        return Examples(whole.pictures[-HELD_BACK:], whole.labels[-HELD_BACK:])
    return whole


def _mnist(train: bool) -> Examples:
    from torchvision.datasets import MNIST

    root = data_root()
    try:
        dataset = MNIST(root, train=train, download=not _on_disk(root))
    except (RuntimeError, OSError, urllib.error.URLError) as error:
        raise DataMissing(
            f"MNIST is not in {root / 'MNIST' / 'raw'} and could not be downloaded. Connect to the network "
            "once, or put its four idx files there, or set PLAYGROUND_DATA to the folder that holds MNIST/."
        ) from error
    return Examples(dataset.data.unsqueeze(1), dataset.targets)


def _on_disk(root: Path) -> bool:
    return len(list((root / "MNIST" / "raw").glob("*-ubyte"))) == 4
