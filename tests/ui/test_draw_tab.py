"""What the draw tab answers its page, without a browser."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio.processing_utils import get_upload_folder
from PIL import Image

from playground.backend.draw import DUEL
from playground.backend.library import UnknownModel
from playground.imaging.picture_error import REASONS
from playground.ui.packing import gray_bytes
from playground.ui.tabs import draw as tab
from playground.ui.text import texts
from tests.imaging.pen import draw as pen


def request(label: int = 3, **changes: Any) -> dict[str, Any]:
    """What pad.js sends of a digit: dark ink on white paper."""
    ink = gray_bytes(1 - pen(label))
    return {"sequence": 7, "ink": ink, "width": 112, "height": 112, "photo": False, **changes}


def unpacked(pixels: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(pixels), np.uint8)


def test_one_look_answers_everything_the_panels_paint() -> None:
    answer = tab.look(request())
    assert (answer["sequence"], answer["empty"], answer["inverted"]) == (7, False, True)
    assert tuple(answer["models"]) == DUEL
    for row in answer["models"].values():
        assert unpacked(row["reconstruction"]).shape == (784,)
        assert 0 <= row["percentile"] <= 100
    assert [len(answer["models"][name]["latent"]) for name in DUEL] == [20, 20, 32, 10, 256, 256]
    assert [answer["models"][name]["latent_dim"] for name in DUEL] == [20, 20, 32, 10, 12544, 12544]
    assert answer["reading"]["label"] == 3
    assert sum(answer["reading"]["probabilities"]) == pytest.approx(1, abs=1e-3)
    assert [stage["name"] for stage in answer["stages"]] == ["input", "polarity", "crop", "scale", "centre"]
    for stage in answer["stages"]:
        assert unpacked(stage["pixels"]).size == stage["width"] * stage["height"]
    assert unpacked(answer["difference"]["pixels"]).shape == (784,)
    json.dumps(answer, allow_nan=False)


def test_an_answer_is_small_enough_for_thirty_phones_on_one_wifi() -> None:
    assert len(json.dumps(tab.look(request()))) < 50_000


def test_the_error_after_is_that_of_the_duels_dense_network() -> None:
    answer = tab.look(request())
    assert answer["error_after"] == answer["models"]["mnist-dense-32"]["mse"]
    prepared, rebuilt = (
        unpacked(pixels).astype(float) / 255
        for pixels in (answer["prepared"], answer["models"]["mnist-dense-32"]["reconstruction"])
    )
    assert np.mean((prepared - rebuilt) ** 2) == pytest.approx(answer["error_after"], rel=0.05)


def test_preprocessing_helps_a_small_digit_in_a_corner() -> None:
    answer = tab.look(request(ink=gray_bytes(1 - pen(3, centre=(24, 24), height=32, pen=5))))
    assert answer["error_after"] < answer["error_before"] / 3


def test_a_step_that_is_off_is_not_taken() -> None:
    answer = tab.look(request(steps=["crop", "scale", "centre"]))
    assert answer["inverted"] is False
    assert unpacked(answer["stages"][1]["pixels"])[0] == 255


def test_the_size_of_pca_is_chosen() -> None:
    sizes = {size: tab.look(request(pca_components=size))["models"]["mnist-pca-64"] for size in (10, 64)}
    assert [len(row["latent"]) for row in sizes.values()] == [10, 64]
    assert sizes[64]["mse"] < sizes[10]["mse"]


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_an_even_sheet_is_empty(level: float) -> None:
    answer = tab.look(request(ink=gray_bytes(np.full((112, 112), level))))
    assert answer == {"sequence": 7, "empty": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"ink": "AAAA"},
        {"ink": None},
        {"ink": "!"},
        {"width": 0, "ink": ""},
        {"width": 1e9},
        {"width": 100_000, "height": 100_000},
        {"width": "112"},
        {"width": True, "height": 1},
        {"pca_components": 21},
        {"pca_components": "20"},
        {"pca_components": [20]},
        {"steps": 5},
        {"steps": None},
    ],
    ids=str,
)
def test_a_bad_request_is_refused_in_one_sentence(changes: dict[str, Any]) -> None:
    answer = tab.look(request(**changes))
    assert answer["error"] == "bad_request"
    assert "\n" not in answer["message"]


@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"sequence": 1}], ids=str)
def test_what_is_no_request_at_all_is_refused(nonsense: Any) -> None:
    assert tab.look(nonsense)["error"] == "bad_request"


def test_a_model_that_is_missing_is_said_and_no_fault_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> None:
        raise UnknownModel("mnist-conv", ("mnist-pca-64",))

    monkeypatch.setattr("playground.backend.draw.look", missing)
    answer = tab.look(request())
    assert answer["error"] == "model_broken"
    assert "mnist-conv" in answer["message"]


# --- uploads ------------------------------------------------------------------------------------------


def upload(name: str, content: bytes) -> dict[str, str]:
    """A file as Gradio's upload leaves it."""
    folder = Path(get_upload_folder()) / "test-draw-tab"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return {"path": str(path)}


