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
    monkeypatch.setattr(evaluation, "PART_THRESHOLDS", (0.3, 0.5, 0.7, 0.9))
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
    folds = evaluation.score_folds(lambda slice_, number: true_inside().astype(np.float32))
    assert [len(found.slices) for found in folds] == [len(held) for held in membranes.FOLDS]
    for score in (score for found in folds for score in found.slices):
        assert (score.parts.rand, score.parts.information) == pytest.approx((1, 1))
        assert (score.pixel_error, score.far_error, score.dice, score.iou) == (0, 0, 1, 1)


def test_every_slice_is_read_by_the_network_that_has_not_seen_it() -> None:
    asked = {}

    def inside(slice_: int, number: int) -> np.ndarray:
        asked[slice_] = number
        return true_inside().astype(np.float32)

    evaluation.score_folds(inside)
    assert sorted(asked) == list(range(membranes.SLICES))
    assert all(slice_ in membranes.FOLDS[number] for slice_, number in asked.items())


def test_a_gap_merges_two_cells_and_hardly_costs_a_pixel() -> None:
    network = Reader(gap=True)
    folds = evaluation.score_folds(lambda slice_, _: evaluation.inside_probability(network, slice_))
    score = folds[1].slices[0]
    # Of four equal cells two became one: of the pairs that were joined, four in six belong together.
    assert score.parts.rand_merge == pytest.approx(4 / 6, abs=0.01)
    assert score.parts.rand_split == pytest.approx(1)
    assert score.pixel_error == pytest.approx(2 * 19 / SIDE**2)
    assert score.far_error == 0  # the membrane is two pixels wide, so all of it is close to an edge


def test_what_is_wrong_in_the_middle_of_a_cell_is_far_from_edges() -> None:
    inside = true_inside().astype(np.float32)
    inside[8:11, 8:11] = 0
    score = evaluation.score_folds(lambda slice_, _: inside)[0].slices[0]
    assert score.pixel_error == score.far_error == pytest.approx(9 / SIDE**2)


def test_thresholds_come_from_the_other_folds() -> None:
    """In fold 0 membranes are 0.4 likely inside, elsewhere 0.7; the inside of cells is 0.99 everywhere."""

    def inside(slice_: int, number: int) -> np.ndarray:
        return np.where(true_inside(), 0.99, 0.4 if number == 0 else 0.7).astype(np.float32)

    first, *others = evaluation.score_folds(inside)
    assert first.threshold >= 0.7
    assert first.pixel_threshold >= 0.7
    for fold in others:  # half of the slices that choose are of fold 0, but the other half needs as much
        assert fold.threshold >= 0.7
        assert fold.slices[0].parts.rand == pytest.approx(1)


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
    (aims,) = found.notes
    assert "V_Rand 0.97 (reached: 1.0000)" in aims
    assert evaluation.evaluate_membranes(a_checkpoint("membrane-plain")).notes == (), (
        "aims are of one network"
    )
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
