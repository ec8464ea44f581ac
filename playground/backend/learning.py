"""How a network learned: its curves, and fixed pictures as it rebuilt them on the way."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..checkpoint import HISTORY
from ..imaging.mnist_files import test_digits
from . import library


@dataclass(frozen=True)
class Learning:
    """The learning of one network.

    Attributes:
        epochs: the finished epochs, from 1.
        curves: by name ("train_loss", "validation_loss", …) one value per epoch.
        snapshot_epochs: when pictures were kept; 0 is before training.
        snapshots: ``(E, N, 28, 28)`` in [0, 1]; N is 0 for a network that rebuilds nothing.
        originals: ``(N, 28, 28)``, the pictures themselves, where MNIST is on disk.
    """

    model: str
    epochs: list[int]
    curves: dict[str, list[float]]
    snapshot_epochs: list[int]
    snapshots: np.ndarray
    originals: np.ndarray | None


def models_with_history() -> tuple[str, ...]:
    """The models for digits that were trained epoch by epoch."""
    digits = (row.name for row in library.describe() if row.dataset == "mnist")
    return tuple(name for name in digits if (library.load(name).folder / HISTORY).is_file())


def learning(name: str) -> Learning:
    """The learning curves and snapshots of a model; empty for one fitted in closed form.

    Raises:
        library.UnknownModel: if there is no such model.
    """
    loaded = library.load(name)
    rows = _rows(loaded.folder / HISTORY)
    curves = {key: [row[key] for row in rows] for key in (rows[0] if rows else {}) if key != "epoch"}
    kept = loaded.snapshots
    pictures = (
        kept["pictures"].numpy().astype(np.float32) / 255 if kept else np.zeros((0, 0, 28, 28), np.float32)
    )
    return Learning(
        model=name,
        epochs=[int(row["epoch"]) for row in rows],
        curves=curves,
        snapshot_epochs=kept["epochs"].tolist() if kept else [],
        snapshots=pictures,
        originals=_first_of_each_label() if kept else None,
    )


def _rows(path: Path) -> list[dict[str, float]]:
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


@cache
def _first_of_each_label() -> np.ndarray | None:
    """The pictures that training keeps snapshots of: the first test digit of every label."""
    digits = test_digits()
    if digits is None:
        return None
    pictures, labels = digits
    first = [int(np.flatnonzero(labels == label)[0]) for label in range(10)]
    return pictures[first].astype(np.float32) / 255
