"""What the segment tab answers its page, without a browser."""

from __future__ import annotations

import base64
import io
import json
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio.processing_utils import get_upload_folder
from PIL import Image

from playground.backend import library, micrographs, segment, segment_levels
from playground.measures.segmentation import dice
from playground.ui.tabs import segment as tab
from playground.ui.text import texts
from playground.ui.widgets import segment_controls

Answer = dict[str, Any]
MODEL = "membrane-unet"


def as_json(answer: Any) -> Any:
    """What arrives in the browser; refuses what JSON cannot say."""
    return json.loads(json.dumps(answer, allow_nan=False))


def inflated(packed: str, kind: str) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), kind)


def picture(packed: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(packed))) as opened:
        return np.asarray(opened)


def uploaded(name: str, content: bytes) -> str:
    """A file where Gradio's own upload would have put it."""
    folder = Path(get_upload_folder()) / "segment-tests"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return str(path)


def tiff(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "tiff")
    return file.getvalue()


@pytest.fixture(scope="module")
def tissue() -> Answer:
    return as_json(tab.open({"sequence": 1, "example": "tissue", "seed": 5}))


def asking(opened: Answer, **changes: Any) -> Answer:
    """What the page sends to count objects."""
    asked = {"sequence": 7, "key": opened["key"], "model": MODEL, "cut": [], "threshold": 0.5, "smallest": 10}
    return {**asked, **changes}


# --- pictures -----------------------------------------------------------------------------------------


def test_examples_come_with_a_square_thumbnail_and_the_network_that_suits_them() -> None:
    answer = as_json(tab.examples({}))
    assert [(one["name"], one["model"], one["synthetic"]) for one in answer] == [
        (one.name, one.model, one.synthetic) for one in micrographs.EXAMPLES
    ]
    for one in answer:
        assert picture(one["thumbnail"]).shape[:2] == (tab.THUMBNAIL, tab.THUMBNAIL)
        assert f"segment.examples.{one['name']}" in texts()


def test_a_synthetic_example_comes_with_its_truth(tissue: Answer) -> None:
    expected = micrographs.example("tissue", 5)
    assert (tissue["sequence"], tissue["key"]) == (1, expected.key)
    shape = (tissue["height"], tissue["width"])
    assert expected.truth is not None
    np.testing.assert_array_equal(inflated(tissue["truth"], "<i4").reshape(shape), expected.truth)
    assert tissue["truth_count"] == len(np.unique(expected.truth[expected.truth > 0]))
    assert np.abs(picture(tissue["picture"]) / 255 - expected.pixels).max() <= 0.5 / 255 + 1e-6


def test_another_seed_is_another_tissue(tissue: Answer) -> None:
    assert tab.open({"sequence": 2, "example": "tissue", "seed": 6})["key"] != tissue["key"]


