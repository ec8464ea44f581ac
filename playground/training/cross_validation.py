"""Networks for pictures of which there are few: trained once on each fold's training slices, measured on the rest.

Each fold is a run of its own, which can be stopped and resumed; what it learned stays in ``runs/``, and `evaluate`
measures it there.
"""

import dataclasses

import torch
from torch import nn

from ..checkpoint import CheckpointError
from ..models import ARCHITECTURES
from . import membranes
from .fit import descend, fingerprint_of
from .recipes import RECIPES, Recipe
from .run_state import RUNS, finished_epochs


def cross_validate(name: str, folds: tuple[int, ...], device: str = "auto") -> None:
    """Train a recipe on the training slices of some folds; finished ones are not repeated.

    Raises:
        data_missing.DataMissing: if the slices are not on disk.
    """
    for number in folds:
        descend(_recipe(name, number), _network(name), device)


def fold_network(name: str, number: int) -> nn.Module:
    """What a finished fold has learned, in evaluation mode, without gradients.

    Raises:
        checkpoint.CheckpointError: if the fold was not trained to its end on this machine.
    """
    recipe = _recipe(name, number)
    # Asked first: what is not finished would be trained on, and measuring must train nothing.
    if finished_epochs(RUNS / recipe.name / "state.safetensors", fingerprint_of(recipe)) < recipe.epochs:
        raise CheckpointError(
            f"{name} is measured by cross-validation: run `python -m playground.training cross-validate {name}` first."
        )
    network = _network(name)
    descend(recipe, network, "cpu")
    return network.requires_grad_(False).eval()


def _network(name: str) -> nn.Module:
    recipe = RECIPES[name]
    torch.manual_seed(recipe.seed)
    return ARCHITECTURES[recipe.architecture](**recipe.arguments).to(memory_format=torch.channels_last)


def _recipe(name: str, number: int) -> Recipe:
    recipe = RECIPES[name]
    return dataclasses.replace(recipe, name=f"{name}-fold-{number}", dataset=membranes.fold_name(number))
