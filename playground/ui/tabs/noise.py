"""The noise tab: what noise does to a digit, and who brings it back."""

import math
from dataclasses import asdict
from typing import Any

import gradio as gr
import numpy as np

from playground.imaging.corruption import checked_amount, checked_noise
from playground.measures.pictures import PSNR_CEILING
from playground.ui import requests
from playground.ui.digits import examples, open, prepare
from playground.ui.packing import gray_bytes, number, numbers, signed_bytes
from playground.ui.widgets.noise_answers import noise_answers
from playground.ui.widgets.noise_controls import noise_controls
from playground.ui.widgets.noise_curve import noise_curve
from playground.ui.widgets.noise_filters import noise_filters
from playground.ui.widgets.noise_meaning import noise_meaning
from playground.ui.widgets.noise_movement import noise_movement
from playground.ui.widgets.noise_stack import noise_stack
from playground.ui.widgets.noise_walk import noise_walk
from playground.ui.widgets.pad import pad
from playground.ui.widgets.sources import sources

LARGEST_SAMPLE = 32  # digits that may be drawn from one stack at once


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, what the networks do, what it means."""
    with gr.Row(elem_classes=["places", "lab"]):
        with gr.Column(elem_classes=["place", "do"]):
            pad(prepare, elem_id="noise-pad", example=True)
            noise_controls()
            sources(open, examples, elem_id="noise-sources")
        with gr.Column(elem_classes=["place", "network"]):
            noise_answers(look, classical)
            noise_curve(curve)
            noise_walk(walk)
            noise_movement()
            noise_filters(kernels, responses)
            noise_stack(sample, experiment)
        with gr.Column(elem_classes=["place", "meaning"]):
            noise_meaning()


def look(request: dict[str, Any]) -> dict[str, Any]:
    """One noisy digit through every network: the live request of the tab, sent while the slider moves.

    Parameters:
        request: {sequence, digit (base64 of 28 x 28 bytes), noise, amount, seed, position ([x, y] from 0 to 1, or
            null where the seed says)}.

    Returns {sequence, noisy: {pixels, psnr, ssim}, answers: [{model, pixels, psnr, ssim, verdict, trained}], movement:
    [{model, distance, jacobian, relative_distance, relative_jacobian}]} or {sequence, error, message}. A PSNR
    without any error is null; `trained` is the noise of the network's training, {kind, low, high}, or null.
    """
    from playground.backend import library, noise

    def make(digit: np.ndarray, *how: Any) -> dict[str, Any]:
        seen = noise.look(digit, *how)
        return {
            "noisy": _compared(seen.noisy),
            "answers": [
                {
                    "model": row.name,
                    **_compared(row),
                    "verdict": row.verdict,
                    "trained": library.require(row.name).corruption or None,
                }
                for row in seen.answers
            ],
            "movement": [
                {
                    "model": row.model,
                    "distance": number(row.distance),
                    "jacobian": number(row.jacobian),
                    "relative_distance": number(row.relative_distance),
                    "relative_jacobian": number(row.relative_jacobian),
                }
                for row in noise.movement(digit, *how)
            ],
        }

    return requests.answer(request, _noisy_digit, make)


def classical(request: dict[str, Any]) -> dict[str, Any]:
    """The same noisy digit through every classical filter, in a request of its own: they are slower.

    Takes what `look` takes. Returns {sequence, filters: [{name, strength (null for PCA), pixels, psnr, ssim}]} or an
    error.
    """
    from playground.backend import noise

    def make(*asked: Any) -> dict[str, Any]:
        return {
            "filters": [
                {
                    "name": row.name,
                    "strength": None if row.strength is None else number(row.strength),
                    **_compared(row),
                }
                for row in noise.classical(*asked)
            ]
        }

    return requests.answer(request, _noisy_digit, make)


def curve(request: dict[str, Any]) -> dict[str, Any]:
    """PSNR against the amount of noise, of one digit and of the test set's mean.

    Parameters:
        request: {sequence, digit, noise, seed}.

    Returns {sequence, noise, digit: {amounts, noisy, networks: {name: [dB]}, filters: {name: [dB]}, crossing}, mean:
    the same} or an error.
    """
    from playground.backend import noise_curves

    def make(digit: np.ndarray, kind: str, seed: int) -> dict[str, Any]:
        return {
            "noise": kind,
            "digit": _curve(noise_curves.curve(digit, kind, seed)),
            "mean": _curve(noise_curves.mean_curve(kind)),
        }

    return requests.answer(
        request, lambda asked: (requests.digit(asked), _noise(asked), requests.seed(asked)), make
    )


def walk(request: dict[str, Any]) -> dict[str, Any]:
    """A network's answer fed back into it, again and again.

    Parameters:
        request: what `look` takes, and {model}.

    Returns {sequence, model, steps: [{pixels, psnr}]}, the noisy picture first, or an error.
    """
    from playground.backend import noise

    def make(model: str, *asked: Any) -> dict[str, Any]:
        walked = noise.walk(*asked, model=model)
        steps = [
            {"pixels": gray_bytes(picture), "psnr": _decibels(psnr)}
            for picture, psnr in zip(walked.pictures, walked.psnrs, strict=True)
        ]
        return {"model": model, "steps": steps}

    return requests.answer(
        request, lambda asked: (requests.model(asked, noise.NETWORKS), *_noisy_digit(asked)), make
    )


def kernels(request: dict[str, Any]) -> dict[str, Any]:
    """What the first layer of a filter network looks for, the most edge-like first.

    Parameters:
        request: {model}.

    Returns {model, count, pixels (base64, offset 128, count x 784), bound, concentration, mean_concentration,
    noise_concentration} or an error.
    """
    from playground.backend import first_layer

    def make(model: str) -> dict[str, Any]:
        found = first_layer.kernels(model)
        return {
            "model": model,
            "count": len(found.weights),
            **signed_bytes(found.weights),
            "concentration": numbers(found.concentration),
            "mean_concentration": number(found.mean_concentration),
            "noise_concentration": number(found.noise_concentration),
        }

    return requests.answer(request, lambda asked: (requests.model(asked, first_layer.FILTER_NETWORKS),), make)


def responses(request: dict[str, Any]) -> dict[str, Any]:
    """How much of each filter a digit holds, in the order of `kernels`.

    Parameters:
        request: {sequence, digit, model}.

    Returns {sequence, model, responses} or an error.
    """
    from playground.backend import first_layer

    def make(digit: np.ndarray, model: str) -> dict[str, Any]:
        return {"model": model, "responses": numbers(first_layer.responses(digit, model))}

    return requests.answer(
        request,
        lambda asked: (requests.digit(asked), requests.model(asked, first_layer.FILTER_NETWORKS)),
        make,
    )


def sample(request: dict[str, Any]) -> dict[str, Any]:
    """Digits drawn from one layer of the stack, read as probabilities.

    Parameters:
        request: {sequence, digit, layer (1 to 3), count, seed}.

    Returns {sequence, mean (28 x 28: decoded without drawing), pictures: [28 x 28], labels} or an error.
    """
    from playground.backend import stack

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        layer, count = requests.whole(asked, "layer", 1, 3), requests.whole(asked, "count", 1, LARGEST_SAMPLE)
        return requests.digit(asked), layer, count, requests.seed(asked)

    def make(*asked: Any) -> dict[str, Any]:
        drawn = stack.sample_stack(*asked)
        return {
            "mean": gray_bytes(drawn.mean_picture),
            "pictures": [gray_bytes(picture) for picture in drawn.pictures],
            "labels": [int(label) for label in drawn.labels],
        }

    return requests.answer(request, read, make)


def experiment(request: dict[str, Any]) -> dict[str, Any]:
    """Test errors with and without pretraining: {rows: [{arm, labels, errors, mean, spread}], vincent}, in %."""
    from playground.backend import stack

    def make() -> dict[str, Any]:
        return {"rows": [asdict(row) for row in stack.experiment()], "vincent": dict(stack.VINCENT)}

    return requests.answer(request, lambda _: (), make)


# --- answers ------------------------------------------------------------------------------------------


def _compared(row: Any) -> dict[str, Any]:
    return {"pixels": gray_bytes(row.picture), "psnr": _decibels(row.psnr), "ssim": number(row.ssim)}


def _decibels(psnr: float) -> float | None:
    """A PSNR; None where there is no error to speak of."""
    return number(psnr) if psnr < PSNR_CEILING else None


def _curve(found: Any) -> dict[str, Any]:
    return {
        "amounts": numbers(found.amounts),
        "noisy": [_decibels(psnr) for psnr in found.noisy],
        "networks": {name: [_decibels(psnr) for psnr in row] for name, row in found.networks.items()},
        "filters": {name: [_decibels(psnr) for psnr in row] for name, row in found.filters.items()},
        "crossing": None if found.crossing is None else number(found.crossing),
    }


# --- requests -----------------------------------------------------------------------------------------


def _noisy_digit(request: dict[str, Any]) -> tuple[np.ndarray, str, float, int, tuple[float, float] | None]:
    noise = _noise(request)
    amount = checked_amount(noise, requests.field(request, "amount"))
    return requests.digit(request), noise, amount, requests.seed(request), _position(request)


def _noise(request: dict[str, Any]) -> str:
    return checked_noise(requests.field(request, "noise"))


def _position(request: dict[str, Any]) -> tuple[float, float] | None:
    place = request.get("position")
    if place is None:
        return None
    pair = isinstance(place, list) and len(place) == 2
    if not pair or not all(
        type(value) in (int, float) and math.isfinite(value) and 0 <= value <= 1 for value in place
    ):
        raise ValueError("The position must be two numbers from 0 to 1: from left, from top.")
    return place[0], place[1]