def test_an_uploaded_picture_keeps_its_size_and_has_no_truth() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (37, 61), np.uint8)
    answer = as_json(tab.open({"sequence": 3, "path": uploaded("own.tif", tiff(pixels))}))
    assert (answer["width"], answer["height"], answer["truth"]) == (61, 37, None)
    np.testing.assert_array_equal(picture(answer["picture"]), pixels)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (b"hello", "not_a_picture"),
        (tiff(np.zeros((64, 64), np.uint8))[:900], "truncated"),
        (tiff(np.zeros((1, 1), np.uint8)), "too_small"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_with_a_reason(content: bytes, error: str) -> None:
    answer = as_json(tab.open({"sequence": 4, "path": uploaded("wrong.tif", content)}))
    assert (answer["sequence"], answer["error"]) == (4, error)
    assert answer["message"].endswith(".")


def test_only_uploads_are_opened() -> None:
    assert tab.open({"sequence": 1, "path": __file__})["error"] == "not_an_upload"


# --- what the network says ----------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [[], [1, 3]])
def test_maps_are_the_networks_probabilities(tissue: Answer, cut: list[int]) -> None:
    answer = as_json(tab.look({"sequence": 5, "key": tissue["key"], "model": MODEL, "cut": cut}))
    expected = segment.look(micrographs.recall(tissue["key"]).pixels, MODEL, cut)
    shape = (tissue["height"], tissue["width"])
    np.testing.assert_array_equal(inflated(answer["inside"], "u1").reshape(shape), expected.inside * 255)
    assert answer["border"] is None


def test_objects_and_scores_are_the_backends(tissue: Answer) -> None:
    answer = as_json(tab.find(asking(tissue, threshold=0.4, smallest=30)))
    opened = micrographs.recall(tissue["key"])
    maps = segment.look(opened.pixels, MODEL)
    expected = segment.segment(maps, segment.Settings(0.4, 30), opened.pixels)
    assert opened.truth is not None
    scores = segment.score(expected, maps, opened.truth)
    labels = inflated(answer["labels"], "<i4").reshape(expected.labels.shape)
    np.testing.assert_array_equal(labels, expected.labels)
    assert answer["count"] == len(expected.objects) == len(answer["objects"])
    for found, one in zip(answer["objects"], expected.objects, strict=True):
        assert found["id"] == one.id
        assert found["x"] == pytest.approx(one.x, rel=1e-4)
        assert found["area"] == pytest.approx((labels == one.id).sum(), rel=1e-4)
    assert answer["scores"] == pytest.approx({name: getattr(scores, name) for name in tab.SCORES}, rel=1e-4)
    assert answer["scores"]["dice"] == pytest.approx(dice(labels > 0, opened.truth > 0), rel=1e-4)


def test_without_a_truth_there_is_no_score() -> None:
    opened = tab.open({"sequence": 1, "example": "coins", "seed": 0})
    assert tab.find(asking(opened))["scores"] is None


def test_a_truth_of_ones_own_brings_scores() -> None:
    opened = micrographs.example("tissue", 6)
    pixels = np.rint(255 * opened.pixels[:120, :150]).astype(np.uint8)
    labels = opened.truth[:120, :150].astype(np.uint16)
    plain = as_json(tab.open({"sequence": 1, "path": uploaded("mine.tif", tiff(pixels))}))
    told = as_json(
        tab.truth({"sequence": 2, "key": plain["key"], "path": uploaded("labels.tif", tiff(labels))})
    )
    assert told["sequence"] == 2
    assert told["key"] != plain["key"]
    assert told["truth_count"] == len(np.unique(labels[labels > 0]))
    assert np.array_equal(inflated(told["truth"], "<i4").reshape(120, 150) > 0, labels > 0)
    asked = {"sequence": 3, "model": MODEL, "cut": [], "threshold": 0.8, "smallest": 10}
    assert tab.find({**asked, "key": plain["key"]})["scores"] is None
    scores = tab.find({**asked, "key": told["key"]})["scores"]
    assert scores["dice"] > 0.8
    assert scores["v_rand"] > 0.7


@pytest.mark.parametrize(
    ("truth", "error"), [((40, 50), "truth_size"), ((64, 64), "truth_empty"), (None, "not_a_picture")]
)
def test_a_truth_that_cannot_be_used_is_refused(truth: tuple[int, int] | None, error: str) -> None:
    gray = np.full((64, 64), 90, np.uint8)
    opened = tab.open({"sequence": 1, "path": uploaded("gray.tif", tiff(gray))})
    content = b"nothing" if truth is None else tiff(np.zeros(truth, np.uint8))
    request = {"sequence": 2, "key": opened["key"], "path": uploaded("truth.tif", content)}
    answer = as_json(tab.truth(request))
    assert answer["error"] == error
    assert any(f"{place}.{error}" in texts() for place in ("segment.problem", "errors"))
    assert tab.truth({**request, "path": "/etc/passwd"})["error"] == "not_an_upload"
    assert tab.truth({**request, "key": "0" * 32})["error"] == "forgotten"
    assert tab.truth({"sequence": 3})["error"] == "bad_request"


def test_what_the_page_says_of_nuclei_is_so() -> None:
    """Its "try this": the threshold hardly matters; without skip 3 AP falls and Dice stays about the same."""
    opened = tab.open({"sequence": 1, "example": "nuclei", "seed": 0})
    asked = asking(opened, model="nuclei-unet", smallest=segment.defaults("nuclei-unet").smallest)
    low, high = (tab.find({**asked, "threshold": threshold})["count"] for threshold in (0.1, 0.9))
    assert abs(high - low) <= 2
    whole, cut = (tab.find({**asked, "cut": levels}) for levels in ([], [3]))
    assert cut["count"] < whole["count"]
    assert cut["scores"]["ap50"] < whole["scores"]["ap50"] - 0.05
    assert abs(cut["scores"]["dice"] - whole["scores"]["dice"]) < 0.03


def test_levels_are_pictures_of_channels(tissue: Answer) -> None:
    answer = as_json(tab.levels({"sequence": 6, "key": tissue["key"], "model": MODEL}))
    expected = segment_levels.levels(micrographs.recall(tissue["key"]).pixels, MODEL)
    assert [one["level"] for one in answer["levels"]] == [1, 2, 3, 4, 5]
    for found, level in zip(answer["levels"], expected, strict=True):
        assert (found["channels"], found["receptive_field"]) == (level.channels, level.receptive_field)
        np.testing.assert_array_equal(picture(found["pictures"][0]), level.pictures[0])


# --- large pictures -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_large_picture_is_a_job_that_brings_the_same_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "LARGE", 10_000)
    opened = tab.open({"sequence": 1, "example": "tissue", "seed": 11})
    asked = {"sequence": 2, "key": opened["key"], "model": MODEL, "cut": [2]}
    job = as_json(tab.look(asked))["job"]
    deadline = time.monotonic() + 120
    while (answer := as_json(tab.progress({"sequence": 3, "job": job})))["state"] != "done":
        assert answer["state"] in ("waiting", "running")
        assert time.monotonic() < deadline
        time.sleep(0.1)
    again = tab.look(asked)  # known by now
    assert answer["inside"] == again["inside"]
    assert tab.find(asking(opened, cut=[2]))["count"] >= 0


@pytest.mark.slow
def test_a_large_picture_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "LARGE", 10_000)
    opened = tab.open({"sequence": 1, "example": "tissue", "seed": 12})
    job = tab.look({"sequence": 2, "key": opened["key"], "model": MODEL, "cut": []})["job"]
    assert tab.cancel({"sequence": 3, "job": job}) == {"sequence": 3, "job": job}
    assert tab.progress({"sequence": 4, "job": job})["state"] == "cancelled"


