"""Folds that are measured: only finished ones, and nothing is trained for it."""

from pathlib import Path

import pytest
import torch
from torch import nn

from playground.checkpoint import CheckpointError
from playground.training import cross_validation
from playground.training.fit import fingerprint_of
from playground.training.run_state import Progress, finished_epochs, save_state

NAME = "membrane-unet"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the state of fold 0 is looked for; whoever trains is found out."""

    def trains(*_: object) -> None:
        raise AssertionError("measuring must train nothing")

    monkeypatch.setattr(cross_validation, "RUNS", tmp_path)
    monkeypatch.setattr(cross_validation, "descend", trains)
    return tmp_path / f"{NAME}-fold-0" / "state.safetensors"


def stopped_after(epochs: int, state: Path, fingerprint: str) -> None:
    model = nn.Linear(1, 1)
    progress = Progress(rows=tuple({"epoch": float(epoch + 1)} for epoch in range(epochs)))
    save_state(state, fingerprint, model, torch.optim.AdamW(model.parameters()), progress)


def test_a_fold_that_was_never_begun_is_asked_for(state: Path) -> None:
    with pytest.raises(CheckpointError, match=f"cross-validate {NAME}"):
        cross_validation.fold_network(NAME, 0)


def test_a_fold_that_was_stopped_is_not_trained_on(state: Path) -> None:
    recipe = cross_validation._recipe(NAME, 0)
    stopped_after(recipe.epochs - 1, state, fingerprint_of(recipe))
    with pytest.raises(CheckpointError, match=f"cross-validate {NAME}"):
        cross_validation.fold_network(NAME, 0)


def test_a_fold_of_another_recipe_does_not_count(state: Path) -> None:
    recipe = cross_validation._recipe(NAME, 0)
    stopped_after(recipe.epochs, state, "another")
    with pytest.raises(CheckpointError, match=f"cross-validate {NAME}"):
        cross_validation.fold_network(NAME, 0)


def test_epochs_are_counted_without_loading(state: Path) -> None:
    assert finished_epochs(state, "this") == 0
    stopped_after(3, state, "this")
    assert finished_epochs(state, "this") == 3
    assert finished_epochs(state, "another") == 0
    state.write_bytes(b"damaged")
    with pytest.raises(CheckpointError, match="damaged"):
        finished_epochs(state, "this")
