"""What the map tab answers its page, without a browser, and how the atlases are served."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from starlette.applications import Starlette
from starlette.testclient import TestClient

from playground.backend import jobs, latent, library, manifold, projecting, reconstruct
from playground.backend import map as maps
from playground.imaging.digits import prepare_digit
from playground.measures.layouts import LAYOUTS
from playground.measures.projection import METRICS
from playground.ui import weights
from playground.ui.packing import gray_bytes
from playground.ui.tabs import latent as latent_tab
from playground.ui.tabs import map as tab
from playground.ui.text import texts
from playground.ui.widgets import _source
from tests.imaging.pen import draw as pen

Answer = dict[str, Any]
MODEL = "mnist-vae-16"
SETTINGS = {
    "neighbours": 15,
    "minimum_distance": 0.1,
    "metric": "euclidean",
    "sample": 1000,
    "seed": 0,
    "dimensions": 2,
}


def as_json(answer: Answer) -> Answer:
    """What arrives in the browser; refuses what JSON cannot say."""
    return json.loads(json.dumps(answer, allow_nan=False))


def unpacked(packed: str, kind: str = "u1") -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), kind)


def inflated(packed: str) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8).reshape(-1, 28, 28)


# --- digits on the map --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [MODEL, "mnist-cvae-16", "mnist-conv-10"])
def test_pictures_are_the_decoders_own(model: str) -> None:
    answer = as_json(tab.pictures({"sequence": 3, "model": model, "indices": [7, 0, 9999]}))
    assert (answer["sequence"], answer["model"]) == (3, model)
    expected = maps.pictures(np.array([7, 0, 9999]), model)
    assert np.abs(inflated(answer["pixels"]) / 255 - expected).max() <= 0.5 / 255 + 1e-6


def test_originals_stand_beside_them_only_where_they_are_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = np.arange(2 * 784, dtype=np.float32).reshape(2, 28, 28) % 256 / 255
    monkeypatch.setattr(maps, "originals", lambda indices: pair[: len(indices)])
    answer = as_json(tab.originals({"sequence": 1, "indices": [5, 6]}))
    np.testing.assert_array_equal(inflated(answer["pixels"]), np.rint(pair * 255))
    monkeypatch.setattr(maps, "originals", lambda _: None)
    assert as_json(tab.originals({"sequence": 1, "indices": [5]})) == {"sequence": 1, "pixels": None}


def test_the_ground_is_a_square_of_shifts() -> None:
    answer = as_json(tab.ground({"sequence": 2, "model": "mnist-vae-2", "key": "pca-2"}))
    expected = maps.ground("mnist-vae-2", "pca-2")
    assert (answer["side"], answer["reach"], answer["limit"]) == (48, maps.REACH, maps.LIMIT)
    np.testing.assert_array_equal(unpacked(answer["shifts"], "<f4").reshape(48, 48), expected.shifts)


@pytest.mark.parametrize(
    "model", [name for name in latent.MAPPABLE if name in library.names() and name not in latent.SLIDABLE]
)
def test_models_that_only_the_map_shows_encode_and_decode(model: str) -> None:
    digit = gray_bytes(prepare_digit(1 - pen(3)).picture)
    space = as_json(latent_tab.space({"model": model}))
    assert (space["model"], space["latent_dim"]) == (model, library.require(model).latent_dim)
    encoded = as_json(latent_tab.encode({"sequence": 1, "digit": digit, "model": model, "label": None}))
    decoded = as_json(
        latent_tab.decode({"sequence": 2, "model": model, "code": encoded["mean"], "label": None})
    )
    expected = reconstruct.decode(np.array(encoded["mean"], np.float32), model)
    shown = unpacked(decoded["pixels"]).reshape(28, 28) / 255
    assert np.abs(shown - expected.clip(0, 1)).max() <= 0.5 / 255 + 1e-4


# --- pixels against manifold --------------------------------------------------------------------------


def test_halfway_has_two_middles_and_what_is_read_in_each() -> None:
    answer = as_json(tab.halfway({"sequence": 4, "model": MODEL, "first": 4, "second": 7}))
    expected = manifold.halfway(4, 7, MODEL)
    assert (answer["first"], answer["second"]) == (4, 7)
    for name in ("pixels", "manifold"):
        shown = unpacked(answer[name]).reshape(28, 28) / 255
        assert np.abs(shown - getattr(expected, name)).max() <= 0.5 / 255 + 1e-6
        assert answer[f"{name}_reading"]["label"] == getattr(expected, f"{name}_reading").label
    assert answer["code"] == pytest.approx(expected.code.tolist(), rel=1e-6)


def test_pixels_have_neighbours_and_noise_has_distances() -> None:
    near = as_json(tab.pixel_neighbours({"sequence": 1, "model": MODEL, "index": 3}))
    distances = [one["distance"] for one in near["neighbours"]]
    assert len(distances) == 10
    assert distances == sorted(distances)
    assert 3 not in [one["index"] for one in near["neighbours"]]
    noise = as_json(tab.random_picture({"sequence": 1, "model": MODEL, "seed": 8}))
    expected = manifold.random_picture(8, MODEL)
    assert noise["pixel_distance"] == pytest.approx(expected.pixels.nearest, rel=1e-4)
    assert noise["digit_pixel_spread"] == pytest.approx(expected.usual_pixels.spread, rel=1e-4)
    assert noise["code_distance"] == pytest.approx(expected.code_distance, rel=1e-4)
    assert (
        np.abs(unpacked(noise["pixels"]).reshape(28, 28) / 255 - expected.picture).max() <= 0.5 / 255 + 1e-6
    )


# --- a map computed anew ------------------------------------------------------------------------------


def computed() -> projecting.ComputedMap:
    """A finished map of three digits."""
    return projecting.ComputedMap(
        settings=projecting.MapSettings(MODEL, **SETTINGS),
        indices=np.array([2, 5, 9999], np.int32),
        points=np.array([[0, 1], [-1, 0.5], [0.25, 0]], np.float32),
        trust=np.array([0, 10, 3], np.uint8),
        label_accuracy=2 / 3,
    )


def test_a_map_is_begun_followed_and_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[projecting.MapSettings] = []
    states = iter(
        [
            projecting.Progress("waiting", 2, None, 0.0),
            projecting.Progress("running", None, "layout", 0.25),
            projecting.Progress("done", None, None, 1.0),
        ]
    )
    monkeypatch.setattr(projecting, "start", lambda settings: asked.append(settings) or "job-1")
    monkeypatch.setattr(projecting, "progress", lambda _: next(states))
    monkeypatch.setattr(projecting, "result", lambda _: computed())
    begun = as_json(tab.compute({"sequence": 1, "model": MODEL, **SETTINGS}))
    assert begun == {"sequence": 1, "job": "job-1"}
    assert asked == [projecting.MapSettings(MODEL, **SETTINGS)]

    waiting, running, done = (as_json(tab.progress({"sequence": 2, "job": "job-1"})) for _ in range(3))
    assert (waiting["state"], waiting["place"]) == ("waiting", 2)
    assert (running["state"], running["stage"], running["share"]) == ("running", "layout", 0.25)
    assert "points" not in running
    assert (done["model"], done["settings"], done["dimensions"]) == (MODEL, SETTINGS, 2)
    np.testing.assert_array_equal(unpacked(done["indices"], "<i4"), computed().indices)
    np.testing.assert_array_equal(unpacked(done["points"], "<f4").reshape(3, 2), computed().points)
    np.testing.assert_array_equal(unpacked(done["trust"]), computed().trust)
    assert done["label_accuracy"] == pytest.approx(2 / 3, rel=1e-4)


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (jobs.Busy("Too many wait."), "busy"),
        (jobs.UnknownJob("It is forgotten."), "unknown_job"),
        (jobs.NotDone("It failed."), "failed"),
    ],
)
def test_a_line_that_is_full_and_a_map_that_is_gone_are_said(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, reason: str
) -> None:
    def fail(*_: Any) -> None:
        raise failure

    for name in ("start", "progress", "cancel"):
        monkeypatch.setattr(projecting, name, fail)
    for ask, request in ((tab.compute, {"model": MODEL, **SETTINGS}), (tab.progress, {}), (tab.cancel, {})):
        answer = as_json(ask({"sequence": 1, "job": "job-1", **request}))
        assert answer == {"sequence": 1, "error": reason, "message": str(failure)}
    assert f"map_compute.problem.{reason}" in texts()


# --- refusals -----------------------------------------------------------------------------------------

REQUESTS: list[tuple[Callable[[Any], Answer], Answer]] = [
    (tab.atlas, {"model": MODEL}),
    (tab.pictures, {"model": MODEL, "indices": [1]}),
    (tab.originals, {"indices": [1]}),
    (tab.ground, {"model": MODEL, "key": "umap-2"}),
    (tab.pixel_neighbours, {"model": MODEL, "index": 1}),
    (tab.halfway, {"model": MODEL, "first": 1, "second": 2}),
    (tab.random_picture, {"model": MODEL, "seed": 1}),
    (tab.compute, {"model": MODEL, **SETTINGS}),
]
INDICES = [-1, 10_000, 10**30, 1.5, "1", True, None]
BAD: dict[str, list[Any]] = {
    "model": ["nothing", "../mnist-vae-16", "mnist-classifier", "mnist-conv", None, 5, ["a"]],
    "indices": [[], [-1], [10_000], [1.5], ["1"], [True], [10**30], [0] * 401, None, 5],
    "index": INDICES,
    "first": INDICES,
    "second": INDICES,
    "key": ["", "umap", "umap-4", "computed", None, 5, ["umap-2"], "umap-3"],  # umap-3: it has no ground
    "seed": [-1, 2**32, 1.5, "1", None, True],
    "neighbours": [1, 201, 15.5, "15", None, True],
    "minimum_distance": [-0.1, 1, "0.1", None, True],
    "metric": ["chebyshev", None, 5, ["euclidean"]],
    "sample": [199, 10_001, 10**30, "1000", None],
    "dimensions": [1, 4, "2", None, True],
}


@pytest.mark.parametrize(
    ("ask", "request_", "name", "value"),
    [
        pytest.param(ask, request, name, value, id=f"{ask.__name__}-{name}-{str(value)[:20]}")
        for ask, request in REQUESTS
        for name in request
        for value in BAD[name]
    ],
)
def test_a_bad_request_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[Any], Answer], request_: Answer, name: str, value: Any
) -> None:
    monkeypatch.setattr(maps, "test_digits", lambda: (np.zeros((10_000, 28, 28), np.uint8), None))
    answer = as_json(ask({"sequence": 7, **request_, name: value}))
    assert answer["sequence"] == 7
    assert answer["error"] == ("unknown_model" if name == "model" else "bad_request")
    assert "\n" not in answer["message"]
    assert len(answer["message"]) > 20


@pytest.mark.parametrize(
    "ask", [*(ask for ask, _ in REQUESTS), tab.progress, tab.cancel], ids=lambda ask: ask.__name__
)
@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"sequence": 1}, {"job": 5}], ids=str)
def test_what_is_no_request_at_all_is_refused(ask: Callable[[Any], Answer], nonsense: Any) -> None:
    assert ask(nonsense)["error"] == "bad_request"


# --- the atlas ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served() -> TestClient:
    return TestClient(Starlette(routes=weights.ROUTES))


def test_an_atlas_is_served_whole_and_by_ranges(served: TestClient) -> None:
    address = "/" + as_json(tab.atlas({"model": MODEL}))["url"]
    assert maps.atlas_sha256(MODEL).startswith(address.rpartition("=")[2])
    whole = served.get(address)
    assert whole.content == maps.atlas_file(MODEL).read_bytes()
    assert "immutable" in whole.headers["cache-control"]
    part = served.get(address, headers={"Range": "bytes=8-107"})
    assert part.status_code == 206
    assert part.content == whole.content[8:108]


@pytest.mark.parametrize("name", ["nothing", "mnist-classifier", "..", "%2e%2e%2fsecret", f"{MODEL}/atlas"])
def test_no_other_file_is_ever_served(served: TestClient, name: str) -> None:
    answer = served.get(f"/atlas/{name}.safetensors")
    assert answer.status_code == 404
    assert len(answer.content) < 2000


@pytest.mark.parametrize("model", [name for name in latent.MAPPABLE if name in library.names()])
def test_an_atlas_holds_what_the_page_reads(model: str) -> None:
    with safe_open(maps.atlas_file(model), "np") as file:
        kinds = {name: file.get_slice(name).get_dtype() for name in file.keys()}  # noqa: SIM118
        shapes = {name: file.get_slice(name).get_shape() for name in kinds}
    assert (kinds["codes"], kinds["labels"], kinds["errors"]) == ("F16", "U8", "F16")
    for name in ("readings", "confidences", "rebuilt_readings", "rebuilt_confidences"):
        assert (kinds[name], shapes[name]) == ("U8", [10_000])
    for key in LAYOUTS:
        assert (kinds[f"layout.{key}"], kinds[f"trust.{key}"]) == ("I16", "U8")
        assert shapes[f"layout.{key}"] == [10_000, 3 if "-3" in key else 2]


# --- words --------------------------------------------------------------------------------------------


def listed(script: str, name: str) -> tuple[str, ...]:
    """A list of names that stands in a script of the page."""
    found = _source(script, "js").partition(f"{name} = [")[2].partition("]")[0]
    return tuple(json.loads(f"[{found.strip().rstrip(',')}]"))


def test_the_page_knows_models_maps_and_metrics_as_the_backend_does() -> None:
    assert (*latent.SLIDABLE, *listed("map_atlas", "const MORE")) == latent.MAPPABLE
    assert listed("map", "page.mapKeys") == tuple(LAYOUTS)
    assert listed("map", "page.mapMetrics") == METRICS
    assert listed("map_address", "const SETTINGS") == tab.SETTINGS


def test_the_page_names_every_map_and_stage() -> None:
    keys = {f"map.layouts.{key}" for key in (*LAYOUTS, "computed")}
    keys |= {f"map_compute.state.{stage}" for stage in projecting.STAGES}
    keys |= {f"map_compute.metric.{metric}" for metric in METRICS}
    keys |= {f"map.find.{kind}" for kind in listed("map_find", "page.mapFinds")}
    assert keys - set(texts()) == set()
