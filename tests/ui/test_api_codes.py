"""Codes through the public endpoints: labels, samples, interpolations, and every code that cannot be decoded."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file

from playground.backend import library
from tests.conftest import RunningApp
from tests.ui.calls import pixels, refusal, refused, uploaded

CONDITIONAL = [row.name for row in library.describe() if row.family == "conditional"]


def contents(paths: Sequence[str]) -> list[bytes]:
    return [Path(path).read_bytes() for path in paths]


def sampled(client: Client, **asked: Any) -> list[bytes]:
    return contents(client.predict(**asked, api_name="/sample"))


def required(api_name: str, digit: Callable[[int], Any]) -> dict[str, Any]:
    """What this endpoint cannot do without, for a model with 16 numbers."""
    if api_name == "/sample":
        return {}
    if api_name == "/decode":
        return {"latent": [0.0] * 16}
    if api_name == "/interpolate":
        return {"image_a": digit(1), "image_b": digit(2)}
    return {"image": digit(3)}


# --- labels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", CONDITIONAL)
def test_a_label_left_out_is_estimated_and_the_answer_says_so(
    client: Client, digit: Callable[[int], Any], model: str
) -> None:
    code = client.predict(digit(5), model, api_name="/encode")
    assert set(code) == {"mean", "std", "label", "estimated"}
    assert (code["label"], code["estimated"]) == (5, True)
    assert len(code["mean"]) == len(code["std"]) == library.require(model).latent_dim
    path, numbers = client.predict(digit(5), model, api_name="/reconstruct")
    assert (numbers["label"], numbers["estimated"]) == (5, True)
    assert numbers["latent"] == pytest.approx(code["mean"], abs=1e-5)
    told, same = client.predict(digit(5), model, 5, api_name="/reconstruct")
    assert Path(told).read_bytes() == Path(path).read_bytes()
    assert same == {**numbers, "estimated": False}


@pytest.mark.parametrize("model", CONDITIONAL)
def test_another_label_gives_another_digit_in_the_same_style(
    client: Client, digit: Callable[[int], Any], model: str
) -> None:
    code = client.predict(digit(5), model, api_name="/encode")["mean"]
    read = [
        client.predict(
            handle_file(client.predict(code, model, label, api_name="/decode")), api_name="/classify_digit"
        )
        for label in range(10)
    ]
    assert sum(reading["label"] == label for label, reading in enumerate(read)) >= 8


@pytest.mark.parametrize("model", CONDITIONAL)
def test_a_code_alone_does_not_say_which_digit_it_is(client: Client, model: str) -> None:
    code = [0.0] * (library.require(model).latent_dim or 0)
    sentence = refusal(client, code, model, api_name="/decode")
    assert sentence == f"{model} is a conditional model: say which label, from 0 to 9."


@pytest.mark.parametrize("label", [11, -1, 10**30, 2.5, "3", True, [3], {"label": 3}], ids=repr)
@pytest.mark.parametrize("api_name", ["/reconstruct", "/encode", "/decode", "/sample", "/interpolate"])
def test_a_label_that_is_no_digit_is_refused(
    client: Client, digit: Callable[[int], Any], api_name: str, label: Any
) -> None:
    sentence = refusal(
        client, api_name=api_name, model="mnist-cvae-16", label=label, **required(api_name, digit)
    )
    assert sentence.startswith("label is a whole number from 0 to 9, got "), sentence


@pytest.mark.parametrize("api_name", ["/encode", "/decode", "/sample", "/interpolate"])
@pytest.mark.parametrize("label", [3, 11, "3"], ids=repr)
def test_a_label_for_a_model_that_takes_none_is_refused(
    client: Client, digit: Callable[[int], Any], api_name: str, label: Any
) -> None:
    sentence = refusal(
        client, api_name=api_name, model="mnist-vae-16", label=label, **required(api_name, digit)
    )
    assert sentence == "mnist-vae-16 is not a conditional model: leave label out."


@pytest.mark.parametrize("label", [[], [3], [3, 4]], ids=repr)
def test_a_code_takes_one_label(client: Client, label: list[int]) -> None:
    sentence = refusal(client, [0.0] * 16, "mnist-vae-16", label, api_name="/decode")
    assert sentence == "label is a whole number from 0 to 9, got a list."


# --- codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [10_001, -1e30, 1e300, 10**400], ids=["10001", "-1e30", "1e300", "10^400"])
def test_a_code_where_no_code_lies_is_refused(client: Client, value: float) -> None:
    sentence = refusal(client, [0.0] * 15 + [value], "mnist-vae-16", api_name="/decode")
    assert "no code lies there" in sentence or sentence.startswith("latent must be a list of finite numbers")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_code_that_json_does_not_know_is_refused(app: RunningApp, value: str) -> None:
    """Sent by hand: `gradio_client` writes no such numbers, other programs do."""
    body = json.dumps({"data": [[0.123] + [0.0] * 15, "mnist-vae-16", None]}).replace("0.123", value)
    assert "latent must be a list of finite numbers" in refused(app, "decode", body)


def test_the_largest_code_still_gives_a_picture(client: Client) -> None:
    picture = pixels(client.predict([1e4, -1e4] * 8, "mnist-vae-16", api_name="/decode"))
    assert picture.shape == (28, 28)


# --- samples -------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(client: Client) -> None:
    first = sampled(client, seed=7)
    assert len(first) == 16
    assert len(set(first)) == 16
    assert sampled(client, seed=7) == first
    assert sampled(client, seed=7, count=3) == first[:3]
    assert not set(sampled(client, seed=8)) & set(first)


def test_what_is_left_out_has_the_documented_default(client: Client) -> None:
    named = sampled(client, model="mnist-vae-16", count=16, seed=0, temperature=1.0, label=None)
    assert sampled(client) == named


def test_samples_look_like_digits(client: Client) -> None:
    for path in client.predict(count=4, api_name="/sample"):
        picture = pixels(path)
        assert picture.shape == (28, 28)
        assert picture.max() > 0.8
        assert 0.02 < picture.mean() < 0.4


def test_without_temperature_every_sample_is_the_mean(client: Client) -> None:
    cold = sampled(client, count=3, temperature=0)
    assert len(set(cold)) == 1
    warm = sampled(client, count=3, temperature=2)
    assert len(set(warm)) == 3


def test_a_plain_autoencoder_can_be_fed_random_codes(client: Client) -> None:
    assert len(set(sampled(client, model="mnist-dense-32", count=2))) == 2


@pytest.mark.parametrize("model", CONDITIONAL)
def test_a_label_chooses_the_digit(client: Client, model: str) -> None:
    paths = client.predict(model=model, count=5, label=7, api_name="/sample")
    read = [client.predict(handle_file(path), api_name="/classify_digit")["label"] for path in paths]
    assert read.count(7) >= 4


def test_a_label_chooses_the_petal(client: Client) -> None:
    paths = client.predict(model="mnist-aae-2", count=5, label=1, api_name="/sample")
    read = [client.predict(handle_file(path), api_name="/classify_digit")["label"] for path in paths]
    assert read.count(1) >= 4
    assert refusal(client, model="mnist-aae-2", label=11, api_name="/sample").startswith("label is a whole ")


def test_the_largest_count_is_drawn(app: RunningApp) -> None:
    """Without fetching the pictures: a file's path is a hash of what it holds."""
    client = Client(app.url, verbose=False, download_files=False)
    drawn = client.predict(model="mnist-linear-20", count=400, api_name="/sample")
    assert len({picture["path"] for picture in drawn}) == 400


