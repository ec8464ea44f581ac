"""An evaluation measures what it writes: figures follow the weights, cards follow the figures."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from playground import checkpoint
from playground.checkpoint import load_folder
from playground.training.evaluate import evaluate
from playground.training.fit import fit
from playground.training.recipes import RECIPES

from .conftest import bars

pytestmark = pytest.mark.usefixtures("bars_for_mnist", "runs")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """PCA and a linear autoencoder on bars."""
    fit(RECIPES["mnist-pca-64"], root=tmp_path)
    fit(dataclasses.replace(RECIPES["mnist-linear-20"], epochs=3, batch_size=64), device="cpu", root=tmp_path)
    return tmp_path


def test_the_error_is_the_mean_over_the_test_split(root: Path) -> None:
    evaluation = evaluate("mnist-linear-20", root)
    network = load_folder(root / "mnist-linear-20").model
    pictures = bars("test").pictures.float() / 255
    expected = (network(pictures) - pictures).square().mean().item()
    assert evaluation.metrics["mse"] == pytest.approx(expected, rel=1e-4)
    assert 0 <= evaluation.metrics["principal_angle_degrees"] <= 90


def test_quantiles_place_the_test_pictures_evenly(root: Path) -> None:
    quantiles = evaluate("mnist-linear-20", root).statistics["error_quantiles"]
    network = load_folder(root / "mnist-linear-20").model
    pictures = bars("test").pictures.float() / 255
    errors = (network(pictures) - pictures).square().mean((1, 2, 3))
    assert quantiles[0] == pytest.approx(errors.min().item(), rel=1e-4)
    assert quantiles[500] == pytest.approx(errors.median().item(), rel=0.05)
    assert (quantiles.diff() >= 0).all()


def test_what_is_written_is_what_was_measured(root: Path) -> None:
    evaluation = evaluate("mnist-linear-20", root)
    config = json.loads((root / "mnist-linear-20" / "config.json").read_text())
    assert config["metrics"] == evaluation.metrics
    card = (root / "mnist-linear-20" / "README.md").read_text()
    assert f"{evaluation.metrics['mse']:#.4g}" in card
    assert f"{evaluation.metrics['pca']['mse']:#.4g}" in card
    assert "python -m playground.training train mnist-linear-20" in card


def test_other_weights_give_other_figures(root: Path) -> None:
    before = evaluate("mnist-linear-20", root).metrics["mse"]
    loaded = load_folder(root / "mnist-linear-20")
    worse = loaded.model
    worse.decoder[0].bias.data += 1
    checkpoint.save_checkpoint(loaded.config, worse, root)
    after = evaluate("mnist-linear-20", root).metrics["mse"]
    assert after > before + 0.5


def test_pca_is_measured_at_every_size_that_the_page_offers(root: Path) -> None:
    evaluation = evaluate("mnist-pca-64", root)
    errors = [evaluation.metrics["by_size"][size]["mse"] for size in ("10", "20", "32", "64")]
    assert errors == sorted(errors, reverse=True)
    assert {f"error_quantiles_{size}" for size in (10, 20, 32, 64)} <= evaluation.statistics.keys()


def test_a_reader_is_measured_beside_the_other_readers_that_are_there(root: Path) -> None:
    recipe = dataclasses.replace(RECIPES["mnist-classifier"], epochs=2, batch_size=64)
    fit(recipe, device="cpu", root=root)
    metrics = evaluate("mnist-classifier", root).metrics
    network = load_folder(root / "mnist-classifier").model
    test = bars("test")
    with torch.inference_mode():
        right = (network(test.pictures.float() / 255).argmax(1) == test.labels).double().mean().item()
    assert metrics["accuracy"] == pytest.approx(right)
    assert list(metrics["comparison"]) == ["plain CNN on pixels"]
    assert np.isfinite(metrics["milliseconds"])


def test_what_is_not_trained_cannot_be_measured(root: Path) -> None:
    shutil.rmtree(root / "mnist-linear-20")
    with pytest.raises(checkpoint.CheckpointError, match="missing"):
        evaluate("mnist-linear-20", root)
