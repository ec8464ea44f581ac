"""Microscope pictures through the public endpoints: outlined, masked, counted, scored, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from playground.backend import library
from playground.imaging.synthetic_micrographs import nuclei, tissue
from tests.imaging.pictures import bomb
from tests.ui.calls import refusal

NETWORKS = [row.name for row in library.describe() if row.family == "segmentation"]
SCORES = {"dice", "iou", "pixel_error", "v_rand", "v_info", "ap50"}

Saved = Callable[..., Any]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """An array as a file of a name, which says its format."""

    def save(pixels: np.ndarray, name: str = "picture.png") -> Any:
        Image.fromarray(pixels).save(tmp_path / name)
        return handle_file(tmp_path / name)

    return save


def eight_bits(pixels: np.ndarray) -> np.ndarray:
    return np.rint(255 * pixels).astype(np.uint8)


def opened(path: str) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture)


@pytest.mark.parametrize("model", NETWORKS)
def test_outlined_masked_and_counted(client: Client, saved: Saved, model: str) -> None:
    pixels = eight_bits((nuclei if model == "nuclei-unet" else tissue)(0)[0][:200, :260])
    overlay, mask, found = client.predict(saved(pixels), model, api_name="/segment")
    assert opened(overlay).shape == (200, 260, 3)
    mask = opened(mask)
    assert mask.shape == (200, 260)
    assert mask.dtype == np.uint8
    assert set(np.unique(mask)) <= {0, 255}
    assert found["count"] == len(found["objects"]) > 0
    assert [one["id"] for one in found["objects"]] == list(range(1, found["count"] + 1))
    assert sum(one["area"] for one in found["objects"]) == (mask == 255).sum()
    for one in found["objects"]:
        left, top, width, height = one["box"]
        assert left <= one["centroid"][0] <= left + width
        assert top <= one["centroid"][1] <= top + height


def test_left_out_it_is_the_membranes_with_their_own_threshold(client: Client, saved: Saved) -> None:
    picture = saved(eight_bits(tissue(0)[0][:150, :150]))
    found = client.predict(picture, api_name="/segment")[2]
    threshold = library.metric("membrane-unet", "threshold")
    assert found["threshold"] == threshold
    assert found == client.predict(picture, "membrane-unet", threshold, api_name="/segment")[2]


def test_a_threshold_of_one_leaves_nothing(client: Client, saved: Saved) -> None:
    _, mask, found = client.predict(
        saved(eight_bits(tissue(0)[0][:64, :64])), threshold=1, api_name="/segment"
    )
    assert found["count"] == 0
    assert not opened(mask).any()


def test_synthetic_tissue_is_scored_by_its_truth(client: Client, saved: Saved) -> None:
    pixels, truth = tissue(3)
    picture = saved(eight_bits(pixels))
    by_labels = client.predict(
        picture, saved(truth.astype(np.uint16), "labels.png"), api_name="/score_segmentation"
    )
    assert set(by_labels) == SCORES
    assert by_labels["v_rand"] >= 0.9
    mask = saved((255 * (truth > 0)).astype(np.uint8), "mask.png")
    by_mask = client.predict(picture, mask, api_name="/score_segmentation")
    for name in SCORES:  # cells are parted by membranes, so their mask has the same pieces
        assert by_mask[name] == pytest.approx(by_labels[name], abs=1e-9)


@pytest.mark.parametrize("name", ["labels.tif", "labels.png"])
def test_labels_are_never_rescaled(client: Client, saved: Saved, name: str) -> None:
    pixels, truth = nuclei(1)
    numbers = np.where(truth > 0, 1000 + truth, 0).astype(np.uint16)
    picture = saved(eight_bits(pixels))
    found = client.predict(picture, saved(numbers, name), "nuclei-unet", api_name="/score_segmentation")
    assert found["ap50"] > 0.7


class TestRefusals:
    def test_a_truth_of_another_size(self, client: Client, saved: Saved) -> None:
        picture = saved(np.full((40, 50), 90, np.uint8))
        truth = saved(np.full((40, 60), 255, np.uint8), "truth.png")
        assert "60 x 40" in refusal(client, picture, truth, api_name="/score_segmentation")

    def test_a_truth_that_is_all_black(self, client: Client, saved: Saved) -> None:
        picture, truth = (
            saved(np.full((40, 50), 90, np.uint8)),
            saved(np.zeros((40, 50), np.uint8), "truth.png"),
        )
        assert "all black" in refusal(client, picture, truth, api_name="/score_segmentation")

    def test_a_picture_of_one_pixel(self, client: Client, saved: Saved) -> None:
        assert "at least 4 pixels" in refusal(client, saved(np.zeros((1, 1), np.uint8)), api_name="/segment")

    def test_a_truncated_tiff(self, client: Client, tmp_path: Path) -> None:
        path = tmp_path / "cut.tif"
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200), dtype=np.uint8)).save(path)
        path.write_bytes(path.read_bytes()[:-15_000])
        for arguments, name in (([path], "/segment"), ([path, path], "/score_segmentation")):
            sentence = refusal(client, *map(handle_file, arguments), api_name=name)
            assert "damaged or cut off" in sentence

    def test_a_bomb(self, client: Client, tmp_path: Path) -> None:
        path = tmp_path / "bomb.png"
        path.write_bytes(bomb(40_000, 40_000))
        assert "too large" in refusal(client, handle_file(path), api_name="/segment")

    def test_no_picture_at_all(self, client: Client, tmp_path: Path) -> None:
        path = tmp_path / "notes.png"
        path.write_text("no picture")
        assert "not a picture" in refusal(client, handle_file(path), api_name="/segment")

    @pytest.mark.parametrize("threshold", [-0.1, 1.5])
    def test_a_threshold_that_is_none(self, client: Client, saved: Saved, threshold: float) -> None:
        sentence = refusal(
            client, saved(np.zeros((9, 9), np.uint8)), threshold=threshold, api_name="/segment"
        )
        assert "threshold" in sentence
        assert "0 to 1" in sentence

    def test_a_network_for_digits(self, client: Client, saved: Saved) -> None:
        sentence = refusal(client, saved(np.zeros((9, 9), np.uint8)), "mnist-dense-32", api_name="/segment")
        assert "membrane-unet" in sentence

    def test_a_network_for_membranes_does_not_rebuild_digits(
        self, client: Client, digit: Callable[[int], Any]
    ) -> None:
        for name in ("/reconstruct", "/encode", "/denoise"):
            assert "segmentation" in refusal(client, digit(3), "membrane-unet", api_name=name)