def upload_picture(name: str, picture: np.ndarray) -> dict[str, str]:
    sent = upload(name, b"")
    Image.fromarray((picture * 255).astype(np.uint8)).save(sent["path"])
    return sent


def test_an_uploaded_picture_comes_back_gray_and_small() -> None:
    picture = np.ones((600, 900, 3))
    picture[:, 450:] = (1, 0, 0)
    answer = tab.open(upload_picture("wide.png", picture))
    assert (answer["width"], answer["height"]) == (224, 149)
    rows = unpacked(answer["pixels"]).reshape(149, 224)
    assert (rows[0, 0], rows[0, -1]) == (255, 76)  # the luminance of red


def test_a_small_picture_keeps_its_size() -> None:
    answer = tab.open(upload_picture("small.png", np.eye(28)))
    assert (answer["width"], answer["height"]) == (28, 28)


def test_an_opened_picture_can_be_sent_to_look_as_a_photo() -> None:
    opened = tab.open(upload_picture("three.png", 1 - 0.6 * pen(3, size=(400, 300), height=200, pen=24)))
    answer = tab.look(
        request(ink=opened["pixels"], width=opened["width"], height=opened["height"], photo=True)
    )
    assert answer["reading"]["label"] == 3


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"no picture", "not_a_picture"), (b"<svg></svg>", "vector")]
)
def test_a_file_that_is_no_picture_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    answer = tab.open(upload("bad.png", content))
    assert answer["error"] == reason
    assert answer["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../../etc/passwd",
        "",
        ".",
        "http://example.com/a.png",
        "x\0y",
        None,
        5,
        ["a"],
        "a" * 9999,
    ],
    ids=lambda path: str(path)[:30],
)
def test_only_uploads_are_opened(path: Any) -> None:
    assert tab.open({"path": path})["error"] == "not_an_upload"


@pytest.mark.parametrize(
    "reason", [*REASONS, "not_an_upload", "bad_request", "model_broken", "unknown", "upload_failed", "camera"]
)
def test_the_page_has_words_for_every_reason(reason: str) -> None:
    assert f"errors.{reason}" in texts()


def test_a_link_out_of_the_upload_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("L", (28, 28)).save(secret)
    link = Path(upload("link.png", b"")["path"])
    link.unlink()
    link.symlink_to(secret)
    assert tab.open({"path": str(link)})["error"] == "not_an_upload"
    link.unlink()


def test_examples_are_real_digits_with_their_labels() -> None:
    rows = tab.examples({})
    assert {row["label"] for row in rows} == set(range(10))
    assert {row["source"] for row in rows} <= {"scikit-learn", "mnist"}
    for row in rows:
        assert unpacked(row["pixels"]).size == 784
