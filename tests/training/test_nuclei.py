"""Fields of view that are never parted, classes of pixels, and figures that follow from the labels."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.ndimage import gaussian_filter

from playground.checkpoint import Checkpoint, Config
from playground.training import datasets, nuclei
from playground.training.card import write_card
from playground.training.data_missing import DataMissing
from playground.training.evaluate_nuclei import best_on, classical, evaluate_nuclei, means, score
from playground.training.nuclei import (
    BACKGROUND,
    BORDER,
    INSIDE,
    KINDS,
    Kind,
    Nuclei,
    classes,
    fields,
    kind_of,
)
from playground.training.patches import Deformation, Patches, WholePictures
from playground.training.recipes import RECIPES

GROUNDS: dict[Kind, tuple[int, int, int]] = {
    "fluorescence": (40, 40, 40),
    "stained tissue": (200, 170, 210),
    "bright field": (205, 205, 208),
}
NUCLEUS = {"fluorescence": (160, 160, 160), "stained tissue": (80, 40, 160), "bright field": (120, 50, 130)}


def field(kind: Kind, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A field of view, discs on a mottled ground, 160x192: pixels uint8 ``(H, W, 3)``, instances ``(H, W)``."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:160, :192]
    instances = np.zeros((160, 192), np.int32)
    for number in range(1, 21):
        row, column = rng.integers(10, 70) + 80 * (number % 2), rng.integers(10, 86) + 96 * (number % 3 % 2)
        instances[((rows - row) ** 2 + (columns - column) ** 2 < 64) & (instances == 0)] = number
    ground = gaussian_filter(rng.normal(0, 1, (160, 192, 1)), (4, 4, 0))
    ground = GROUNDS[kind] + 12 * ground / ground.std()
    return np.where(instances[..., None] > 0, NUCLEUS[kind], ground).clip(0, 255).astype(np.uint8), instances


def tiles(picture: np.ndarray) -> list[np.ndarray]:
    """The picture cut in four."""
    return [quarter for half in np.split(picture, 2) for quarter in np.split(half, 2, axis=1)]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data set of ten fields of every kind, cut in four, under names that say nothing."""
    root = tmp_path / "DSB2018"
    for folder in ("image", "instances"):
        (root / folder).mkdir(parents=True)
    names = iter(np.random.default_rng(0).permutation(1_000))
    for kind in KINDS:
        for seed in range(10):
            for pixels, instances in zip(*map(tiles, field(kind, seed)), strict=True):
                name = f"{next(names):04}.png"
                Image.fromarray(pixels).save(root / "image" / name)
                Image.fromarray(instances.astype(np.uint16)).save(root / "instances" / name)
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    return root


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Pictures that were read are kept for one test only."""
    for kept in (nuclei.pictures, nuclei.parts):
        kept.cache_clear()
    yield
    for kept in (nuclei.pictures, nuclei.parts):
        kept.cache_clear()


class TestKinds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_ground_says(self, kind: Kind) -> None:
        assert kind_of(field(kind, 0)[0]) == kind

    def test_a_glaring_nucleus_is_no_bright_ground(self) -> None:
        dark = np.full((20, 20, 3), 8, np.uint8)
        dark[5:12, 5:12] = 255
        assert kind_of(dark) == "fluorescence"


class TestFields:
    def test_tiles_of_a_field_are_found_in_any_order(self) -> None:
        pictures = [tile for seed in range(6) for tile in tiles(field("stained tissue", seed)[0])]
        order = np.random.default_rng(1).permutation(len(pictures))
        found = fields([pictures[index] for index in order])
        assert len(set(found)) == 6
        for one, number in zip(order, found, strict=True):
            for other, its in zip(order, found, strict=True):
                assert (one // 4 == other // 4) == (number == its)

    def test_empty_pictures_and_other_sizes_stand_alone(self) -> None:
        pictures = [np.full((8, 9, 3), 7, np.uint8)] * 2 + [np.full((9, 8, 3), 7, np.uint8)]
        assert fields(pictures) == [0, 1, 2]


class TestParts:
    def test_no_field_is_parted_and_every_kind_is_in_every_part(self, data: Path) -> None:
        found = nuclei.parts()
        for kind in KINDS:
            counts = [len([one for one in chosen if one.kind == kind]) for chosen in found.values()]
            assert counts == [28, 4, 8]
        numbers = [{one.field for one in chosen} for chosen in found.values()]
        assert sum(map(len, numbers)) == len(set.union(*numbers)) == 30
        names = [one.name for chosen in found.values() for one in chosen]
        assert len(names) == len(set(names)) == 120

    @pytest.mark.skipif("PLAYGROUND_DATA" not in os.environ, reason="needs PLAYGROUND_DATA with DSB2018")
    def test_the_real_ones(self) -> None:
        found = nuclei.parts()
        assert [len(chosen) for chosen in found.values()] == [405, 54, 118]
        numbers = [{one.field for one in chosen} for chosen in found.values()]
        assert not numbers[0] & numbers[2]
        assert not numbers[1] & numbers[2]
        assert all({one.kind for one in chosen} == set(KINDS) for chosen in found.values())

    def test_missing_pictures_are_asked_for_by_their_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
        with pytest.raises(DataMissing, match=r"DSB2018.*instances/NAME\.png"):
            datasets.load("dsb2018", "train")

    def test_a_picture_without_its_nuclei_is_missing_too(self, data: Path) -> None:
        next((data / "instances").iterdir()).unlink()
        with pytest.raises(DataMissing):
            datasets.load("dsb2018", "test")

    def test_pictures_come_stretched_and_crops_with_their_classes(self, data: Path) -> None:
        held_back = datasets.load("dsb2018", "validation")
        assert isinstance(held_back, WholePictures)
        assert all(picture.max() == 255 and picture.min() == 0 for picture in held_back.pictures)
        training = datasets.load("dsb2018", "train")
        assert len(training.pictures) == 84
        torch.manual_seed(0)
        pictures, truths = training.take(torch.arange(2))
        assert pictures.shape == (2, 3, nuclei.SIDE, nuclei.SIDE)
        assert truths.shape == (2, nuclei.SIDE, nuclei.SIDE)
        assert set(truths.unique().tolist()) <= {BACKGROUND, INSIDE, BORDER}


class TestClasses:
    def test_a_rim_of_one_and_a_wall_of_four(self) -> None:
        instances = np.zeros((9, 16), np.int32)
        instances[1:8, 1:8], instances[1:8, 8:15] = 1, 2
        found = classes(instances)
        assert found.dtype == np.int64
        assert found[4].tolist() == [0, 2, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 2, 0]
        assert (found[1, 1:15] == BORDER).all()
        np.testing.assert_array_equal(found > 0, instances > 0)

    def test_the_edge_of_the_picture_is_no_border(self) -> None:
        assert (classes(np.full((6, 6), 3, np.int32)) == INSIDE).all()

    def test_nothing_is_background(self) -> None:
        assert not classes(np.zeros((4, 5), np.int32)).any()


class TestPatches:
    def crops(self, **settings: object) -> Patches:
        pictures = tuple(torch.full((3, 40, 40), value, dtype=torch.uint8) for value in (50, 200))
        truths = tuple(torch.full((40, 40), number) for number in (0, 1))
        still = Deformation(gain=0, bias=0, gamma=1, noise=0, **settings)
        return Patches(pictures, truths, 16, 30, still, chances=(0.0, 1.0))

    def test_what_has_no_chance_is_never_chosen(self) -> None:
        assert (self.crops().take(torch.arange(30))[1] == 1).all()

    def test_channels_change_each_by_itself(self) -> None:
        torch.manual_seed(0)
        found = self.crops(colour=0.1).take(torch.arange(5))[0].mean((2, 3)) * 255
        assert found.std(1).min() > 0.5
        assert (found - 200).abs().max() <= 20.1


class Knowing(torch.nn.Module):
    """Knows that nuclei of these pictures are bright in fluorescence and dark elsewhere."""

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        gray = pictures.mean(1)
        bright = gray > 0.5
        inside = bright if gray.median() < 0.5 else ~bright
        return 20 * torch.stack([(~inside).float(), inside.float(), torch.zeros_like(gray)], 1)


class TestEvaluation:
    def test_figures_are_of_the_test_part_and_stand_on_the_card(self, data: Path) -> None:
        recipe = RECIPES["nuclei-unet"]
        config = Config(
            name=recipe.name,
            title=recipe.title,
            family=recipe.family,
            architecture=recipe.architecture,
            arguments=recipe.arguments,
            preprocessing=datasets.PREPROCESSING["dsb2018"],
            dataset="dsb2018",
            split="",
            recipe=recipe.name,
            seed=0,
            epochs=1,
            latent_dim=None,
            parameters=0,
            versions={},
        )
        found = evaluate_nuclei(Checkpoint(config, Knowing(), data))
        assert found.metrics["dice"] > 0.97
        assert 0 < found.metrics["ap50"] < 1  # discs that touch cannot be parted without a border
        assert set(found.metrics["by_kind"]) == set(KINDS)
        test = nuclei.parts()["test"]
        mean = np.mean([found.metrics["by_kind"][kind]["ap50"] for kind in KINDS])
        assert mean == pytest.approx(found.metrics["ap50"])  # as many pictures of each kind
        (table,) = found.tables
        assert [row[1:3] for row in table.rows] == [(8, 2), (8, 2), (8, 2), (24, 6)] * 2
        assert len(test) == 24
        card = write_card(config, recipe, found)
        assert f"{found.metrics['ap50']:#.4g}" in card
        assert f"The threshold {found.metrics['threshold']:g} " in card
        assert "cross-validate" not in card
        assert "2 on its border" in card

    def test_the_best_setting_is_taken(self) -> None:
        pixels, instances = field("fluorescence", 3)
        one = Nuclei("one", pixels, instances, "fluorescence", 0)

        def find(index: int, setting: tuple[float, ...]) -> np.ndarray:
            assert index == 0
            return np.where(instances <= setting[0], instances, 0)

        assert best_on((one,), [(2,), (20,), (5,)], find) == (20,)

    def test_every_kind_weighs_the_same_where_a_setting_is_chosen(self) -> None:
        pictures = [
            Nuclei(str(number), *field(kind, number), kind, number)
            for number, kind in enumerate(["fluorescence"] * 3 + ["bright field"])
        ]

        def find(index: int, setting: tuple[float, ...]) -> np.ndarray:
            for_dark, for_bright = setting
            instances = pictures[index].instances
            kept = for_dark if pictures[index].kind == "fluorescence" else for_bright
            return np.where(instances <= kept, instances, 0)

        assert best_on(tuple(pictures), [(20, 5), (15, 20)], find) == (15, 20)

    def test_counts(self) -> None:
        pixels, instances = field("bright field", 0)
        one = Nuclei("one", pixels, instances, "bright field", 0)
        true = len(np.unique(instances)) - 1
        exact, halved = score(instances, one), score(np.where(instances % 2, instances, 0), one)
        assert (exact.count_error, exact.ap50, exact.mean_ap, exact.dice) == (0, 1, 1, 1)
        assert halved.count_error == true - len(np.unique(instances[instances % 2 == 1]))
        assert means([exact, halved])["relative_count_error"] == pytest.approx(halved.count_error / 2 / true)

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_reference_parts_two_discs(self, kind: Kind) -> None:
        rows, columns = np.mgrid[:60, :90]
        instances = np.zeros((60, 90), np.int32)
        for number, column in ((1, 35), (2, 55)):
            instances[(rows - 30) ** 2 + (columns - column) ** 2 < 144] = number
        pixels = np.where(instances[..., None] > 0, NUCLEUS[kind], GROUNDS[kind]).astype(np.uint8)
        labels = classical(Nuclei("two", pixels, instances, kind, 0), 5, 10)
        assert labels.max() == 2
        assert score(labels, Nuclei("two", pixels, instances, kind, 0)).ap50 == 1