BAD_SAMPLES: dict[str, tuple[dict[str, Any], str]] = {
    "count 0": ({"count": 0}, "count is a whole number from 1 to 400, got 0."),
    "count -1": ({"count": -1}, "count is a whole number from 1 to 400, got -1."),
    "count 401": ({"count": 401}, "count is a whole number from 1 to 400, got 401."),
    "count 10^9": ({"count": 10**9}, "count is a whole number from 1 to 400, got "),
    "count 10^30": ({"count": 10**30}, "count is a whole number from 1 to 400, got "),
    "count 2.5": ({"count": 2.5}, "count is a whole number from 1 to 400, got 2.5."),
    "count in words": ({"count": "16"}, "count is a whole number from 1 to 400, got "),
    "count null": ({"count": None}, "count is a whole number from 1 to 400, got "),
    "count true": ({"count": True}, "count is a whole number from 1 to 400, got "),
    "seed -1": ({"seed": -1}, "seed is a whole number from 0 to 4,294,967,295, got -1."),
    "seed 2^32": ({"seed": 2**32}, "seed is a whole number from 0 to 4,294,967,295, got "),
    "seed null": ({"seed": None}, "seed is a whole number from 0 to 4,294,967,295, got "),
    "temperature -1": ({"temperature": -1}, "temperature is a number from 0 to 3, got -1."),
    "temperature 3.1": ({"temperature": 3.1}, "temperature is a number from 0 to 3, got 3.1."),
    "temperature in words": ({"temperature": "hot"}, "temperature is a number from 0 to 3, got hot."),
    "temperature null": ({"temperature": None}, "temperature is a number from 0 to 3, got "),
    "temperature list": ({"temperature": [1]}, "temperature is a number from 0 to 3, got "),
    "no such model": ({"model": "mnist-vae-99"}, 'There is no model called "mnist-vae-99". Choose one of: '),
    "a path": ({"model": "../mnist-vae-16"}, 'There is no model called "../mnist-vae-16".'),
    "no name": ({"model": 5}, "model must be a name"),
    "classifier": ({"model": "mnist-classifier"}, '"mnist-classifier" has no code to slide. Choose one of: '),
    "no bottleneck": ({"model": "mnist-conv"}, '"mnist-conv" has no code to slide. Choose one of: '),
}


