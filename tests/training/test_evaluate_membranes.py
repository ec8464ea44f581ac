"""Folds of slices measured: what is found is compared with labels that are known here."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.checkpoint import Checkpoint, CheckpointError, Config, Preprocessing
from playground.training import evaluate_membranes as evaluation
from playground.training import membranes

SIDE = 40


def true_inside() -> np.ndarray:
    """Four cells, parted by membranes of two pixels."""
    inside = np.ones((SIDE, SIDE), bool)
    inside[19:21] = inside[:, 19:21] = False
    return inside


@pytest.fixture(autouse=True)
def slices(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Twenty-five slices that are as bright as their labels say, but for a little grain."""
    inside = np.stack([true_inside()] * membranes.SLICES)
    grain = np.random.default_rng(0).integers(0, 20, inside.shape)
    pictures = (np.where(inside, 200, 40) + grain).astype(np.uint8)
    monkeypatch.setattr(membranes, "slices", lambda: (pictures, inside))
    for cached in (evaluation.cross_validated, evaluation.gray_values, evaluation._true_cells):
        cached.cache_clear()
    yield
    for cached in (evaluation.cross_validated, evaluation.gray_values, evaluation._true_cells):
        cached.cache_clear()


class Reader(nn.Module):
    """Bright is inside; with ``gap`` it does not see the upper half of the upright membrane."""

    def __init__(self, gap: bool = False) -> None:
        super().__init__()
        self.gap = gap

    def forward(self, pictures: Tensor) -> Tensor:
        inside = 20 * (pictures - 0.5)
        if self.gap:
            inside[:, :, :19, 19:21] = 5
        return torch.cat([-inside, inside], 1)


def a_checkpoint(name: str) -> Checkpoint:
    config = Config(
        name=name,
        title=name,
        family="segmentation",
        architecture="UNet",
        arguments={},
        preprocessing=Preprocessing(),
        dataset="isbi2012",
        split="",
        recipe=name,
        seed=0,
        epochs=1,
        latent_dim=None,
        parameters=0,
        versions={},
    )
    return Checkpoint(config, nn.Identity(), membranes.data_root())


def test_what_is_right_gets_full_marks() -> None:
    found = evaluation.score_fold(lambda slice_: true_inside().astype(np.float32), 0)
    assert len(found.slices) == len(membranes.FOLDS[0])
    for score in found.slices:
        assert (score.parts.rand, score.parts.information) == pytest.approx((1, 1))
        assert (score.pixel_error, score.dice, score.iou) == (0, 1, 1)


def test_a_gap_merges_two_cells_and_hardly_costs_a_pixel() -> None:
    network = Reader(gap=True)
    found = evaluation.score_fold(lambda slice_: evaluation.inside_probability(network, slice_), 1)
    score = found.slices[0]
    # Of four equal cells two became one: of the pairs that were joined, four in six belong together.
    assert score.parts.rand_merge == pytest.approx(4 / 6, abs=0.01)
    assert score.parts.rand_split == pytest.approx(1)
    assert score.pixel_error == pytest.approx(2 * 19 / SIDE**2)


def test_each_threshold_is_the_best_of_the_training_slices() -> None:
    """What lies between two cells is 0.7 likely inside, and a broad rim of every cell only 0.55."""
    inside = np.where(true_inside(), 0.99, 0.7).astype(np.float32)
    inside[:8] = np.where(true_inside()[:8], 0.55, 0.1)
    found = evaluation.score_fold(lambda slice_: inside, 2)
    assert found.threshold >= 0.7
    assert found.pixel_threshold <= 0.5


def test_the_card_tells_folds_others_and_published_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def network(name: str, number: int) -> nn.Module:
        asked.append((name, number))
        if name == "membrane-sum":
            raise CheckpointError("its folds are elsewhere")
        return Reader(gap=name == "membrane-plain")

    monkeypatch.setattr(evaluation, "fold_network", network)
    found = evaluation.evaluate_membranes(a_checkpoint("membrane-unet"))
    assert found.metrics["cross_validation"]["v_rand"] == pytest.approx(1)
    assert asked.count(("membrane-unet", 0)) == 1
    by_fold, beside, published = found.tables
    assert [row[0] for row in by_fold.rows] == ["0 to 7", "8 to 15", "16 to 24", "all"]
    rows = {row[0]: row for row in beside.rows}
    assert set(rows) == {"**membrane-unet**", "`membrane-plain`", "gray values"}
    assert rows["`membrane-plain`"][3] < 0.7 < rows["**membrane-unet**"][3]
    assert published.rows[-1][1] == found.metrics["cross_validation"]["v_rand"]


def test_without_its_own_folds_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, number: int) -> nn.Module:
        raise CheckpointError("run cross-validate first")

    monkeypatch.setattr(evaluation, "fold_network", missing)
    with pytest.raises(CheckpointError, match="cross-validate"):
        evaluation.evaluate_membranes(a_checkpoint("membrane-unet"))
