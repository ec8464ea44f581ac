"""What pretraining is worth: the experiment of Vincent et al. 2010, section 5, on this machine.

No pretraining, a stack of plain and a stack of denoising autoencoders, each tuned with few and with
all labels, each from several seeds. What every classifier answers to the test digits is kept, so that
``evaluate`` can count errors; nothing is chosen by them.
"""

import dataclasses
from pathlib import Path

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from .. import checkpoint
from ..checkpoint import write_atomically
from ..models import ARCHITECTURES, StackedAutoencoder
from . import datasets
from .fit import descend, pretrain
from .recipes import RECIPES, Recipe
from .run_state import RUNS

ARMS = {"none": None, "stacked": "mnist-stacked", "stacked-denoising": "mnist-stacked-denoising"}
SEEDS = (0, 1, 2)
LABELS = (1_000, 55_000)
FEW_BATCH, FEW_EPOCHS = 50, 100
"""Of tuning with few labels: smaller batches and more epochs, 2,000 steps in all."""
KEPT_BY = "mnist-stacked-denoising"
FILE = "pretraining.safetensors"
BATCH = 500

Predictions = dict[tuple[str, int, int], Tensor]


def compare(device: str = "auto", root: Path = checkpoint.ROOT) -> Path:
    """Run what is missing of the experiment and keep its predictions beside ``KEPT_BY``.

    Every training in it can be stopped and resumed; finished ones are not repeated.

    Returns:
        The file: for every arm, number of labels and seed the labels ``(10000,)`` uint8 that were read.

    Raises:
        checkpoint.CheckpointError: if ``KEPT_BY`` is not trained.
        datasets.DataMissing: if the data set cannot be had.
    """
    folder = root / KEPT_BY
    checkpoint.read_config(folder)
    partial = RUNS / "pretraining" / FILE
    found = _read(partial)
    for seed in SEEDS:
        for arm in ARMS:
            if all((arm, labels, seed) in found for labels in LABELS):
                continue
            start = _started(arm, seed, device)
            for labels in LABELS:
                found[arm, labels, seed] = _predictions(_tuned(start, arm, labels, seed, device))
                write_atomically(partial, save({_key(*run): read for run, read in found.items()}))
    write_atomically(folder / FILE, partial.read_bytes())
    return folder / FILE


def read_predictions(root: Path) -> Predictions:
    """The predictions that :func:`compare` kept in ``root``; empty where it was not run."""
    return _read(root / KEPT_BY / FILE)


def _started(arm: str, seed: int, device: str) -> StackedAutoencoder:
    """A stack before it is tuned: pretrained, or as Glorot and Bengio (2010) start networks of sigmoids."""
    recipe = _recipe(arm, seed)
    torch.manual_seed(seed)
    network = ARCHITECTURES[recipe.architecture](**recipe.arguments)
    if ARMS[arm]:
        pretrain(recipe, network, device)
        return network
    for layer in network.classifier:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight, gain=4.0)
    nn.init.zeros_(network.classifier[-1].weight)
    return network


def _tuned(start: StackedAutoencoder, arm: str, labels: int, seed: int, device: str) -> StackedAutoencoder:
    recipe = _recipe(arm, seed)
    if labels < max(LABELS):
        recipe = dataclasses.replace(
            recipe, examples=labels, batch_size=FEW_BATCH, epochs=FEW_EPOCHS, name=f"{recipe.name}/{labels}"
        )
    network = ARCHITECTURES[recipe.architecture](**recipe.arguments)
    network.load_state_dict(start.state_dict())
    descend(recipe, network, device)
    return network.eval()


def _recipe(arm: str, seed: int) -> Recipe:
    """The recipe of the arm's stack for this seed, its runs apart from those of the checkpoint."""
    recipe = RECIPES[ARMS[arm] or KEPT_BY]
    return dataclasses.replace(recipe, name=f"pretraining/{arm}-{seed}", seed=seed)


@torch.inference_mode()
def _predictions(network: StackedAutoencoder) -> Tensor:
    test = datasets.load("mnist", "test")
    read = [network.classify(pictures).argmax(1) for pictures, _ in test.batches(BATCH)]
    return torch.cat(read).to(torch.uint8)


def _key(arm: str, labels: int, seed: int) -> str:
    return f"{arm}/{labels}/{seed}"


def _read(file: Path) -> Predictions:
    if not file.is_file():
        return {}
    found: Predictions = {}
    for key, read in load(file.read_bytes()).items():
        arm, labels, seed = key.rsplit("/", 2)
        found[arm, int(labels), int(seed)] = read
    return found
