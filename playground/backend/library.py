"""The pretrained models: listed, loaded once, shared by all users."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from .. import checkpoint
from ..checkpoint import Checkpoint, CheckpointError, Config

if TYPE_CHECKING:
    from torch import Tensor


class UnknownModel(LookupError):
    """A name that is no checkpoint of ours; the message lists those that are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        shown = name if len(name) <= 60 else name[:60] + "…"
        super().__init__(f'There is no model called "{shown}". Choose one of: {", ".join(known)}.')


class WrongFamily(LookupError):
    """A model that exists but cannot do what was asked of it."""


@dataclass(frozen=True)
class ModelSummary:
    """What a list of models shows of one."""

    name: str
    title: str
    family: str
    dataset: str
    latent_dim: int | None
    input_shape: tuple[int, int, int]
    parameters: int
    metrics: dict[str, Any]


def names() -> tuple[str, ...]:
    """Every checkpoint that lies in ``checkpoints/``, in alphabetical order."""
    return tuple(_configs())


def load(name: str) -> Checkpoint:
    """The checkpoint of that name, read and verified at the first call only.

    Names are compared with the folders that exist, never turned into a path.

    Raises:
        UnknownModel: if there is no such checkpoint.
    """
    require(name)
    with _loading:
        return _load(name)


def require(name: str, family: tuple[str, ...] | None = None) -> Config:
    """The config of a model, which must exist and belong to one of ``family``.

    Raises:
        UnknownModel: if there is no such checkpoint.
        WrongFamily: if it exists but does something else.
    """
    configs = _configs()
    if name not in configs:
        raise UnknownModel(name, tuple(configs))
    if family and configs[name].family not in family:
        fitting = ", ".join(other for other, config in configs.items() if config.family in family)
        raise WrongFamily(f'"{name}" is a {configs[name].family}. Choose one of: {fitting}.')
    return configs[name]


def statistic(name: str, key: str) -> Tensor:
    """One tensor that ``evaluate`` measured of a model.

    Raises:
        UnknownModel: if there is no such checkpoint.
        checkpoint.CheckpointError: if it was trained but not measured.
    """
    statistics = load(name).statistics
    if key not in statistics:
        raise _not_measured(name)
    return statistics[key]


def metric(name: str, key: str) -> Any:
    """One figure that ``evaluate`` wrote into a model's config; raises as :func:`statistic` does."""
    metrics = require(name).metrics
    if key not in metrics:
        raise _not_measured(name)
    return metrics[key]


def _not_measured(name: str) -> CheckpointError:
    return CheckpointError(
        f"{name} was trained but not measured: run `python -m playground.training evaluate {name}`."
    )


def describe() -> list[ModelSummary]:
    """One row for every model, without loading any weights."""
    return [
        ModelSummary(
            name=config.name,
            title=config.title,
            family=config.family,
            dataset=config.dataset,
            latent_dim=config.latent_dim,
            input_shape=(
                config.preprocessing.channels,
                config.preprocessing.height,
                config.preprocessing.width,
            ),
            parameters=config.parameters,
            metrics=config.metrics,
        )
        for config in _configs().values()
    ]


def warm_up() -> None:
    """Load every model and run it once, so that the first visitor does not wait for it."""
    import torch  # here, because the list of models must not wait for it

    with torch.inference_mode():
        for summary in describe():
            load(summary.name).model(torch.zeros(1, *summary.input_shape))


_loading = threading.Lock()


@cache
def _configs() -> dict[str, Config]:
    folders = sorted(path.parent for path in checkpoint.ROOT.glob(f"[!.]*/{checkpoint.CONFIG}"))
    return {folder.name: checkpoint.read_config(folder) for folder in folders}


@cache
def _load(name: str) -> Checkpoint:
    import torch

    with torch.inference_mode(False):  # ordinary tensors, whoever happens to ask first
        return checkpoint.load_folder(checkpoint.ROOT / name)