# --- what cannot be answered --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": 1.5},
        {"threshold": "0.5"},
        {"threshold": True},
        {"smallest": -1},
        {"smallest": 2.5},
        {"cut": [0]},
        {"cut": [5]},
        {"cut": "1"},
        {"cut": [True]},
        {"key": 3},
    ],
)
def test_requests_that_cannot_be_read_are_refused(tissue: Answer, changes: Answer) -> None:
    answer = as_json(tab.find(asking(tissue, **changes)))
    assert (answer["sequence"], answer["error"]) == (7, "bad_request")


def test_what_is_not_there_is_said(tissue: Answer) -> None:
    assert tab.find(asking(tissue, key="0" * 32))["error"] == "forgotten"
    assert tab.find(asking(tissue, model="mnist-conv"))["error"] == "unknown_model"
    assert tab.progress({"sequence": 1, "job": "none"})["error"] == "unknown_job"
    assert tab.open({"sequence": 1, "example": "moon", "seed": 0})["error"] == "bad_request"
    for function in (tab.open, tab.look, tab.find, tab.levels, tab.progress, tab.cancel):
        assert function(None)["error"] == "bad_request"


def test_the_picker_names_every_network_with_its_own_threshold() -> None:
    shown = segment_controls.segment_controls().props
    assert [row["name"] for row in shown["models"]] == segment_controls.networks()
    for row in shown["models"]:
        settings = segment.defaults(row["name"])
        assert (row["threshold"], row["smallest"]) == (settings.threshold, settings.smallest)
        skips = library.require(row["name"]).arguments.get("skips")
        assert row["skips"] == ([1, 2, 3, 4] if skips is None else skips)
        assert f"segment.controls.about.{row['name']}" in texts()
