"""What the sample tab answers its page, without a browser."""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from playground.backend import library, neighbours, sample
from playground.backend.latent import SLIDABLE
from playground.backend.library import UnknownModel
from playground.imaging.digits import prepare_digit
from playground.measures import flower
from playground.ui.packing import gray_bytes
from playground.ui.tabs import sample as tab
from playground.ui.text import texts
from playground.ui.widgets import _source
from tests.imaging.pen import draw as pen

Answer = dict[str, Any]
DIGITS = [gray_bytes(prepare_digit(1 - pen(label)).picture) for label in (3, 8, 5)]
PLAIN = "mnist-vae-16"
CONDITIONAL = "mnist-cvae-16"
FLOWER = "mnist-aae-2"


def drawing(**changes: Any) -> Answer:
    """What the page sends for a sheet."""
    asked = {"sequence": 7, "model": PLAIN, "view": "grid", "count": 12, "seed": 3, "temperature": 1.0}
    return {**asked, "label": None, **changes}


def walking(**changes: Any) -> Answer:
    """What the page sends for a way between two digits."""
    ends = {"first": {"digit": DIGITS[0]}, "second": {"digit": DIGITS[1]}}
    return {"sequence": 8, "model": PLAIN, **ends, "steps": 5, "method": "linear", "label": None, **changes}


def unpacked(pixels: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(pixels), np.uint8)


def pictures_of(answer: Answer, name: str = "pixels") -> np.ndarray:
    """The bytes of many pictures, (N, 784)."""
    return np.frombuffer(zlib.decompress(base64.b64decode(answer[name])), np.uint8).reshape(-1, 784)


def codes_of(answer: Answer) -> np.ndarray:
    """The codes (N, K) of an answer."""
    return np.frombuffer(base64.b64decode(answer["codes"]), "<f4").reshape(-1, answer["latent_dim"])


def as_json(answer: Answer) -> Answer:
    """What arrives in the browser; refuses what JSON cannot say."""
    assert "error" not in answer, answer
    return json.loads(json.dumps(answer, allow_nan=False))


# --- sheets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", SLIDABLE)
def test_every_model_draws_a_sheet(model: str) -> None:
    answer = as_json(tab.draw(drawing(model=model)))
    assert answer["sequence"] == 7
    assert (answer["model"], answer["count"], answer["columns"]) == (model, 12, None)
    assert answer["prior"] == sample.prior_of(model)
    assert answer["sha256"] == library.require(model).sha256
    assert codes_of(answer).shape == (12, library.require(model).latent_dim)
    assert pictures_of(answer).shape == (12, 784)
    assert (answer["labels"] is not None) == (answer["conditional"] or answer["prior"] == "flower")


def test_the_same_seed_draws_the_same_sheet_and_another_one_another() -> None:
    first, again, other = (tab.draw(drawing(seed=seed)) for seed in (3, 3, 4))
    assert first == again
    assert first["codes"] != other["codes"]
    assert first["pixels"] != other["pixels"]


def test_pixels_and_codes_are_those_of_the_backend() -> None:
    answer, drawn = tab.draw(drawing()), sample.sample(PLAIN, 12, 3)
    np.testing.assert_array_equal(codes_of(answer), drawn.codes)
    np.testing.assert_array_equal(pictures_of(answer), np.rint(drawn.pictures.reshape(12, -1) * 255))
    assert len(json.dumps(answer)) < 10_000, "thirty phones share one wifi"


@pytest.mark.parametrize("model", [CONDITIONAL, FLOWER])
def test_a_label_is_kept_for_all(model: str) -> None:
    answer = tab.draw(drawing(model=model, label=6))
    assert set(unpacked(answer["labels"])) == {6}
    assert answer["asked_label"] == 6


def test_rows_are_styles_or_labels() -> None:
    styles = as_json(tab.draw(drawing(model=CONDITIONAL, view="styles")))
    labels = as_json(tab.draw(drawing(model=CONDITIONAL, view="labels")))
    for answer in (styles, labels):
        assert (answer["count"], answer["columns"]) == (100, 10)
    np.testing.assert_array_equal(unpacked(styles["labels"]), np.tile(np.arange(10), 10))
    np.testing.assert_array_equal(unpacked(labels["labels"]), np.arange(10).repeat(10))
    rows, columns = (codes_of(answer).reshape(10, 10, -1) for answer in (styles, labels))
    np.testing.assert_array_equal(rows, columns.transpose(1, 0, 2))
    assert (rows == rows[:, :1]).all(), "one style a row"


