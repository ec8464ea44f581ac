"""Stacks: the classifier that was tuned from one, and what pretraining is worth."""

from pathlib import Path
from statistics import mean, stdev

import torch

from ..checkpoint import Checkpoint
from ..models import StackedAutoencoder
from . import datasets
from .evaluation import Evaluation, Table
from .pretraining import ARMS, LABELS, SEEDS, read_predictions

STACKS = {"mnist-stacked": "SAE", "mnist-stacked-denoising": "SDAE"}
PUBLISHED = {"none": None, "stacked": 1.40, "stacked-denoising": 1.28}
"""Test errors in %, three layers, all labels: Vincent et al. 2010, table 3."""
TITLES = {"none": "no pretraining", "stacked": "SAE", "stacked-denoising": "SDAE"}
BATCH = 500


def evaluate_stack(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure a stack's classifier on the test split; count the errors of the pretraining experiment.

    The experiment keeps what its classifiers answered to every test digit; the errors are counted here.
    """
    test = datasets.load(loaded.config.dataset, "test")
    accuracy = _accuracy(loaded.model, test)
    metrics: dict = {"accuracy": accuracy, "error_percent": 100 * (1 - accuracy)}
    note = (
        f"Its tuned classifier misreads {100 * (1 - accuracy):.2f} % of the 10,000 test digits (seed "
        f"{loaded.config.seed}; Vincent et al. 2010 give 1.40 % for three layers of plain and 1.28 % of denoising "
        "autoencoders)."
    )
    predictions = read_predictions(root)
    if not predictions:
        return Evaluation(metrics, {}, (), (note,))
    errors = {
        arm: {
            str(labels): [
                100 * float((predictions[arm, labels, seed] != test.labels).float().mean()) for seed in SEEDS
            ]
            for labels in LABELS
        }
        for arm in ARMS
    }
    rows = tuple(
        (
            f"{TITLES[arm]}, {int(labels):,} labels",
            f"{mean(found):.2f} ± {stdev(found):.2f}",
            ", ".join(f"{error:.2f}" for error in found),
            f"{PUBLISHED[arm]:.2f}" if PUBLISHED[arm] and int(labels) == max(LABELS) else "—",
        )
        for arm, by_labels in errors.items()
        for labels, found in by_labels.items()
    )
    table = Table(
        "What pretraining is worth",
        f"Test errors in %, mean ± standard deviation over {len(SEEDS)} seeds of the whole training. All labels are "
        f"{max(LABELS):,}: the last {datasets.HELD_BACK:,} of the 60,000 training digits are held back, and every "
        "setting was chosen on them; Vincent et al. held back 10,000. Pretraining saw all 55,000 digits without their "
        "labels in either case. The network without pretraining starts from Glorot's initialisation for sigmoids and "
        "has the same tuning. Theirs are deterministic figures from their own search for every arm.",
        ("start", "test error (%)", "each seed", "Vincent et al. 2010"),
        rows,
    )
    return Evaluation({**metrics, "pretraining": errors}, {}, (table,), (note,))


@torch.inference_mode()
def _accuracy(network: StackedAutoencoder, test: datasets.Examples) -> float:
    right = sum(
        (network.classify(pictures).argmax(1) == labels).sum().item()
        for pictures, labels in test.batches(BATCH)
    )
    return right / len(test)
