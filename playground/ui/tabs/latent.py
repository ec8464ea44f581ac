"""The latent tab: the numbers in the bottleneck, turned by hand."""

from dataclasses import asdict
from typing import Any

import gradio as gr
import numpy as np

from playground.ui import requests, weights
from playground.ui.digits import examples, open, prepare
from playground.ui.packing import byte_string, exact_numbers, float_bytes, gray_bytes, number, numbers
from playground.ui.widgets.latent_bound import latent_bound
from playground.ui.widgets.latent_controls import latent_controls
from playground.ui.widgets.latent_directions import latent_directions
from playground.ui.widgets.latent_evidence import latent_evidence
from playground.ui.widgets.latent_meaning import latent_meaning
from playground.ui.widgets.latent_opponents import latent_opponents
from playground.ui.widgets.latent_pad import latent_pad
from playground.ui.widgets.latent_picture import latent_picture
from playground.ui.widgets.latent_sliders import latent_sliders
from playground.ui.widgets.pad import pad
from playground.ui.widgets.sources import sources

FRAMES = (2, 64)  # of a film-strip, the fewest and the most
SIZES = (2, 16)  # numbers in the codes of the fair opponents


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, what the decoder does, what it means."""
    with gr.Row(elem_classes=["places", "lab"]):
        with gr.Column(elem_classes=["place", "do"]):
            pad(prepare, elem_id="latent-pad", example=True)
            latent_controls(space, encode, random, decode, strips, examples)
            sources(open, examples, elem_id="latent-sources")
        with gr.Column(elem_classes=["place", "network"]):
            bench()
            latent_opponents(line)
            latent_bound(bound)
            latent_evidence(evidence)
        with gr.Column(elem_classes=["place", "meaning"]):
            latent_meaning()


def bench() -> None:
    """The picture, which stays in sight while the sliders below it are turned."""
    with gr.Column(elem_classes=["bench"]):
        latent_picture()
        latent_pad(points)
        latent_sliders()
        latent_directions(directions)


# --- codes and pictures -------------------------------------------------------------------------------


def space(request: dict[str, Any]) -> dict[str, Any]:
    """What the page must know of a model's codes.

    Parameters:
        request: {model}.

    Returns {model, family, conditional, latent_dim, sha256, decoder: {layers: [{weight, bias, relu}], output, labels}
    or null where a browser cannot run it, url (of the safetensors file, relative to the page), order, kl (nats) or
    null, active, low, high, mean, deviation} or an error.
    """
    from playground.backend import latent

    def make(model: str) -> dict[str, Any]:
        found = latent.space(model)
        return {
            "model": found.model,
            "family": found.family,
            "conditional": found.conditional,
            "latent_dim": found.latent_dim,
            "sha256": found.sha256,
            "decoder": None if found.decoder is None else asdict(found.decoder),
            "url": weights.address(found.model, found.sha256),
            "order": [int(dimension) for dimension in found.order],
            "kl": None if found.kl is None else numbers(found.kl),
            "active": [bool(active) for active in found.active],
            "low": exact_numbers(found.low),
            "high": exact_numbers(found.high),
            "mean": exact_numbers(found.mean),
            "deviation": exact_numbers(found.deviation),
        }

    return _answer(request, lambda asked: (_model(asked),), make)


def encode(request: dict[str, Any]) -> dict[str, Any]:
    """The code of a digit.

    Parameters:
        request: {sequence, digit (base64 of 28 x 28 bytes), model, label (for conditional models; null: estimated)}.

    Returns {sequence, model, mean, std or null, label or null, label_probabilities or null, estimated} or an error.
    """
    from playground.backend import reconstruct

    def make(digit: np.ndarray, model: str, label: int | None) -> dict[str, Any]:
        found = reconstruct.encode(digit, model, label)
        likely = found.label_probabilities
        return {
            "model": model,
            "mean": exact_numbers(found.mean),
            "std": None if found.std is None else exact_numbers(found.std),
            "label": None if found.label is None else int(found.label),
            "label_probabilities": None if likely is None else numbers(likely),
            "estimated": bool(found.estimated),
        }

    return _answer(request, lambda asked: (requests.digit(asked), _model(asked), requests.label(asked)), make)


def random(request: dict[str, Any]) -> dict[str, Any]:
    """A code drawn from what the model's codes are drawn from: {model, seed, label} -> {model, code, label, seed}."""
    from playground.backend import sample

    def make(model: str, seed: int, label: int | None) -> dict[str, Any]:
        drawn = sample.sample(model, 1, seed, label=label)
        return {
            "model": model,
            "code": exact_numbers(drawn.codes[0]),
            "label": None if drawn.labels is None else int(drawn.labels[0]),
            "seed": seed,
        }

    return _answer(request, lambda asked: (_model(asked), requests.seed(asked), requests.label(asked)), make)


