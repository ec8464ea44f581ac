"""What the noise tab answers its page, without a browser."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.backend.first_layer import FILTER_NETWORKS
from playground.backend.library import UnknownModel
from playground.backend.noise import ENCODERS
from playground.backend.noise_curves import BEST_NETWORK, CLASSICAL, NETWORKS
from playground.imaging.corruption import LARGEST_AMOUNT, NOISES
from playground.imaging.digits import prepare_digit
from playground.ui import digits
from playground.ui.packing import gray_bytes
from playground.ui.tabs import noise as tab
from playground.ui.text import texts
from playground.ui.widgets import _source
from playground.ui.widgets.pad import pad
from tests.imaging.pen import draw as pen

Answer = dict[str, Any]
DIGIT = gray_bytes(prepare_digit(1 - pen(3)).picture)


def request(**changes: Any) -> Answer:
    """What the page sends of a noisy 3."""
    asked = {"sequence": 7, "digit": DIGIT, "noise": "gaussian", "amount": 0.5, "seed": 3, "position": None}
    return {**asked, **changes}


def unpacked(pixels: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(pixels), np.uint8)


def as_json(answer: Answer) -> Answer:
    """What arrives in the browser; refuses what JSON cannot say."""
    return json.loads(json.dumps(answer, allow_nan=False))


# --- networks and filters -----------------------------------------------------------------------------


@pytest.mark.parametrize("noise", NOISES)
def test_one_look_answers_every_network_and_how_far_codes_move(noise: str) -> None:
    answer = as_json(tab.look(request(noise=noise)))
    assert answer["sequence"] == 7
    assert tuple(row["model"] for row in answer["answers"]) == NETWORKS
    assert tuple(row["model"] for row in answer["movement"]) == ENCODERS
    for row in (answer["noisy"], *answer["answers"]):
        assert unpacked(row["pixels"]).shape == (784,)
        assert -1 <= row["ssim"] <= 1
    assert all(row["distance"] > 0 and row["relative_jacobian"] > 0 for row in answer["movement"])


def test_the_psnr_is_that_of_the_pixels_that_are_sent() -> None:
    answer = tab.look(request())
    clean = unpacked(DIGIT) / 255
    for row in (answer["noisy"], *answer["answers"]):
        error = np.mean((unpacked(row["pixels"]) / 255 - clean) ** 2)
        assert row["psnr"] == pytest.approx(-10 * np.log10(error), abs=0.05)


def test_the_same_seed_gives_the_same_pixels_and_another_one_others() -> None:
    first, again, other = (tab.look(request(seed=seed))["noisy"]["pixels"] for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_without_noise_nothing_is_lost_and_no_verdict_is_given() -> None:
    answer = as_json(tab.look(request(amount=0)))
    assert answer["noisy"]["pixels"] == DIGIT
    assert answer["noisy"]["psnr"] is None
    assert {row["verdict"] for row in answer["answers"]} == {""}


def test_every_verdict_names_the_range_of_the_training() -> None:
    answers = {row["model"]: row for row in tab.look(request(amount=1.0))["answers"]}
    assert answers["mnist-dense-32"]["verdict"] == "untrained"
    assert answers["mnist-dense-32"]["trained"] is None
    assert answers[BEST_NETWORK]["verdict"] == "beyond"
    assert answers[BEST_NETWORK]["trained"]["kind"] == "gaussian"
    assert answers[BEST_NETWORK]["trained"]["high"] < 1
    assert answers["mnist-stacked-denoising"]["verdict"] == "unseen"
    assert answers["mnist-stacked-denoising"]["trained"]["kind"] == "masking"


def test_classical_filters_answer_in_a_request_of_their_own() -> None:
    answer = as_json(tab.classical(request()))
    assert answer["sequence"] == 7
    assert tuple(row["name"] for row in answer["filters"]) == CLASSICAL
    assert [row["strength"] is None for row in answer["filters"]] == [name == "pca" for name in CLASSICAL]
    noisy = tab.look(request())["noisy"]["psnr"]
    assert all(row["psnr"] > noisy for row in answer["filters"])


def test_the_block_is_where_it_was_put() -> None:
    answer = tab.look(request(noise="occlusion", amount=0.25, position=[0, 1]))
    rows = unpacked(answer["noisy"]["pixels"]).reshape(28, 28)
    assert (rows[-7:, :7] == 128).all()


def test_an_answer_is_small_enough_for_thirty_phones_on_one_wifi() -> None:
    assert len(json.dumps(tab.look(request()))) < 10_000


# --- curves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", NOISES)
def test_a_curve_has_every_network_and_filter_at_every_amount(noise: str) -> None:
    answer = as_json(tab.curve({"sequence": 1, "digit": DIGIT, "noise": noise, "seed": 0}))
    assert answer["noise"] == noise
    for part in (answer["digit"], answer["mean"]):
        assert tuple(part["networks"]) == NETWORKS
        assert tuple(part["filters"]) == CLASSICAL
        rows = (part["noisy"], *part["networks"].values(), *part["filters"].values())
        assert {len(row) for row in rows} == {len(part["amounts"])}
        assert part["amounts"][0] == 0
        assert part["amounts"][-1] == LARGEST_AMOUNT[noise]
        assert part["noisy"][0] is None, "no noise, no error"
        assert part["crossing"] is None or 0 <= part["crossing"] <= LARGEST_AMOUNT[noise]


# --- panels -------------------------------------------------------------------------------------------


def test_a_walk_begins_with_the_noisy_picture() -> None:
    answer = as_json(tab.walk(request(model=BEST_NETWORK)))
    assert answer["model"] == BEST_NETWORK
    assert len(answer["steps"]) == 11
    noisy = tab.look(request())["noisy"]
    assert answer["steps"][0] == {"pixels": noisy["pixels"], "psnr": noisy["psnr"]}


@pytest.mark.parametrize("model", FILTER_NETWORKS)
def test_filters_come_as_signed_pictures_with_one_response_each(model: str) -> None:
    answer = as_json(tab.kernels({"model": model}))
    count = answer["count"]
    assert unpacked(answer["pixels"]).shape == (count * 784,)
    assert answer["bound"] > 0
    assert answer["concentration"] == sorted(answer["concentration"], reverse=True)
    said = as_json(tab.responses({"sequence": 2, "digit": DIGIT, "model": model}))
    assert len(said["responses"]) == count
    assert all(0 <= value <= 1 for value in said["responses"])


def test_a_stack_draws_as_many_digits_as_asked_for() -> None:
    asked = {"sequence": 4, "digit": DIGIT, "layer": 2, "count": 5, "seed": 9}
    answer = as_json(tab.sample(asked))
    assert len(answer["pictures"]) == len(answer["labels"]) == 5
    assert set(answer["labels"]) <= set(range(10))
    assert unpacked(answer["mean"]).shape == (784,)
    assert tab.sample(asked) == answer


def test_the_experiment_has_three_arms_and_a_reference() -> None:
    answer = as_json(tab.experiment({}))
    assert {row["arm"] for row in answer["rows"]} == {"none", "stacked", "stacked-denoising"}
    assert all(len(row["errors"]) == 3 for row in answer["rows"])
    assert answer["vincent"] == {"stacked": 1.40, "stacked-denoising": 1.28}


# --- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"digit": "AAAA"},
        {"digit": "!"},
        {"digit": None},
        {"digit": 5},
        {"noise": "rain"},
        {"noise": None},
        {"amount": 1.01},
        {"amount": -0.1},
        {"amount": float("nan")},
        {"amount": "0.5"},
        {"amount": None},
        {"amount": True},
        {"seed": -1},
        {"seed": 2**32},
        {"seed": 1.5},
        {"seed": "1"},
        {"position": [0.5]},
        {"position": [2, 0]},
        {"position": [float("nan"), 0]},
        {"position": "middle"},
        {"position": [True, 0]},
    ],
    ids=str,
)
@pytest.mark.parametrize("ask", [tab.look, tab.classical], ids=lambda ask: ask.__name__)
def test_a_bad_request_is_refused_in_one_sentence(
    ask: Callable[[Answer], Answer], changes: dict[str, Any]
) -> None:
    answer = ask(request(**changes))
    assert answer["sequence"] == 7
    assert answer["error"] == "bad_request"
    assert "\n" not in answer["message"]
    assert len(answer["message"]) > 20


@pytest.mark.parametrize(
    "ask", [tab.look, tab.classical, tab.curve, tab.walk, tab.kernels, tab.responses, tab.sample]
)
@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"sequence": 1}, {"digit": DIGIT}], ids=str)
def test_what_is_no_request_at_all_is_refused(ask: Callable[[Any], Answer], nonsense: Any) -> None:
    assert ask(nonsense)["error"] == "bad_request"


@pytest.mark.parametrize(
    "model", ["nothing", "../mnist-dense-32", "mnist-classifier", None, 5, ["a"]], ids=str
)
def test_a_model_that_does_something_else_is_refused_by_name(model: Any) -> None:
    for answer in (
        tab.walk(request(model=model)),
        tab.kernels({"model": model}),
        tab.responses({"digit": DIGIT, "model": model}),
    ):
        assert answer["error"] == "unknown_model"
        assert "There is no model called" in answer["message"]


@pytest.mark.parametrize(
    "changes",
    [{"layer": 0}, {"layer": 4}, {"layer": "1"}, {"count": 0}, {"count": 1000}, {"seed": -1}],
    ids=str,
)
def test_a_sample_that_cannot_be_drawn_is_refused(changes: dict[str, Any]) -> None:
    answer = tab.sample({"digit": DIGIT, "layer": 1, "count": 8, "seed": 0, **changes})
    assert answer["error"] == "bad_request"


def test_a_network_that_is_missing_is_said_and_no_fault_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(*_: Any) -> None:
        raise UnknownModel(BEST_NETWORK, ("mnist-pca-64",))

    monkeypatch.setattr("playground.backend.noise.look", missing)
    answer = tab.look(request())
    assert answer["error"] == "model_broken"
    assert BEST_NETWORK in answer["message"]


# --- the shared digit ---------------------------------------------------------------------------------


def ink(picture: np.ndarray) -> Answer:
    return {"sequence": 1, "ink": gray_bytes(picture), "width": 112, "height": 112, "photo": False}


def test_a_pad_is_prepared_as_the_draw_tab_prepares_it() -> None:
    assert digits.prepare(ink(1 - pen(3))) == {"sequence": 1, "prepared": DIGIT, "example": False}


def test_an_empty_pad_starts_with_a_real_digit() -> None:
    answer = digits.prepare(ink(np.ones((112, 112))))
    assert answer["example"] is True
    assert answer["prepared"] == digits.examples({})[0]["pixels"]


def test_ink_that_cannot_be_read_is_refused() -> None:
    assert digits.prepare({"sequence": 1})["error"] == "bad_request"


# --- words --------------------------------------------------------------------------------------------


def test_the_page_names_every_noise_filter_network_and_verdict() -> None:
    keys = {f"noise.{part}.{noise}" for noise in NOISES for part in ("amount", "curve.tick")}
    keys |= {f"noise.controls.{part}.{noise}" for noise in NOISES for part in ("kinds", "unit", "explained")}
    keys |= {f"noise.{part}.{name}" for name in CLASSICAL for part in ("filters", "strengths")}
    keys |= {f"noise.answers.verdict.{verdict}" for verdict in ("within", "beyond", "unseen", "untrained")}
    keys |= {f"models.{name}.title" for name in (*NETWORKS, *ENCODERS)}
    assert keys - set(texts()) == set()


@pytest.mark.parametrize("widget", ["noise_answers", "noise_curve"])
def test_the_scripts_know_the_networks_and_filters_of_the_backend(widget: str) -> None:
    script = _source(widget, "js")
    for constant, names in (("networks", NETWORKS), ("filters", CLASSICAL)):
        assert f"const {constant} = {json.dumps(list(names))};" in script
    assert f'const best = "{BEST_NETWORK}";' in script


def test_a_second_pad_has_ids_of_its_own() -> None:
    first, second = (
        pad(digits.prepare, elem_id=name, example=True).html_template for name in ("digit-pad", "noise-pad")
    )
    assert 'id="digit-pad-clear"' in first
    assert second == first.replace("digit-pad", "noise-pad")