@pytest.mark.parametrize("model", ["mnist-vae-2", "mnist-dense-2"])
def test_a_plane_is_twenty_by_twenty_and_random_nowhere(model: str) -> None:
    answer = as_json(tab.draw(drawing(model=model, view="manifold")))
    assert (answer["count"], answer["columns"]) == (400, 20)
    assert answer["seed"] is answer["temperature"] is None


def test_the_flower_says_where_its_petals_are() -> None:
    answer = as_json(tab.draw(drawing(model=FLOWER, view="flower")))
    assert (answer["count"], answer["columns"]) == (441, 21)
    density, petals = unpacked(answer["density"]), unpacked(answer["petals"])
    assert density.max() == 255
    assert set(petals) == set(range(10))
    codes = codes_of(answer)
    right = int(np.argmin(np.linalg.norm(codes - [flower.RADIUS, 0], axis=1)))
    assert petals[right] == 0


# --- quality and neighbours ---------------------------------------------------------------------------


def test_quality_is_that_of_the_sheet_beside_real_digits() -> None:
    answer = as_json(tab.quality(drawing(count=40)))
    labels = unpacked(answer["labels"])
    assert len(labels) == len(unpacked(answer["confidences"])) == 40
    np.testing.assert_allclose(answer["histogram"], np.bincount(labels, minlength=10) / 40, rtol=1e-4)
    assert sum(answer["real_histogram"]) == pytest.approx(1, abs=1e-3)
    assert answer["confidence"]["real"] > 0.9
    for figure in ("confidence", "diversity"):
        assert answer[figure]["samples"] > 0.5 * answer[figure]["real"]
    pictures = pictures_of(tab.draw(drawing(count=40))) / 255
    distances = [np.linalg.norm(one - other) for at, one in enumerate(pictures) for other in pictures[:at]]
    assert answer["diversity"]["samples"] == pytest.approx(np.mean(distances), rel=0.01)


def test_one_digit_has_no_diversity() -> None:
    assert as_json(tab.quality(drawing(count=1)))["diversity"]["samples"] is None


def test_a_plain_autoencoder_is_read_less_surely_than_a_vae() -> None:
    vae, dense = (
        tab.quality(drawing(model=model, count=200))["confidence"]["samples"]
        for model in (PLAIN, "mnist-dense-16")
    )
    assert vae > dense


def test_neighbours_are_the_nearest_and_have_a_distance_to_compare_with() -> None:
    code = sample.sample(PLAIN, 1, 5).codes[0]
    answer = as_json(tab.nearest({"sequence": 1, "model": PLAIN, "code": code.tolist()}))
    assert [row["distance"] for row in answer["neighbours"]] == sorted(
        row["distance"] for row in answer["neighbours"]
    )
    assert [row["index"] for row in answer["neighbours"]] == [
        row.index for row in neighbours.nearest(code, PLAIN)
    ]
    assert all(unpacked(row["pixels"]).shape == (784,) for row in answer["neighbours"])
    assert answer["typical"] > 0


# --- between digits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["linear", "spherical"])
@pytest.mark.parametrize("steps", [2, 5, 100])
def test_a_way_has_as_many_steps_as_asked_for(method: str, steps: int) -> None:
    answer = as_json(tab.between(walking(method=method, steps=steps)))
    assert answer["steps"] == steps
    assert codes_of(answer).shape == (steps, 16)
    assert pictures_of(answer).shape == pictures_of(answer, "blends").shape == (steps, 784)
    assert answer["label"] is None


def test_pixels_are_mixed_from_the_digits_themselves() -> None:
    blends = pictures_of(tab.between(walking()), "blends")
    first, second = (unpacked(digit) for digit in DIGITS[:2])
    np.testing.assert_array_equal(blends[0], first)
    np.testing.assert_array_equal(blends[-1], second)
    np.testing.assert_allclose(blends[2], (first.astype(float) + second) / 2, atol=0.51)