def decode(request: dict[str, Any]) -> dict[str, Any]:
    """The picture of a code, for decoders that a browser cannot run.

    Parameters:
        request: {sequence, model, code, label}.

    Returns {sequence, pixels (base64 of 28 x 28 bytes)} or an error.
    """
    from playground.backend import reconstruct

    def make(model: str, code: np.ndarray, label: int | None) -> dict[str, Any]:
        return {"pixels": gray_bytes(reconstruct.decode(code, model, label))}

    return _answer(request, lambda asked: (_model(asked), requests.code(asked), requests.label(asked)), make)


def strips(request: dict[str, Any]) -> dict[str, Any]:
    """What each number of a code decodes to along its range, the others held: film-strips.

    Parameters:
        request: {sequence, model, code, label, frames (2 to 64), low, high (lists: the range of each number)}.

    Returns {sequence, pixels (base64, K x frames x 784 bytes)} or an error.
    """
    from playground.backend import reconstruct

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        code, low, high = (requests.code(asked, name) for name in ("code", "low", "high"))
        if not len(code) == len(low) == len(high):
            raise ValueError("The ranges of a film-strip need as many numbers as the code.")
        return _model(asked), code, requests.label(asked), requests.whole(asked, "frames", *FRAMES), low, high

    def make(
        model: str, code: np.ndarray, label: int | None, frames: int, low: np.ndarray, high: np.ndarray
    ) -> dict[str, Any]:
        ladder = np.linspace(low, high, frames)  # (frames, K)
        codes = np.tile(code, (len(code), frames, 1))
        for dimension in range(len(code)):
            codes[dimension, :, dimension] = ladder[:, dimension]
        pictures = reconstruct.decode(codes.reshape(-1, len(code)), model, label)
        return {"pixels": gray_bytes(pictures.reshape(len(pictures), -1))}

    return _answer(request, read, make)


def points(request: dict[str, Any]) -> dict[str, Any]:
    """The test digits in the plane of a model with two numbers.

    Parameters:
        request: {model}.

    Returns {model, codes (base64 of N x 2 float32), labels (base64 of N bytes), petals: [{centre, along, across, angle
    (radians)}], the ten Gaussians that mnist-aae-2 was matched to, or null} or an error.
    """
    from playground.backend import latent

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        model = _model(asked)
        if latent.space(model).latent_dim != 2:
            raise ValueError(f"{model} has more than two numbers: it has no plane.")
        return (model,)

    def make(model: str) -> dict[str, Any]:
        found = latent.points(model)
        return {
            "model": model,
            "codes": float_bytes(found.codes),
            "labels": byte_string(found.labels),
            "petals": _petals() if model == "mnist-aae-2" else None,
        }

    return _answer(request, read, make)


def _petals() -> list[dict[str, Any]]:
    from playground.measures import flower

    centres = flower.petal_means().numpy()
    return [
        {
            "centre": exact_numbers(centre),
            "along": flower.ALONG,
            "across": flower.ACROSS,
            "angle": float(np.arctan2(centre[1], centre[0])),
        }
        for centre in centres
    ]


# --- panels -------------------------------------------------------------------------------------------


def line(request: dict[str, Any]) -> dict[str, Any]:
    """Two decoders along the straight line between two digits, and what the judge reads there.

    Parameters:
        request: {sequence, first, second (base64 of 28 x 28 bytes each), size (2 or 16)}.

    Returns {sequence, size, positions, sides: [{model, start, end, confidences, labels, mean, holes: [[from, to]]}]} or
    an error.
    """
    from playground.backend import lines

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        size = requests.field(asked, "size")
        if type(size) is not int or size not in SIZES:
            raise ValueError(f"size is one of {', '.join(map(str, SIZES))}.")
        return requests.digit(asked, "first"), requests.digit(asked, "second"), size

    def make(first: np.ndarray, second: np.ndarray, size: int) -> dict[str, Any]:
        found = lines.line(first, second, size)
        return {
            "size": found.size,
            "positions": numbers(found.positions),
            "sides": [
                {
                    "model": side.model,
                    "start": exact_numbers(side.start),
                    "end": exact_numbers(side.end),
                    "confidences": numbers(side.confidences),
                    "labels": [int(label) for label in side.labels],
                    "mean": numbers(side.mean),
                    "holes": [[number(start), number(end)] for start, end in side.holes],
                }
                for side in found.sides
            ],
        }

    return _answer(request, read, make)


