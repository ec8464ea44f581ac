"""Folds of slices that do not leak, random crops, and the loss that they are learned by."""

import dataclasses
import math

import pytest
import torch

from playground.models import UNet
from playground.training import datasets, membranes
from playground.training.data_missing import DataMissing
from playground.training.membranes import FOLDS, SLICES, fold, fold_name
from playground.training.patches import Deformation, Patches, WholePictures
from playground.training.segmentation_objectives import CrossEntropyAndDice, WeightedCrossEntropyAndDice


class TestFolds:
    def test_every_slice_is_held_out_once(self) -> None:
        held_out = [slice_ for number in range(len(FOLDS)) for slice_ in fold(number).held_out]
        assert sorted(held_out) == list(range(SLICES))

    @pytest.mark.parametrize("number", range(len(FOLDS)))
    def test_no_training_slice_touches_a_held_out_one(self, number: int) -> None:
        found = fold(number)
        assert sorted(found.training + found.left_out + found.held_out) == list(range(SLICES))
        gaps = {abs(one - other) for one in found.training for other in found.held_out}
        assert min(gaps) == 2

    @pytest.mark.parametrize("number", [-1, 3])
    def test_there_are_three(self, number: int) -> None:
        with pytest.raises(ValueError, match="from 0 to 2"):
            fold(number)

    def test_missing_slices_are_asked_for_by_their_folder(
        self, tmp_path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
        membranes.slices.cache_clear()
        with pytest.raises(DataMissing, match=r"ISBI2012.*image/0.png"):
            datasets.load(fold_name(0), "train")
        membranes.slices.cache_clear()


@pytest.fixture
def patches() -> Patches:
    """Two pictures, white inside a square: what is bright is true, wherever it is turned."""
    pictures, truths = [], []
    for size in (80, 50):
        picture = torch.zeros(1, size, size, dtype=torch.uint8)
        picture[:, size // 4 : -size // 4, size // 4 : -size // 4] = 255
        pictures.append(picture)
        truths.append((picture[0] > 0).long())
    still = Deformation(gain=0, bias=0, gamma=1, noise=0)
    return Patches(tuple(pictures), tuple(truths), side=40, count=12, deformation=still)


class TestPatches:
    def test_a_picture_and_its_truth_are_bent_alike(self, patches: Patches) -> None:
        torch.manual_seed(0)
        pictures, truths = patches.take(torch.arange(len(patches)))
        assert pictures.shape == (12, 1, 40, 40)
        assert truths.shape == (12, 40, 40)
        assert truths.dtype == torch.int64
        assert ((pictures[:, 0] > 0.5) == (truths == 1)).float().mean() > 0.97
        assert 0.05 < truths.float().mean() < 0.95

    def test_crops_differ_and_the_same_numbers_give_the_same(self, patches: Patches) -> None:
        found = []
        for _ in range(2):
            torch.manual_seed(3)
            found.append(patches.take(torch.arange(4))[0])
        assert torch.equal(*found)
        assert not torch.equal(found[0][0], found[0][1])

    def test_light_changes_the_picture_alone(self, patches: Patches) -> None:
        torch.manual_seed(0)
        before = patches.take(torch.arange(1))
        torch.manual_seed(0)
        lit = Patches(patches.pictures, patches.truths, 40, 12, Deformation())
        after = lit.take(torch.arange(1))
        assert torch.equal(before[1], after[1])
        assert not torch.equal(before[0], after[0])
        assert after[0].min() >= 0
        assert after[0].max() <= 1

    def test_blur_smooths_the_picture_alone(self, patches: Patches) -> None:
        found = []
        for blur in (0.0, 3.0):
            torch.manual_seed(1)
            blurred = dataclasses.replace(patches.deformation, blur=blur)
            found.append(dataclasses.replace(patches, deformation=blurred).take(torch.arange(1)))
        (sharp, truth), (soft, same) = found
        assert torch.equal(truth, same)
        assert soft.diff(dim=3).abs().max() < 0.7 * sharp.diff(dim=3).abs().max()

    def test_weights_go_with_their_classes(self, patches: Patches) -> None:
        weighted = tuple(torch.stack([truth.float(), 1 + 3 * truth.float()]) for truth in patches.truths)
        torch.manual_seed(0)
        _, plain = patches.take(torch.arange(3))
        torch.manual_seed(0)
        _, found = dataclasses.replace(patches, truths=weighted).take(torch.arange(3))
        assert found.shape == (3, 2, 40, 40)
        assert torch.equal(found[:, 0].long(), plain)
        assert torch.equal(found[:, 1], 1 + 3 * found[:, 0])

    def test_what_is_held_back_comes_whole(self, patches: Patches) -> None:
        whole = WholePictures(patches.pictures, patches.truths)
        sizes = [(tuple(picture.shape), tuple(truth.shape)) for picture, truth in whole.batches(10)]
        assert sizes == [((1, 1, 80, 80), (1, 80, 80)), ((1, 1, 50, 50), (1, 50, 50))]


class TestLoss:
    def test_by_hand(self) -> None:
        logits = torch.zeros(1, 2, 1, 4)
        truths = torch.tensor([[[0, 0, 1, 1]]])
        loss = CrossEntropyAndDice(weights=(1.0, 1.0), dice=0.5)
        # Each pixel is at a half: entropy log 2; overlap of a class 1, sizes 2 + 2.
        value = loss(lambda _: logits, torch.zeros(1, 1, 1, 4), truths)
        assert value.item() == pytest.approx(0.5 * torch.log(torch.tensor(2.0)).item() + 0.5 * 0.5)

    def test_a_perfect_answer_costs_nothing(self) -> None:
        truths = torch.tensor([[[0, 1, 1, 0]]])
        logits = 50 * torch.nn.functional.one_hot(truths, 2).movedim(-1, 1).float()
        value = CrossEntropyAndDice((1.0, 1.0))(lambda _: logits, torch.zeros(1, 1, 1, 4), truths)
        assert value.item() == pytest.approx(0, abs=1e-6)

    def test_a_heavier_pixel_counts_more(self) -> None:
        truths = torch.tensor([[[[0.0, 1.0]], [[3.0, 1.0]]]])
        logits = torch.tensor([[[[0.0, 0.0]], [[0.0, 2.0]]]])
        value = WeightedCrossEntropyAndDice(dice=0)(lambda _: logits, torch.zeros(1, 1, 1, 2), truths)
        half, sure = math.log(2), math.log(1 + math.exp(-2))
        assert value.item() == pytest.approx((3 * half + sure) / 4)

    def test_even_weights_change_nothing(self, patches: Patches) -> None:
        torch.manual_seed(0)
        pictures, truths = patches.take(torch.arange(2))
        network = UNet(width=4, depth=2).eval()
        weighted = torch.stack([truths.float(), torch.full(truths.shape, 2.0)], 1)
        plain = CrossEntropyAndDice((1.0, 1.0))(network, pictures, truths)
        torch.testing.assert_close(WeightedCrossEntropyAndDice()(network, pictures, weighted), plain)

    def test_a_network_learns_by_it(self, patches: Patches) -> None:
        torch.manual_seed(0)
        network, loss = UNet(width=4, depth=2), CrossEntropyAndDice((1.0, 1.0))
        optimizer = torch.optim.AdamW(network.parameters(), 1e-2)
        values = []
        for _ in range(15):
            value = loss(network, *patches.take(torch.arange(2)))
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            values.append(value.item())
        assert values[-1] < 0.5 * values[0]