def test_a_sample_is_taken_by_its_code() -> None:
    drawn = sample.sample(PLAIN, 2, 5)
    first, second = ({"code": code.tolist(), "label": None} for code in drawn.codes)
    answer = tab.between(walking(first=first, second=second))
    np.testing.assert_allclose(codes_of(answer)[[0, -1]], drawn.codes, rtol=1e-6)
    ends = pictures_of(answer, "blends")[[0, -1]]
    np.testing.assert_array_equal(ends, np.rint(drawn.pictures.reshape(2, 784) * 255))


def test_on_the_sphere_codes_keep_their_length() -> None:
    drawn = sample.sample(PLAIN, 2, 5)
    first, second = ({"code": code.tolist()} for code in drawn.codes)
    lengths = {}
    for method in ("linear", "spherical"):
        codes = codes_of(tab.between(walking(first=first, second=second, method=method)))
        lengths[method] = np.linalg.norm(codes, axis=1)
    assert lengths["linear"][2] < lengths["spherical"][2]
    assert lengths["spherical"][2] == pytest.approx(lengths["spherical"][[0, -1]].mean(), rel=1e-4)


def test_a_conditional_way_keeps_one_label() -> None:
    estimated = as_json(tab.between(walking(model=CONDITIONAL)))
    assert (estimated["label"], estimated["estimated"]) == (3, True)
    told = tab.between(walking(model=CONDITIONAL, label=7))
    assert (told["label"], told["estimated"]) == (7, False)
    sample_end = {"code": [0.0] * 16, "label": 4}
    assert tab.between(walking(model=CONDITIONAL, first=sample_end))["label"] == 4


def test_a_film_shows_both_ways_side_by_side() -> None:
    answer = as_json(tab.film(walking(steps=4)))
    with Image.open(io.BytesIO(base64.b64decode(answer["gif"]))) as gif:
        assert gif.width > 2 * gif.height
        assert len(list(ImageSequence.Iterator(gif))) == 6


def test_arithmetic_gives_back_the_third_where_nothing_is_added() -> None:
    asked = {"sequence": 2, "model": PLAIN, "first": DIGITS[0], "second": DIGITS[0], "third": DIGITS[2]}
    answer = as_json(tab.arithmetic(asked))
    assert len(answer["parts"]) == 3
    difference = unpacked(answer["pixels"]).astype(int) - unpacked(answer["parts"][2])
    assert np.abs(difference).max() <= 1
    assert len(answer["code"]) == 16


def test_arithmetic_with_a_conditional_model_changes_the_style_of_the_third() -> None:
    terms = {"first": DIGITS[0], "second": DIGITS[1], "third": DIGITS[2]}
    assert as_json(tab.arithmetic({"sequence": 2, "model": CONDITIONAL, **terms}))["label"] == 5