@pytest.mark.parametrize("name", BAD_SAMPLES)
def test_samples_that_cannot_be_drawn_get_one_sentence(client: Client, name: str) -> None:
    asked, start = BAD_SAMPLES[name]
    sentence = refusal(client, api_name="/sample", **asked)
    assert sentence.startswith(start), sentence
    assert len(sampled(client, count=1)) == 1  # the server is alive


@pytest.mark.parametrize("temperature", ["NaN", "Infinity", "1e999"])
def test_a_temperature_that_json_does_not_know_is_refused(app: RunningApp, temperature: str) -> None:
    body = json.dumps({"data": ["mnist-vae-16", 1, 0, 0.123, None]}).replace("0.123", temperature)
    assert "temperature is a number from 0 to 3" in refused(app, "sample", body)


# --- interpolations ------------------------------------------------------------------------------------------------


def test_an_interpolation_leads_from_one_reconstruction_to_the_other(
    client: Client, digit: Callable[[int], Any]
) -> None:
    way = client.predict(digit(3), digit(8), api_name="/interpolate")
    assert len(way) == 10
    for path, label in ((way[0], 3), (way[-1], 8)):
        rebuilt, _ = client.predict(digit(label), "mnist-vae-16", api_name="/reconstruct")
        assert np.allclose(pixels(path), pixels(rebuilt), atol=1.1 / 255)
    steps = [np.abs(pixels(after) - pixels(before)).mean() for before, after in pairwise(way)]
    assert min(steps) > 0  # no two neighbours are equal
    assert contents(client.predict(digit(3), digit(8), api_name="/interpolate")) == contents(way)


