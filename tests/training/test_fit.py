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

from .conftest import bars

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


STACK = dataclasses.replace(
    RECIPES["mnist-stacked-denoising"],
    arguments={"widths": [32, 16, 12]},
    stages=tuple(dataclasses.replace(stage, epochs=2) for stage in RECIPES["mnist-stacked-denoising"].stages),
    epochs=2,
    batch_size=64,
    precision="32-true",
    storage="float32",
)


def test_a_stack_is_trained_layer_by_layer_and_then_read(tmp_path: Path) -> None:
    weights = train(STACK, tmp_path)
    folder = tmp_path / STACK.name
    for layer in range(3):
        rows = list(csv.DictReader((folder / f"history-layers.{layer}.csv").open()))
        assert float(rows[-1]["validation_loss"]) < float(rows[0]["validation_loss"])
    assert "validation_accuracy" in (folder / "history.csv").read_text().splitlines()[0]
    assert not torch.equal(weights["classifier.1.weight"], weights["layers.0.weight"])
    assert load_folder(folder).config.corruption == {"kind": "masking", "low": 0.25, "high": 0.25}


def test_a_layer_keeps_what_it_learned_while_the_next_ones_learn(tmp_path: Path) -> None:
    """Greedy: the first layer of the whole stack is that of a stack whose later stages were cut short."""
    whole = train(STACK, tmp_path / "whole")
    first = dataclasses.replace(STACK, stages=STACK.stages[:1], epochs=1)
    alone = train(first, tmp_path / "first")
    assert torch.equal(whole["layers.0.weight"], alone["layers.0.weight"])
    assert not torch.equal(whole["layers.1.weight"], alone["layers.1.weight"])


@pytest.mark.parametrize("epoch", [1, 3, 6])
def test_a_stack_stopped_at_any_stage_goes_on_as_if_it_had_not_stopped(
    epoch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(STACK, tmp_path / "whole")
    with monkeypatch.context() as stopping:
        _stop_in_epoch(epoch, stopping)
        with pytest.raises(KeyboardInterrupt):
            fit(STACK, device="cpu", root=tmp_path / "stopped")
    resumed = train(STACK, tmp_path / "stopped")
    assert all(torch.equal(whole[key], resumed[key]) for key in whole)


def test_a_recipe_may_use_few_labels_as_many_of_each(tmp_path: Path) -> None:
    few = dataclasses.replace(SMALL, examples=100, batch_size=20)
    assert bars("train").balanced(100).labels.bincount().tolist() == [10] * 10
    all_of_them, some = (
        train(dataclasses.replace(SMALL, batch_size=20), tmp_path / "a"),
        train(few, tmp_path / "b"),
    )
    assert not torch.equal(all_of_them["encoder.1.0.weight"], some["encoder.1.0.weight"])


def test_weights_may_be_stored_in_half_the_bytes(tmp_path: Path) -> None:
    train(SMALL, tmp_path / "whole")
    halved = train(dataclasses.replace(SMALL, storage="float16"), tmp_path / "half")
    sizes = [
        (tmp_path / kind / SMALL.name / "model.safetensors").stat().st_size for kind in ("whole", "half")
    ]
    assert sizes[1] < 0.6 * sizes[0]
    assert all(weight.dtype == torch.float32 for weight in halved.values())