# --- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"count": 0},
        {"count": -1},
        {"count": 401},
        {"count": 10**9},
        {"count": 1.5},
        {"count": True},
        {"count": "12"},
        {"count": None},
        {"seed": -1},
        {"seed": 2**32},
        {"seed": 0.5},
        {"temperature": float("nan")},
        {"temperature": float("inf")},
        {"temperature": -0.1},
        {"temperature": 3.01},
        {"temperature": "hot"},
        {"label": 3},
        {"model": CONDITIONAL, "label": 11},
        {"model": CONDITIONAL, "label": -1},
        {"model": CONDITIONAL, "label": "3"},
        {"model": FLOWER, "label": 10},
        {"view": "spiral"},
        {"view": None},
        {"view": "styles"},
        {"view": "manifold"},
        {"view": "flower"},
        {"view": "manifold", "model": FLOWER},
    ],
    ids=str,
)
@pytest.mark.parametrize("ask", [tab.draw, tab.quality], ids=lambda ask: ask.__name__)
def test_a_sheet_that_cannot_be_drawn_is_refused_in_one_sentence(
    ask: Callable[[Answer], Answer], changes: dict[str, Any]
) -> None:
    answer = ask(drawing(**changes))
    assert (answer["sequence"], answer["error"]) == (7, "bad_request")
    assert "\n" not in answer["message"]
    assert len(answer["message"]) > 20


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 1},
        {"steps": 101},
        {"steps": "5"},
        {"method": "winding"},
        {"method": None},
        {"label": 11},
        {"label": 3},
        {"first": DIGITS[0]},
        {"first": {}},
        {"first": {"digit": "AAAA"}},
        {"first": {"digit": DIGITS[0], "code": [0.0] * 16}},
        {"second": {"code": [0.0] * 15}},
        {"second": {"code": [float("nan")] * 16}},
        {"second": {"code": [float("inf")] * 16}},
        {"second": {"code": [1e5] * 16}},
        {"second": {"code": [10**400] * 16}},
        {"second": {"code": "0"}},
        {"second": {"code": [0.0] * 16, "label": 11}},
    ],
    ids=lambda changes: str(changes)[:60],
)
@pytest.mark.parametrize("ask", [tab.between, tab.film], ids=lambda ask: ask.__name__)
def test_a_way_that_cannot_be_gone_is_refused_in_one_sentence(
    ask: Callable[[Answer], Answer], changes: dict[str, Any]
) -> None:
    answer = ask(walking(**changes))
    assert (answer["sequence"], answer["error"]) == (8, "bad_request")
    assert "\n" not in answer["message"]
    assert len(answer["message"]) > 20


ASKS = (tab.draw, tab.quality, tab.nearest, tab.between, tab.film, tab.arithmetic)


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"sequence": 1}, {"model": PLAIN}], ids=str)
def test_what_is_no_request_at_all_is_refused(ask: Callable[[Any], Answer], nonsense: Any) -> None:
    assert ask(nonsense)["error"] == "bad_request"


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("model", ["nothing", "../mnist-vae-16", "mnist-classifier", None, 5, ["a"]], ids=str)
def test_a_model_that_does_something_else_is_refused_by_name(
    ask: Callable[[Any], Answer], model: Any
) -> None:
    terms = {"first": DIGITS[0], "second": DIGITS[1], "third": DIGITS[2]}
    others = terms if ask is tab.arithmetic else {**walking(), **drawing()}
    answer = ask({**others, "code": [0.0], "model": model})
    assert answer["error"] == "unknown_model"
    assert "There is no model called" in answer["message"]


def test_a_model_that_is_missing_is_said_and_no_fault_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(*_: Any) -> None:
        raise UnknownModel(PLAIN, ("mnist-dense-32",))

    monkeypatch.setattr("playground.backend.sample.sample", missing)
    answer = tab.draw(drawing())
    assert answer["error"] == "model_broken"
    assert PLAIN in answer["message"]


# --- words and scripts --------------------------------------------------------------------------------


def test_the_page_names_every_view_and_prior() -> None:
    keys = {f"sample.controls.{part}.{view}" for part in ("views", "explained") for view in tab.VIEWS}
    keys |= {f"sample_meaning.{part}.{prior}" for part in ("seen", "length") for prior in PRIORS}
    keys |= {f"sample.grid.prior.{prior}" for prior in PRIORS}
    keys |= {f"models.{model}.title" for model in SLIDABLE}
    assert keys - set(texts()) == set()


PRIORS = ("normal", "flower", "matched")


def test_the_scripts_know_limits_and_the_flower() -> None:
    script = _source("sample", "js")
    assert f'const flower = "{FLOWER}";' in script
    assert f"count: {sample.LARGEST_COUNT}, seed: 2 ** 32 - 1, temperature: 3 }}" in script
    sizes = f"styles: {10 * tab.STYLES}, labels: {10 * tab.STYLES}, manifold: {tab.MANIFOLD_SIDE**2}"
    assert f"{sizes}, flower: {tab.FLOWER_SIDE**2} }}" in _source("sample_controls", "js")


def test_the_formula_of_the_flower_has_its_measures() -> None:
    formula = _source("sample_meaning", "html").split('data-prior="flower"')[1].split("</math>")[0]
    for value in (flower.RADIUS, flower.ALONG, flower.ACROSS, 360 / flower.PETALS):
        assert f"<mn>{value:g}</mn>" in formula
