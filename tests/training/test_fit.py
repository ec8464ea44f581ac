"""The loop learns, can be stopped anywhere, and gives the same weights for the same seed."""

import csv
import dataclasses
from pathlib import Path

import pytest
import torch

from playground.checkpoint import CheckpointError, load_folder
from playground.training import fit as fit_module
from playground.training.fit import fit
from playground.training.recipes import RECIPES, Recipe

pytestmark = pytest.mark.usefixtures("bars_for_mnist", "runs")

SMALL = dataclasses.replace(
    RECIPES["mnist-dense-32"], arguments={"latent_dim": 8, "hidden": [32]}, epochs=4, batch_size=64
)


def train(recipe: Recipe, root: Path, **options: bool) -> dict[str, torch.Tensor]:
    return load_folder(fit(recipe, device="cpu", root=root, **options)).model.state_dict()


def test_it_learns(tmp_path: Path) -> None:
    train(SMALL, tmp_path)
    rows = list(csv.DictReader((tmp_path / SMALL.name / "history.csv").open()))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3, 4]
    assert float(rows[-1]["validation_mse"]) < 0.5 * float(rows[0]["validation_mse"])


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(tmp_path: Path) -> None:
    first, again = train(SMALL, tmp_path / "a"), train(SMALL, tmp_path / "b")
    other = train(dataclasses.replace(SMALL, seed=1), tmp_path / "c")
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


@pytest.mark.parametrize("name", ["mnist-dense-32", "mnist-classifier"])
def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The classifier has dropout, batch norm and random pictures: all of them must come back."""
    narrow = {"mnist-dense-32": SMALL.arguments, "mnist-classifier": {"width": 2}}
    recipe = dataclasses.replace(RECIPES[name], arguments=narrow[name], epochs=3, batch_size=64)
    whole = train(recipe, tmp_path / "whole")
    with monkeypatch.context() as stopping:
        _stop_in_epoch(2, stopping)
        with pytest.raises(KeyboardInterrupt):
            fit(recipe, device="cpu", root=tmp_path / "stopped")
    assert not (tmp_path / "stopped" / name).exists()
    resumed = train(recipe, tmp_path / "stopped")
    assert all(torch.equal(whole[key], resumed[key]) for key in whole)


def test_a_stopped_run_of_another_length_is_not_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopping:
        _stop_in_epoch(2, stopping)
        with pytest.raises(KeyboardInterrupt):
            fit(SMALL, device="cpu", root=tmp_path)
    longer = dataclasses.replace(SMALL, epochs=5)
    weights = train(longer, tmp_path)
    fresh = train(longer, tmp_path / "fresh", resume=False)
    assert all(torch.equal(weights[key], fresh[key]) for key in fresh)


def test_a_damaged_state_is_said_in_one_sentence(tmp_path: Path, runs: Path) -> None:
    state = runs / SMALL.name / "state.safetensors"
    state.parent.mkdir(parents=True)
    state.write_bytes(b"not safetensors")
    with pytest.raises(CheckpointError, match=r"--no-resume"):
        fit(SMALL, device="cpu", root=tmp_path)


def test_a_finished_run_leaves_no_state(tmp_path: Path, runs: Path) -> None:
    train(SMALL, tmp_path)
    assert list(runs.rglob("*.safetensors")) == []


def test_the_fixed_pictures_are_kept_before_during_and_after(tmp_path: Path) -> None:
    train(SMALL, tmp_path)
    kept = load_folder(tmp_path / SMALL.name).snapshots
    assert kept["epochs"].tolist() == [0, 1, 2, 3, 4]
    assert kept["pictures"].shape == (5, 10, 28, 28)
    assert not torch.equal(kept["pictures"][0], kept["pictures"][-1])


def test_pca_is_fitted_in_closed_form(tmp_path: Path) -> None:
    train(RECIPES["mnist-pca-64"], tmp_path)
    loaded = load_folder(tmp_path / "mnist-pca-64")
    components = loaded.model.components
    torch.testing.assert_close(components @ components.T, torch.eye(64), atol=1e-4, rtol=0)
    assert not (loaded.folder / "history.csv").exists()


def test_a_frozen_encoder_stays_as_it_was_and_is_taken_from_its_source(tmp_path: Path) -> None:
    source = dataclasses.replace(RECIPES["mnist-conv-10"], epochs=1, batch_size=64)
    reader = dataclasses.replace(RECIPES["mnist-conv-10-classifier-frozen"], epochs=1, batch_size=64)
    before = train(source, tmp_path)
    after = train(reader, tmp_path)
    encoder = [name for name in after if name.startswith("encoder.")]
    assert encoder
    assert all(torch.equal(before[name], after[name]) for name in encoder)


def test_starting_from_nothing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"mnist-conv-10: config\.json is missing"):
        fit(RECIPES["mnist-conv-10-classifier-frozen"], device="cpu", root=tmp_path)


def _stop_in_epoch(epoch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at the end of an epoch, before it was saved: that epoch is lost, no other."""
    validate = fit_module._validate
    calls = [0]

    def interrupted(*arguments):
        calls[0] += 1
        if calls[0] == epoch:
            raise KeyboardInterrupt
        return validate(*arguments)

    monkeypatch.setattr(fit_module, "_validate", interrupted)
