"""Figures of networks that read digits."""

from pathlib import Path

import torch
from torch import Tensor, nn

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..measures.cost import median_milliseconds, multiply_adds
from ..models import CodeClassifier
from . import datasets
from .evaluation import Evaluation, Table

READERS = {
    "mnist-conv-10-classifier-frozen": "code of 10 + 1x1 CNN, encoder frozen",
    "mnist-conv-10-classifier": "code of 10 + 1x1 CNN, encoder tuned",
    "mnist-classifier": "plain CNN on pixels",
}
BATCH = 500


def evaluate_classifier(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure a classifier, and beside it the other readers of digits that lie in ``root``."""
    test = datasets.load(loaded.config.dataset, "test")
    measured = {
        title: _figures(checkpoint.load_folder(root / name).model, test)
        for name, title in READERS.items()
        if (root / name).is_dir()
    }
    table = Table(
        "Reading ten digits, on the 10,000 test digits",
        "Milliseconds are the median of 200 forward passes of one picture on one processor thread.",
        ("", "accuracy", "parameters", "multiply-adds", "milliseconds"),
        tuple((title, *figures.values()) for title, figures in measured.items()),
    )
    own = measured[READERS[loaded.config.name]]
    statistics = {}
    if isinstance(loaded.model, CodeClassifier):
        statistics["latent_percentiles"] = _code_percentiles(loaded.model, test)
    return Evaluation({**own, "comparison": measured}, statistics, (table,))


def _figures(network: nn.Module, test: datasets.Examples) -> dict[str, float]:
    picture = test.take(torch.arange(1))[0]
    return {
        "accuracy": accuracy(network, test),
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "multiply_adds": multiply_adds(network, picture),
        "milliseconds": median_milliseconds(network, picture),
    }


@torch.inference_mode()
def accuracy(network: nn.Module, examples: datasets.Examples) -> float:
    """Share of examples whose most probable label is the true one, in [0, 1]."""
    right = sum(
        (network(pictures).argmax(1) == labels).sum().item() for pictures, labels in examples.batches(BATCH)
    )
    return right / len(examples)


@torch.inference_mode()
def _code_percentiles(network: CodeClassifier, test: datasets.Examples) -> Tensor:
    codes = torch.cat([network.encode(pictures).flatten(1) for pictures, _ in test.batches(BATCH)])
    return torch.quantile(codes, torch.linspace(0, 1, 101), dim=0)
