"""What the panels' Python says: histories as JSON, constants handed to scripts."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from playground.backend import learning as backend
from playground.backend import library
from playground.measures.likelihood import GAUSSIAN_SCALE, LAPLACE_SCALE
from playground.ui.widgets.checkerboard import checkerboard
from playground.ui.widgets.learning import history
from playground.ui.widgets.likelihood import likelihood


@pytest.mark.parametrize("model", [row.name for row in library.describe() if row.dataset == "mnist"])
def test_history_is_json_and_holds_what_was_kept(model: str) -> None:
    learned = backend.learning(model)
    answer = json.loads(json.dumps(history({"model": model})))
    assert answer["model"] == model
    assert answer["epochs"] == learned.epochs
    assert len(answer["train_loss"]) == len(answer["validation_loss"]) == len(learned.epochs)
    assert [row["epoch"] for row in answer["snapshots"]] == learned.snapshot_epochs
    for row, pictures in zip(answer["snapshots"], learned.snapshots, strict=True):
        shown = np.frombuffer(base64.b64decode(row["pictures"]), np.uint8).reshape(pictures.shape)
        np.testing.assert_allclose(shown / 255, pictures, atol=0.5 / 255)


def test_autoencoders_kept_pictures_of_ten_digits() -> None:
    answer = history({"model": "mnist-dense-32"})
    assert answer["snapshots"][0]["epoch"] == 0
    assert answer["snapshots"][-1]["epoch"] == answer["epochs"][-1]
    assert all(len(base64.b64decode(row["pictures"])) == 10 * 784 for row in answer["snapshots"])


def test_pca_has_no_history() -> None:
    answer = history({"model": "mnist-pca-64"})
    assert answer["epochs"] == answer["train_loss"] == answer["snapshots"] == []


@pytest.mark.parametrize(
    "request_",
    [{"model": "../mnist-dense-32"}, {"model": "nothing"}, {"model": None}, {}, None, "mnist-dense-32"],
)
def test_what_is_no_model_is_refused_by_name(request_: object) -> None:
    answer = history(request_)  # type: ignore[arg-type]
    assert answer["error"] == "unknown_model"
    assert "There is no model called" in answer["message"]


def test_scripts_get_the_constants_of_the_measures() -> None:
    assert likelihood().props == {"laplace_scale": LAPLACE_SCALE, "gaussian_scale": GAUSSIAN_SCALE}
    assert checkerboard().props["white_noise"] == pytest.approx(55 / 784)
