"""A data set that needs no file: noisy bars, whose label is the row the bar stands in."""

from pathlib import Path

import pytest
import torch

from playground.training import datasets, fit, run_state
from playground.training.datasets import Examples

COUNTS = {"train": 640, "validation": 64, "test": 100}


def bars(split: str) -> Examples:
    """Pictures of one bright bar each, the same at every call."""
    generator = torch.Generator().manual_seed(list(COUNTS).index(split))
    labels = torch.arange(COUNTS[split]) % 10
    pictures = torch.randint(0, 60, (len(labels), 1, 28, 28), generator=generator, dtype=torch.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        picture[0, 2 * label + 4 : 2 * label + 6, 4:24] = 250
    return Examples(pictures, labels)


@pytest.fixture
def bars_for_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """``datasets.load`` gives bars under MNIST's name."""
    monkeypatch.setattr(datasets, "load", lambda dataset, split: bars(split))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stopped trainings are kept in a temporary folder."""
    folder = tmp_path / "runs"
    monkeypatch.setattr(run_state, "RUNS", folder)
    monkeypatch.setattr(fit, "RUNS", folder)
    return folder
