"""Networks for pictures of which there are few: trained once on each fold's training slices, measured on the rest.

Each fold is a run of its own, which can be stopped and resumed; what it learned stays in ``runs/``, and `evaluate`
measures it there.
"""

import dataclasses
from pathlib import Path

import torch
from torch import nn

from ..checkpoint import CheckpointError
from ..models import ARCHITECTURES
from . import membranes
from .fit import descend
from .recipes import RECIPES, Recipe
from .run_state import RUNS


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
    network = _network(name)
    if not _state(recipe).is_file():
        raise _not_there(name)
    progress = descend(dataclasses.replace(recipe), network, "cpu")
    if progress.epochs < recipe.epochs:
        raise _not_there(name)
    return network.requires_grad_(False).eval()


def _network(name: str) -> nn.Module:
    recipe = RECIPES[name]
    torch.manual_seed(recipe.seed)
    return ARCHITECTURES[recipe.architecture](**recipe.arguments).to(memory_format=torch.channels_last)


def _recipe(name: str, number: int) -> Recipe:
    recipe = RECIPES[name]
    return dataclasses.replace(recipe, name=f"{name}-fold-{number}", dataset=membranes.fold_name(number))


def _state(recipe: Recipe) -> Path:
    return RUNS / recipe.name / "state.safetensors"


def _not_there(name: str) -> CheckpointError:
    return CheckpointError(
        f"{name} is measured by cross-validation: run `python -m playground.training cross-validate {name}` first."
    )
