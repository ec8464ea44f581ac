"""What some networks are measured by on top: noise, moving codes, pretraining."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from playground import checkpoint
from playground.checkpoint import load_folder
from playground.imaging.classical_filters import FILTERS, STRENGTHS, smooth
from playground.imaging.corruption import NOISES, corrupt
from playground.training import evaluate_noise as under_noise
from playground.training import pretraining
from playground.training.evaluate_layer import evaluate_layer
from playground.training.evaluate_noise import AMOUNTS, BATCH, evaluate_noise
from playground.training.evaluate_stack import evaluate_stack
from playground.training.evaluation import Evaluation, Table
from playground.training.fit import fit
from playground.training.recipes import RECIPES, Recipe

from .conftest import bars

pytestmark = pytest.mark.usefixtures("bars_for_mnist", "runs")

STACK = dataclasses.replace(
    RECIPES["mnist-stacked-denoising"],
    arguments={"widths": [16, 12, 8]},
    stages=tuple(dataclasses.replace(stage, epochs=1) for stage in RECIPES["mnist-stacked-denoising"].stages),
    epochs=3,
    batch_size=64,
    precision="32-true",
)


def trained(recipe: Recipe, root: Path, **changes: object) -> checkpoint.Checkpoint:
    return load_folder(fit(dataclasses.replace(recipe, **changes), device="cpu", root=root))


def pixels() -> np.ndarray:
    return bars("test").pictures.squeeze(1).numpy().astype(np.float32) / 255


class TestNoise:
    def test_curves_are_means_over_the_test_split(self, tmp_path: Path) -> None:
        trained(RECIPES["mnist-pca-64"], tmp_path)
        loaded = trained(
            RECIPES["mnist-denoising-32"],
            tmp_path,
            arguments={"latent_dim": 8, "hidden": [32]},
            epochs=2,
            batch_size=64,
        )
        evaluation = evaluate_noise(loaded, tmp_path)
        noisy = corrupt(pixels(), "gaussian", 0.5, under_noise.SEED)
        answers = loaded.model(torch.from_numpy(noisy)[:, None]).squeeze(1).clamp(0, 1).numpy()
        expected = np.mean(-10 * np.log10(((answers - pixels()) ** 2).mean((1, 2))))
        assert evaluation.metrics["gaussian_noise"]["0.5"]["psnr"] == pytest.approx(expected, rel=1e-4)
        index = AMOUNTS["gaussian"].index(0.5)
        assert evaluation.statistics["noise_psnr_gaussian"][index] == pytest.approx(expected, rel=1e-4)
        for noise in NOISES:
            assert evaluation.statistics[f"noise_psnr_{noise}"].shape == (len(AMOUNTS[noise]),)

    def test_a_filter_gets_the_strength_that_serves_other_digits_best(self) -> None:
        held_back, test = pixels()[:20], pixels()[20 : 20 + BATCH]
        cell = under_noise._cell(held_back, test, ("gaussian", 0.3))
        noisy = corrupt(held_back, "gaussian", 0.3, under_noise.SEED)
        for name in FILTERS:
            errors = {s: ((smooth(noisy, name, s) - held_back) ** 2).mean((1, 2)) for s in STRENGTHS[name]}
            best = min(errors, key=lambda strength: np.log10(errors[strength]).mean())
            assert cell[name].strength == best
        answer = smooth(
            corrupt(test, "gaussian", 0.3, under_noise.SEED), "gaussian", cell["gaussian"].strength
        )
        expected = np.mean(-10 * np.log10(((answer - test) ** 2).mean((1, 2))))
        assert cell["gaussian"].measured.psnr == pytest.approx(expected, rel=1e-4)


class TestLayer:
    def test_networks_are_compared_by_what_their_weights_do(self, tmp_path: Path) -> None:
        short = {"epochs": 2, "batch_size": 64, "arguments": {"latent_dim": 10}}
        plain = trained(RECIPES["mnist-filters-0"], tmp_path, **short)
        trained(RECIPES["mnist-contractive"], tmp_path, **short)
        metrics = evaluate_layer(plain, tmp_path).metrics
        assert set(metrics["comparison"]) == {"plain", "contractive"}
        own = metrics["contraction"]
        assert own == metrics["comparison"]["plain"]
        codes = plain.model.encode(torch.from_numpy(pixels())[:, None])
        norms = plain.model.weight.square().sum(1)
        expected = (((codes * (1 - codes)) ** 2) @ norms).sqrt().mean().item()
        assert own["jacobian"] == pytest.approx(expected, rel=1e-4)
        assert own["relative_jacobian"] == pytest.approx(own["jacobian"] / own["code_distance"])


class TestStack:
    def test_errors_are_counted_from_what_was_predicted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            pretraining, "RECIPES", {**RECIPES, "mnist-stacked-denoising": STACK, "mnist-stacked": STACK}
        )
        monkeypatch.setattr(pretraining, "RUNS", tmp_path / "runs")
        monkeypatch.setattr(pretraining, "FEW_EPOCHS", 1)
        monkeypatch.setattr(pretraining, "SEEDS", (0, 1))
        loaded = trained(STACK, tmp_path)
        without = evaluate_stack(loaded, tmp_path)
        assert "pretraining" not in without.metrics
        pretraining.compare("cpu", tmp_path)
        predictions = pretraining.read_predictions(tmp_path)
        assert len(predictions) == 3 * 2 * 2
        monkeypatch.setattr("playground.training.evaluate_stack.SEEDS", (0, 1))
        metrics = evaluate_stack(loaded, tmp_path).metrics
        truth = bars("test").labels
        for arm in pretraining.ARMS:
            wrong = 100 * (predictions[arm, 55_000, 1] != truth).float().mean().item()
            assert metrics["pretraining"][arm]["55000"][1] == pytest.approx(wrong)
        logits = loaded.model.classify(bars("test").pictures.float() / 255)
        assert metrics["accuracy"] == pytest.approx((logits.argmax(1) == truth).float().mean().item())

    def test_an_experiment_that_was_stopped_repeats_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            pretraining, "RECIPES", {**RECIPES, "mnist-stacked-denoising": STACK, "mnist-stacked": STACK}
        )
        monkeypatch.setattr(pretraining, "RUNS", tmp_path / "runs")
        monkeypatch.setattr(pretraining, "FEW_EPOCHS", 1)
        monkeypatch.setattr(pretraining, "SEEDS", (0,))
        trained(STACK, tmp_path)
        pretraining.compare("cpu", tmp_path)

        def must_not_run(*_: object) -> None:
            raise AssertionError("this training was finished already")

        monkeypatch.setattr(pretraining, "descend", must_not_run)
        monkeypatch.setattr(pretraining, "pretrain", must_not_run)
        pretraining.compare("cpu", tmp_path)


def test_two_evaluations_together_keep_everything() -> None:
    one = Evaluation({"a": 1, "b": 1}, {"x": torch.zeros(1)}, (Table("T", "", (), ()),), ("first",))
    two = Evaluation({"b": 2}, {"y": torch.zeros(1)}, (), ("second",))
    both = one.with_more(two)
    assert both.metrics == {"a": 1, "b": 2}
    assert set(both.statistics) == {"x", "y"}
    assert both.notes == ("first", "second")
    assert len(both.tables) == 1