def test_methods_share_their_ends_and_differ_between(client: Client, digit: Callable[[int], Any]) -> None:
    straight, curved = (
        client.predict(digit(3), digit(8), "mnist-vae-16", 5, method, api_name="/interpolate")
        for method in ("linear", "spherical")
    )
    for end in (0, -1):
        assert np.allclose(pixels(straight[end]), pixels(curved[end]), atol=1.1 / 255)
    assert not np.array_equal(pixels(straight[2]), pixels(curved[2]))


@pytest.mark.parametrize("method", ["linear", "spherical"])
def test_from_a_digit_to_itself_nothing_changes(
    client: Client, digit: Callable[[int], Any], method: str
) -> None:
    way = client.predict(digit(4), digit(4), steps=3, method=method, api_name="/interpolate")
    for path in way[1:]:
        assert np.allclose(pixels(path), pixels(way[0]), atol=1.1 / 255)


@pytest.mark.parametrize(("told", "label"), [(6, 6), (None, 3)], ids=["told", "left out"])
@pytest.mark.parametrize("model", CONDITIONAL)
def test_an_interpolation_keeps_one_label_all_the_way(
    client: Client, digit: Callable[[int], Any], model: str, told: int | None, label: int
) -> None:
    """The one that it is told, else the one that is read in the first digit."""
    way = client.predict(digit(3), digit(8), model, 3, label=told, api_name="/interpolate")
    for path, end in ((way[0], 3), (way[-1], 8)):
        rebuilt, _ = client.predict(digit(end), model, label, api_name="/reconstruct")
        assert np.allclose(pixels(path), pixels(rebuilt), atol=1.1 / 255)


BAD_INTERPOLATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "steps 0": ({"steps": 0}, "steps is a whole number from 2 to 100, got 0."),
    "steps 1": ({"steps": 1}, "steps is a whole number from 2 to 100, got 1."),
    "steps -1": ({"steps": -1}, "steps is a whole number from 2 to 100, got -1."),
    "steps 10^9": ({"steps": 10**9}, "steps is a whole number from 2 to 100, got "),
    "steps 2.5": ({"steps": 2.5}, "steps is a whole number from 2 to 100, got 2.5."),
    "steps in words": ({"steps": "ten"}, "steps is a whole number from 2 to 100, got ten."),
    "steps null": ({"steps": None}, "steps is a whole number from 2 to 100, got "),
    "method": ({"method": "cubic"}, "method is one of linear, spherical, got cubic."),
    "no method": ({"method": ""}, "method is one of linear, spherical, got "),
    "method 5": ({"method": 5}, "method is one of linear, spherical, got 5."),
    "method list": ({"method": ["linear"]}, "method is one of linear, spherical, got "),
    "method null": ({"method": None}, "method is one of linear, spherical, got "),
    "no such model": ({"model": "mnist-vae-99"}, 'There is no model called "mnist-vae-99". Choose one of: '),
    "no name": ({"model": {"a": 1}}, "model must be a name"),
    "classifier": ({"model": "mnist-classifier"}, '"mnist-classifier" has no code to slide. Choose one of: '),
    "no picture": ({"image_b": None}, "A picture must be an uploaded file"),
}


@pytest.mark.parametrize("name", BAD_INTERPOLATIONS)
def test_interpolations_that_cannot_be_walked_get_one_sentence(
    client: Client, digit: Callable[[int], Any], name: str
) -> None:
    wrong, start = BAD_INTERPOLATIONS[name]
    asked = {"image_a": digit(1), "image_b": digit(2), **wrong}
    sentence = refusal(client, api_name="/interpolate", **asked)
    assert sentence.startswith(start), sentence
    assert len(sampled(client, count=1)) == 1  # the server is alive


def test_a_picture_that_was_not_uploaded_is_not_walked_from(
    app: RunningApp, digit: Callable[[int], Any]
) -> None:
    body = json.dumps(
        {"data": ["/etc/passwd", uploaded(app, digit(1)["path"]), "mnist-vae-16", 3, "linear", None]}
    )
    assert "uploaded" in refused(app, "interpolate", body)
