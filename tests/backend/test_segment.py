"""What a U-Net says of a microscope picture, and what becomes of it."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from playground.backend import jobs, library, micrographs, segment
from playground.backend.segment import Maps, Settings, objects_of
from playground.backend.segment_levels import levels, receptive_fields
from playground.imaging.synthetic_micrographs import nuclei, tissue

NETWORKS = [row.name for row in library.describe() if row.family == "segmentation"]
SEEDS = (0, 1, 2, 3, 4)


def scores(model: str, pixels: np.ndarray, truth: np.ndarray) -> segment.Scores:
    maps = segment.look(pixels, model)
    return segment.score(segment.segment(maps, segment.defaults(model), pixels), maps, truth)


def test_synthetic_cells_are_parted_as_they_are() -> None:
    found = [scores("membrane-unet", *tissue(seed)).v_rand for seed in SEEDS]
    assert min(found) >= 0.9


def test_gray_values_alone_part_synthetic_cells_far_worse() -> None:
    def parted(seed: int, model: str | None) -> float:
        pixels, truth = tissue(seed)
        if model is not None:
            return scores(model, pixels, truth).v_rand
        smooth = gaussian_filter(pixels, 2)
        inside = Maps("", (), smooth, None)
        return max(
            segment.score(segment.segment(inside, Settings(gray, 10), pixels), inside, truth).v_rand
            for gray in (0.5, 0.52, 0.54)
        )

    network, gray = (np.mean([parted(seed, model) for seed in (1, 2)]) for model in ("membrane-unet", None))
    assert network > gray + 0.05


def test_synthetic_nuclei_are_found() -> None:
    found = [scores("nuclei-unet", *nuclei(seed)) for seed in SEEDS]
    assert min(one.dice for one in found) >= 0.9
    assert min(one.ap50 for one in found) >= 0.75


@pytest.mark.parametrize("model", NETWORKS)
@pytest.mark.parametrize("size", [(1, 1), (3, 50), (47, 33)])
@pytest.mark.parametrize("colour", [False, True])
def test_any_size_gray_or_colour(model: str, size: tuple[int, int], colour: bool) -> None:
    shape = (*size, 3) if colour else size
    pixels = np.random.default_rng(0).random(shape, np.float32)
    maps = segment.look(pixels, model)
    assert maps.inside.shape == size
    assert maps.inside.min() >= 0
    assert maps.inside.max() <= 1
    assert (maps.border is None) == (model != "nuclei-unet")
    found = segment.segment(maps, Settings(0.5, 1), pixels)
    assert found.mask.shape == found.labels.shape == size
    assert [one.id for one in found.objects] == list(range(1, found.labels.max() + 1))


def test_gray_as_colour_is_the_same() -> None:
    pixels, _ = tissue(1)
    crop = pixels[:100, :100]
    gray, colour = (segment.look(one, "membrane-unet") for one in (crop, np.repeat(crop[..., None], 3, -1)))
    np.testing.assert_allclose(gray.inside, colour.inside, atol=1 / 255 + 1e-6)


def test_a_dark_fluorescence_picture_is_stretched_first() -> None:
    pixels, _ = nuclei(2)
    bright, dark = (segment.look(one, "nuclei-unet") for one in (pixels, pixels * np.float32(0.1)))
    assert np.abs(bright.inside - dark.inside).max() < 0.02


def test_the_network_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    monkeypatch.setattr(
        segment, "run", lambda pixels, model, cut: runs.append(cut) or Maps(model, cut, pixels, None)
    )
    pixels = np.random.default_rng(7).random((20, 20), np.float32)
    for cut in ((), (), (2, 1), (1, 2, 2)):
        segment.look(pixels, "membrane-unet", cut)
    assert runs == [(), (1, 2)]


def test_a_class_that_opens_one_picture_runs_the_network_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    def slow(pixels: np.ndarray, model: str, cut: tuple[int, ...]) -> Maps:
        runs.append(cut)
        time.sleep(0.2)
        return Maps(model, cut, pixels, None)

    monkeypatch.setattr(segment, "run", slow)
    pixels = np.random.default_rng(8).random((20, 20), np.float32)
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: segment.look(pixels, "membrane-unet"), range(30)))
    assert len(runs) == 1
    assert all(answer is answers[0] for answer in answers)


def test_found_once_with_scores_where_the_truth_is_known() -> None:
    opened = micrographs.example("tissue", 6)
    settings = segment.defaults("membrane-unet")
    found = segment.find(opened, "membrane-unet", (2, 1), settings)
    maps = segment.look(opened.pixels, "membrane-unet", (1, 2))
    expected = segment.segment(maps, settings, opened.pixels)
    assert found.segmentation.objects == expected.objects
    assert found.scores == segment.score(expected, maps, opened.truth)
    assert segment.find(opened, "membrane-unet", (1, 2), settings) is found
    assert segment.find(opened, "membrane-unet", (1,), settings) is not found
    photograph = micrographs.example("coins")
    assert segment.find(photograph, "membrane-unet", (), Settings(0.5, 30)).scores is None


def test_intensity_of_colours_is_their_luminance() -> None:
    green = np.zeros((6, 6, 3), np.float32)
    green[1:4, 2:5, 1] = 0.5
    (one,) = objects_of((green[..., 1] > 0).astype(np.int32), green)
    assert one.intensity == pytest.approx(0.5 * 0.587)


def test_cutting_a_skip_connection_changes_the_answer() -> None:
    pixels = tissue(0)[0][:160, :160]
    whole = segment.look(pixels, "membrane-unet").inside
    for level in (1, 2, 3, 4):
        assert np.abs(segment.look(pixels, "membrane-unet", (level,)).inside - whole).max() > 0.01
    plain = segment.look(pixels, "membrane-plain").inside
    assert np.array_equal(segment.look(pixels, "membrane-plain", (1, 4)).inside, plain)


def test_a_higher_threshold_leaves_less() -> None:
    pixels, _ = tissue(0)
    maps = segment.look(pixels, "membrane-unet")
    covered = [
        segment.segment(maps, Settings(threshold, 0), pixels).mask.sum() for threshold in (0.2, 0.5, 0.9)
    ]
    assert covered == sorted(covered, reverse=True)
    assert covered[0] > covered[-1]


def test_small_objects_are_left_out() -> None:
    pixels, _ = nuclei(0)
    maps = segment.look(pixels, "nuclei-unet")
    found = segment.segment(maps, Settings(0.5, 300), pixels)
    assert found.objects
    assert min(one.area for one in found.objects) >= 300


def test_an_object_by_hand() -> None:
    labels = np.zeros((10, 20), np.int32)
    labels[2:6, 5:15] = 1
    pixels = np.where(labels > 0, 0.75, 0).astype(np.float32)
    (one,) = objects_of(labels, pixels)
    assert (one.id, one.area, one.left, one.top, one.width, one.height) == (1, 40, 5, 2, 10, 4)
    assert (one.x, one.y) == (9.5, 3.5)
    assert one.diameter == pytest.approx(2 * (40 / np.pi) ** 0.5)
    assert one.solidity == 1
    assert one.intensity == pytest.approx(0.75)
    assert 0.8 < one.eccentricity < 1


def test_the_truth_itself_gets_full_marks() -> None:
    pixels, truth = tissue(0)
    maps = Maps("membrane-unet", (), (truth > 0).astype(np.float32), None)
    found = segment.segment(maps, Settings(0.5, 1), pixels)
    assert segment.score(found, maps, truth) == segment.Scores(1, 1, 0, 1, 1, 1)


def test_nothing_found_is_no_error() -> None:
    pixels, truth = tissue(0)
    maps = Maps("membrane-unet", (), np.zeros_like(pixels), None)
    found = segment.segment(maps, Settings(0.5, 1), pixels)
    result = segment.score(found, maps, truth)
    assert (found.objects, result.dice, result.ap50) == ((), 0, 0)


@pytest.mark.parametrize("model", ["mnist-dense-32", "mnist-classifier"])
def test_a_network_for_digits_is_refused(model: str) -> None:
    with pytest.raises(library.WrongFamily, match="membrane-unet"):
        segment.look(np.zeros((20, 20), np.float32), model)


class TestLargePictures:
    PIXELS = np.random.default_rng(1).random((1100, 1200), np.float32)

    @pytest.mark.slow
    def test_the_process_beside_the_server_says_the_same(self) -> None:
        file = io.BytesIO()
        Image.fromarray(self.PIXELS).save(file, "TIFF")
        opened = micrographs.read(file.getvalue())
        assert segment.takes_long(self.PIXELS, "membrane-unet", ())
        job = segment.begin(opened.key, "membrane-unet")
        deadline = time.monotonic() + 120
        while (state := segment.progress(job).state) not in ("done", "failed", "cancelled"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert state == "done"
        found = segment.result(job)
        assert not segment.takes_long(self.PIXELS, "membrane-unet", ())
        assert segment.look(self.PIXELS, "membrane-unet") is found
        np.testing.assert_allclose(
            found.inside, segment.run(self.PIXELS, "membrane-unet", ()).inside, atol=1e-6
        )

    def test_a_small_one_is_answered_at_once(self) -> None:
        assert not segment.takes_long(np.zeros((512, 512), np.float32), "membrane-unet", ())

    def test_a_forgotten_picture_and_an_unknown_job(self) -> None:
        with pytest.raises(micrographs.Forgotten, match="open it again"):
            segment.begin("0" * 32, "membrane-unet")
        with pytest.raises(jobs.UnknownJob):
            segment.progress("nothing")


class TestLevels:
    def test_each_level_is_half_as_large_and_sees_more(self) -> None:
        found = levels(tissue(0)[0], "membrane-unet")
        assert [(one.channels, one.height, one.width) for one in found] == [
            (16 * 2**step, 512 // 2**step, 512 // 2**step) for step in range(5)
        ]
        assert [one.receptive_field for one in found] == [5, 14, 32, 68, 140]
        for one in found:
            assert len(one.pictures) == 4
            for picture in one.pictures:
                assert picture.shape == (one.height, one.width)
                assert (picture.min(), picture.max()) == (0, 255)

    @pytest.mark.parametrize("size", [(1, 1), (700, 90), (100, 37)])
    def test_any_size(self, size: tuple[int, int]) -> None:
        found = levels(np.random.default_rng(0).random(size, np.float32), "nuclei-unet")
        assert len(found) == 5
        assert max(found[0].height, found[0].width) <= 512
        assert min(min(one.height, one.width) for one in found) >= 1

    def test_the_most_varied_channel_comes_first(self) -> None:
        import torch

        from playground.backend.segment_maps import network

        pixels = tissue(0)[0]
        with torch.inference_mode():
            features = network("membrane-unet").down[0](torch.from_numpy(pixels)[None, None])[0]
        varied = features[features.var((1, 2)).argmax()].numpy()
        shown = levels(pixels, "membrane-unet")[0].pictures[0]
        assert np.corrcoef(varied.ravel(), shown.ravel())[0, 1] > 0.999

    def test_receptive_fields_are_those_of_the_networks_gradient(self) -> None:
        import torch

        from playground.backend.segment_maps import network

        unet = network("membrane-unet")
        side = 160
        for level, expected in zip(range(3), receptive_fields(4), strict=False):
            picture = torch.zeros(1, 1, side, side, requires_grad=True)
            features = picture
            for number, block in enumerate(unet.down[: level + 1]):
                features = block(torch.nn.functional.avg_pool2d(features, 2) if number else features)
            middle = features.shape[-1] // 2
            features[0, :, middle, middle].sum().backward()
            rows = torch.nonzero(picture.grad[0, 0].abs().sum(1))[:, 0]
            assert rows.max() - rows.min() + 1 == expected
