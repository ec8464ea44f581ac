"""What the latent tab answers its page, without a browser, and how the weights are served."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from starlette.applications import Starlette
from starlette.testclient import TestClient

from playground.backend import latent, library, reconstruct
from playground.backend.library import UnknownModel
from playground.imaging.digits import prepare_digit
from playground.ui import weights
from playground.ui.packing import gray_bytes, unpack_gray
from playground.ui.tabs import latent as tab
from playground.ui.text import texts
from playground.ui.widgets import _source
from tests.imaging.pen import draw as pen

Answer = dict[str, Any]
DIGIT = gray_bytes(prepare_digit(1 - pen(3)).picture)
OTHER = gray_bytes(prepare_digit(1 - pen(8)).picture)
MODELS = tuple(name for name in latent.SLIDABLE if name in library.names())
PLANES = tuple(name for name in MODELS if library.require(name).latent_dim == 2)


def as_json(answer: Answer) -> Answer:
    """What arrives in the browser; refuses what JSON cannot say."""
    return json.loads(json.dumps(answer, allow_nan=False))


def floats(packed: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), "<f4")


def unpacked(packed: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), np.uint8)


# --- codes and pictures -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_a_space_says_all_that_the_page_needs(model: str) -> None:
    answer = as_json(tab.space({"model": model}))
    size = answer["latent_dim"]
    assert answer["model"] == model
    assert sorted(answer["order"]) == list(range(size))
    for name in ("active", "low", "high", "mean", "deviation"):
        assert len(answer[name]) == size
    assert all(
        low <= mean <= high
        for low, mean, high in zip(answer["low"], answer["mean"], answer["high"], strict=True)
    )
    if answer["kl"] is not None:
        ordered = [answer["kl"][dimension] for dimension in answer["order"]]
        assert ordered == sorted(ordered, reverse=True)
    assert answer["sha256"].startswith(answer["url"].rpartition("=")[2])


@pytest.mark.parametrize("model", MODELS)
def test_a_decoder_names_tensors_that_are_in_the_file_that_is_served(model: str) -> None:
    decoder = tab.space({"model": model})["decoder"]
    if decoder is None:
        assert model == "mnist-conv-10"
        return
    with safe_open(latent.weights_file(model), "np") as file:
        shapes = [file.get_slice(layer["weight"]).get_shape() for layer in decoder["layers"]]
        assert [file.get_slice(layer["bias"]).get_shape() for layer in decoder["layers"]] == [
            [rows] for rows, _ in shapes
        ]
    widths = [shapes[0][1], *(rows for rows, _ in shapes)]
    assert [columns for _, columns in shapes] == widths[:-1]
    assert widths[0] == library.require(model).latent_dim + decoder["labels"]
    assert widths[-1] == 784
    assert [layer["relu"] for layer in decoder["layers"]] == [True] * (len(shapes) - 1) + [False]


@pytest.mark.parametrize("model", MODELS)
def test_a_digit_becomes_a_code_and_a_code_a_picture(model: str) -> None:
    encoded = as_json(tab.encode({"sequence": 3, "digit": DIGIT, "model": model, "label": None}))
    assert encoded["sequence"] == 3
    assert encoded["model"] == model
    conditional = library.require(model).family == "conditional"
    assert encoded["estimated"] is conditional
    assert (encoded["label_probabilities"] is not None) is conditional
    assert encoded["label"] == (3 if conditional else None)
    assert (encoded["std"] is not None) == (library.require(model).family in ("variational", "conditional"))
    decoded = as_json(
        tab.decode({"sequence": 4, "model": model, "code": encoded["mean"], "label": encoded["label"]})
    )
    assert decoded["sequence"] == 4
    expected = reconstruct.reconstruct(unpack_gray(DIGIT, 28, 28), model).picture
    assert np.abs(unpacked(decoded["pixels"]) / 255 - expected.clip(0, 1).ravel()).max() < 0.5 / 255 + 1e-4


@pytest.mark.parametrize("model", MODELS)
def test_a_random_draw_is_the_same_for_the_same_seed(model: str) -> None:
    first, again, other = (
        as_json(tab.random({"model": model, "seed": seed, "label": None})) for seed in (5, 5, 6)
    )
    assert first["seed"] == 5
    assert first == again
    assert first["code"] != other["code"]
    assert len(first["code"]) == library.require(model).latent_dim


def test_a_film_strip_holds_all_numbers_but_one() -> None:
    model, frames = "mnist-conv-10", 3
    space = tab.space({"model": model})
    code = space["mean"]
    answer = as_json(
        tab.strips(
            {
                "sequence": 1,
                "model": model,
                "code": code,
                "label": None,
                "frames": frames,
                "low": space["low"],
                "high": space["high"],
            }
        )
    )
    film = unpacked(answer["pixels"]).reshape(len(code), frames, 28, 28)
    for dimension, frame, value in ((0, 0, space["low"][0]), (7, 2, space["high"][7])):
        moved = [value if at == dimension else number for at, number in enumerate(code)]
        expected = unpacked(
            tab.decode({"sequence": 1, "model": model, "code": moved, "label": None})["pixels"]
        )
        assert np.abs(film[dimension, frame].ravel().astype(int) - expected).max() <= 1


@pytest.mark.parametrize("model", PLANES)
def test_a_plane_holds_every_test_digit(model: str) -> None:
    answer = as_json(tab.points({"model": model}))
    assert floats(answer["codes"]).shape == (20_000,)
    labels = unpacked(answer["labels"])
    assert labels.shape == (10_000,)
    assert set(labels) == set(range(10))
    assert (answer["petals"] is not None) == (model == "mnist-aae-2")


def test_petals_are_those_of_the_prior() -> None:
    petals = as_json({"petals": tab._petals()})["petals"]
    assert len(petals) == 10
    assert petals[0]["centre"] == pytest.approx([2, 0])
    assert petals[0]["angle"] == pytest.approx(0)
    assert all(np.hypot(*petal["centre"]) == pytest.approx(2) for petal in petals)


# --- panels -------------------------------------------------------------------------------------------


@pytest.mark.skipif("mnist-dense-2" not in MODELS, reason="mnist-dense-2 is not trained")
def test_a_line_has_two_sides_with_what_the_judge_reads() -> None:
    answer = as_json(tab.line({"sequence": 2, "first": DIGIT, "second": OTHER, "size": 2}))
    assert answer["sequence"] == 2
    assert [side["model"] for side in answer["sides"]] == ["mnist-dense-2", "mnist-vae-2"]
    steps = len(answer["positions"])
    for side in answer["sides"]:
        assert len(side["confidences"]) == len(side["labels"]) == len(side["mean"]) == steps
        assert len(side["start"]) == len(side["end"]) == 2


def test_evidence_has_an_estimate_for_every_count() -> None:
    answer = as_json(tab.evidence({"sequence": 1, "digit": DIGIT, "model": "mnist-vae-16"}))
    assert len(answer["naive"]) == len(answer["importance"]) == len(answer["counts"])
    assert set(unpacked(answer["binary"])) <= {0, 255}
    assert answer["posterior"] is None
    assert answer["elbo"] <= answer["importance"][-1] + 1


def test_a_bound_adds_up() -> None:
    answer = as_json(tab.bound({"sequence": 1, "digit": DIGIT, "model": "mnist-vae-16"}))
    assert answer["negative_elbo"] == pytest.approx(answer["reconstruction"] + answer["kl"], rel=1e-3)
    assert floats(answer["pixels"]).sum() == pytest.approx(answer["reconstruction"], rel=1e-3)
    assert sum(answer["kl_per_dimension"]) == pytest.approx(answer["kl"], rel=1e-3)


def test_directions_have_a_mean_for_every_label() -> None:
    answer = as_json(tab.directions({"model": "mnist-vae-16"}))
    assert [len(mean) for mean in answer["label_means"]] == [16] * 10
    for name in ("slant", "thickness"):
        assert len(answer[name]["direction"]) == 16
        assert answer[name]["low"] < answer[name]["mean"] < answer[name]["high"]


# --- refusals -----------------------------------------------------------------------------------------

CODE = [0.0] * 16
REQUESTS: list[tuple[Callable[[Any], Answer], Answer]] = [
    (tab.space, {"model": "mnist-vae-16"}),
    (tab.encode, {"digit": DIGIT, "model": "mnist-vae-16", "label": None}),
    (tab.random, {"model": "mnist-vae-16", "seed": 1, "label": None}),
    (tab.decode, {"model": "mnist-vae-16", "code": CODE, "label": None}),
    (
        tab.strips,
        {"model": "mnist-vae-16", "code": CODE, "label": None, "frames": 4, "low": CODE, "high": CODE},
    ),
    (tab.points, {"model": "mnist-vae-2"}),
    (tab.line, {"first": DIGIT, "second": OTHER, "size": 16}),
    (tab.evidence, {"digit": DIGIT, "model": "mnist-vae-16"}),
    (tab.bound, {"digit": DIGIT, "model": "mnist-vae-16"}),
    (tab.directions, {"model": "mnist-vae-16"}),
]
BAD: dict[str, list[Any]] = {
    "model": ["nothing", "../mnist-vae-16", "mnist-classifier", None, 5, ["a"]],
    "digit": ["AAAA", "!", None, 5],
    "first": ["AAAA", None],
    "label": [-1, 10, 11, 1.5, "3", True, 3],  # 3: the model takes none
    "seed": [-1, 2**32, 1.5, "1", None, True],
    "code": [
        [],
        [0.0],
        [0.0] * 17,
        [float("nan")] * 16,
        [float("inf")] * 16,
        [1e5] * 16,
        ["0"] * 16,
        None,
        5,
    ],
    "frames": [0, 1, 65, 10**9, "4", None],
    "low": [[], [0.0], None, [float("nan")] * 16],
    "size": [0, 3, "2", None, True],
}


@pytest.mark.parametrize(
    ("ask", "request_", "name", "value"),
    [
        pytest.param(ask, request, name, value, id=f"{ask.__name__}-{name}-{str(value)[:20]}")
        for ask, request in REQUESTS
        for name in request
        for value in BAD.get(name, ())
    ],
)
def test_a_bad_request_is_refused_in_one_sentence(
    ask: Callable[[Any], Answer], request_: Answer, name: str, value: Any
) -> None:
    answer = as_json(ask({"sequence": 7, **request_, name: value}))
    assert answer["sequence"] == 7
    assert answer["error"] == ("unknown_model" if name == "model" else "bad_request")
    assert "\n" not in answer["message"]
    assert len(answer["message"]) > 20


@pytest.mark.parametrize("ask", [ask for ask, _ in REQUESTS], ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"sequence": 1}], ids=str)
def test_what_is_no_request_at_all_is_refused(ask: Callable[[Any], Answer], nonsense: Any) -> None:
    assert ask(nonsense)["error"] == "bad_request"


def test_a_plane_of_a_longer_code_is_refused() -> None:
    answer = tab.points({"model": "mnist-vae-16"})
    assert answer["error"] == "bad_request"
    assert "no plane" in answer["message"]


def test_a_network_that_is_missing_is_said_and_no_fault_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(*_: Any) -> None:
        raise UnknownModel("mnist-vae-16", ("mnist-pca-64",))

    monkeypatch.setattr("playground.backend.reconstruct.encode", missing)
    answer = tab.encode({"sequence": 1, "digit": DIGIT, "model": "mnist-vae-16", "label": None})
    assert answer["error"] == "model_broken"


# --- the weights --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> TestClient:
    return TestClient(Starlette(routes=weights.ROUTES))


def test_weights_are_served_whole_and_by_ranges(served: TestClient) -> None:
    address = "/" + weights.address("mnist-linear-20", library.require("mnist-linear-20").sha256)
    whole = served.get(address)
    assert whole.content == latent.weights_file("mnist-linear-20").read_bytes()
    assert "immutable" in whole.headers["cache-control"]
    part = served.get(address, headers={"Range": "bytes=8-107"})
    assert part.status_code == 206
    assert part.content == whole.content[8:108]
    assert part.headers["content-range"] == f"bytes 8-107/{len(whole.content)}"


def test_another_training_has_another_address() -> None:
    assert weights.address("mnist-vae-2", "a" * 64) != weights.address("mnist-vae-2", "b" * 64)


@pytest.mark.parametrize(
    "name", ["nothing", "mnist-classifier", "mnist-conv", "..", "%2e%2e%2fsecret", "mnist-linear-20/model"]
)
def test_no_other_file_is_ever_served(served: TestClient, name: str) -> None:
    answer = served.get(f"/weights/{name}.safetensors")
    assert answer.status_code == 404
    assert len(answer.content) < 2000


# --- words --------------------------------------------------------------------------------------------


def test_the_page_knows_the_models_in_the_order_of_the_backend() -> None:
    script = _source("latent", "js")
    listed = script.partition("page.slidable = [")[2].partition("]")[0]
    assert tuple(json.loads(f"[{listed.strip().rstrip(',')}]")) == latent.SLIDABLE
    assert f'const DEFAULT_MODEL = "{latent.DEFAULT_MODEL}";' in script


def test_the_page_names_every_model_and_start() -> None:
    keys = {f"models.{name}.title" for name in latent.SLIDABLE}
    keys |= {
        f"latent.{part}.{kind}"
        for part in ("start", "picture.begun")
        for kind in ("digit", "example", "random", "mean")
    }
    assert keys - set(texts()) == set()
