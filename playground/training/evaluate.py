"""Measure a checkpoint on the test split, and write what was measured: config, statistics, card.

Every figure is computed in the call that writes it. What a card says of other checkpoints, for
comparison, is computed from their weights in the same call too.
"""

import dataclasses
from pathlib import Path

from .. import checkpoint
from ..checkpoint import Checkpoint
from .card import write_card
from .evaluate_autoencoder import evaluate_autoencoder
from .evaluate_classifier import evaluate_classifier
from .evaluate_conditional import evaluate_conditional
from .evaluate_latent import NETWORKS as LATENT_NETWORKS
from .evaluate_latent import evaluate_latent
from .evaluate_layer import LAYERS, evaluate_layer
from .evaluate_map import evaluate_map, has_maps
from .evaluate_membranes import evaluate_membranes
from .evaluate_noise import NETWORKS, evaluate_noise
from .evaluate_nuclei import evaluate_nuclei
from .evaluate_stack import STACKS, evaluate_stack
from .evaluation import Evaluation
from .nuclei import NAME as NUCLEI
from .recipes import RECIPES

MORE = (
    (NETWORKS, evaluate_noise),
    (LAYERS, evaluate_layer),
    (STACKS, evaluate_stack),
    (LATENT_NETWORKS, evaluate_latent),
)
"""What some networks are measured by on top, by name."""


def evaluate(name: str, root: Path = checkpoint.ROOT) -> Evaluation:
    """Measure the checkpoint ``name`` on the test split and write the figures beside it.

    Args:
        name: a recipe whose checkpoint lies in ``root``.
        root: where checkpoints lie.

    Returns:
        Metrics and statistics, as written.

    Raises:
        checkpoint.CheckpointError: if it is not trained or damaged.
        datasets.DataMissing: if the test split cannot be had.
    """
    checkpoint.finish_interrupted_save(name, root)
    loaded = checkpoint.load_folder(root / name)
    evaluation = _measured(loaded, root)
    for names, measure_more in MORE:
        if name in names:
            evaluation = evaluation.with_more(measure_more(loaded, root))
    if has_maps(loaded):
        evaluation = evaluation.with_more(evaluate_map(loaded))
    config = dataclasses.replace(loaded.config, metrics=evaluation.metrics)
    card = write_card(config, RECIPES[config.recipe], evaluation)
    checkpoint.save_evaluation(loaded.folder, config, evaluation.statistics, card)
    print(f"{name}: " + ", ".join(f"{key} {value:.5g}" for key, value in _headline(evaluation).items()))
    return evaluation


def _measured(loaded: Checkpoint, root: Path) -> Evaluation:
    if loaded.config.family == "segmentation":
        return evaluate_nuclei(loaded) if loaded.config.dataset == NUCLEI else evaluate_membranes(loaded)
    by_family = {"classifier": evaluate_classifier, "conditional": evaluate_conditional}
    return by_family.get(loaded.config.family, evaluate_autoencoder)(loaded, root)


def _headline(evaluation: Evaluation) -> dict[str, float]:
    metrics = evaluation.metrics.get("cross_validation", {}) | evaluation.metrics
    return {key: value for key, value in metrics.items() if isinstance(value, int | float)}