def evidence(request: dict[str, Any]) -> dict[str, Any]:
    """log p(x) of a digit by naive Monte Carlo, by importance weighting and as ELBO, in nats.

    Parameters:
        request: {sequence, digit, model (mnist-vae-2 or mnist-vae-16)}.

    Returns {sequence, model, counts, naive, importance, elbo, binary (base64 of 28 x 28 bytes), posterior: {centre,
    half_width, side, exact, approximate (base64 of side x side bytes, rows = second number rising)} or null} or an
    error.
    """
    from playground.backend import evidence as estimates

    def make(digit: np.ndarray, model: str) -> dict[str, Any]:
        found = estimates.evidence(digit, model)
        grid = found.posterior
        return {
            "model": found.model,
            "counts": [int(count) for count in found.counts],
            "naive": numbers(found.naive),
            "importance": numbers(found.importance),
            "elbo": number(found.elbo),
            "binary": gray_bytes(found.binary),
            "posterior": None
            if grid is None
            else {
                "centre": exact_numbers(np.asarray(grid.centre)),
                "half_width": exact_numbers(np.asarray(grid.half_width)),
                "side": len(grid.exact),
                "exact": gray_bytes(grid.exact),
                "approximate": gray_bytes(grid.approximate),
            },
        }

    return _answer(
        request,
        lambda asked: (requests.digit(asked), requests.model(asked, estimates.ESTIMATED)),
        make,
    )


def bound(request: dict[str, Any]) -> dict[str, Any]:
    """The ELBO of one digit, taken apart.

    Parameters:
        request: {sequence, digit, model (a variational one)}.

    Returns {sequence, model, pixels (base64 of 784 float32, nats a pixel), reconstruction, kl, kl_per_dimension,
    negative_elbo} or an error.
    """
    from playground.backend import evidence as estimates

    def make(digit: np.ndarray, model: str) -> dict[str, Any]:
        found = estimates.bound(digit, model)
        return {
            "model": found.model,
            "pixels": float_bytes(found.pixels),
            "reconstruction": number(found.reconstruction),
            "kl": number(found.kl),
            "kl_per_dimension": numbers(found.kl_per_dimension),
            "negative_elbo": number(found.negative_elbo),
        }

    return _answer(request, lambda asked: (requests.digit(asked), _model(asked)), make)


def directions(request: dict[str, Any]) -> dict[str, Any]:
    """Directions of a model's codes that mean something.

    Parameters:
        request: {model}.

    Returns {model, label_means: ten codes, slant, thickness: {direction, low, high, mean, deviation, r2}} or an error.
    """
    from playground.backend import latent

    def attribute(found: Any) -> dict[str, Any]:
        return {
            "direction": exact_numbers(found.direction),
            "low": number(found.low),
            "high": number(found.high),
            "mean": number(found.mean),
            "deviation": number(found.deviation),
            "r2": number(found.r2),
        }

    def make(model: str) -> dict[str, Any]:
        found = latent.directions(model)
        return {
            "model": model,
            "label_means": [exact_numbers(mean) for mean in found.label_means],
            "slant": attribute(found.slant),
            "thickness": attribute(found.thickness),
        }

    return _answer(request, lambda asked: (_model(asked),), make)


# --- requests -----------------------------------------------------------------------------------------


def _answer(request: Any, read: Any, make: Any) -> dict[str, Any]:
    """`requests.answer`, with the backend's own refusals of a code, a label or a model of another family."""
    from playground.backend.checks import LatentError
    from playground.backend.library import WrongFamily

    return requests.answer(request, read, make, refusals=(LatentError, WrongFamily))


def _model(request: dict[str, Any]) -> str:
    """Any model with a map: the map tab asks here for spaces, codes and pictures, too."""
    from playground.backend.latent import MAPPABLE

    return requests.model(request, MAPPABLE)
