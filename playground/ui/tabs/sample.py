"""The sample tab: new digits from random codes, the ways between them, and how good they are."""

import base64
from dataclasses import dataclass
from typing import Any

import gradio as gr
import numpy as np

from playground.ui import requests
from playground.ui.digits import examples, prepare
from playground.ui.packing import byte_string, deflated_bytes, float_bytes, gray_bytes, number, numbers
from playground.ui.widgets.pad import pad
from playground.ui.widgets.sample_arithmetic import sample_arithmetic
from playground.ui.widgets.sample_between import sample_between
from playground.ui.widgets.sample_controls import sample_controls
from playground.ui.widgets.sample_grid import sample_grid
from playground.ui.widgets.sample_meaning import sample_meaning
from playground.ui.widgets.sample_nearest import sample_nearest
from playground.ui.widgets.sample_quality import sample_quality

VIEWS = ("grid", "styles", "labels", "manifold", "flower")
STYLES = 10
MANIFOLD_SIDE = 20
FLOWER_SIDE = 21


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, what the decoder does, what it means."""
    with gr.Row(elem_classes=["places", "lab", "sampler"]):
        with gr.Column(elem_classes=["place", "do"]):
            sample_controls(examples)
            pad(prepare, elem_id="sample-pad", example=True)
        with gr.Column(elem_classes=["place", "network"]):
            sample_grid(draw)
            sample_nearest(nearest)
            sample_quality(quality)
            sample_between(between, film)
            sample_arithmetic(arithmetic)
        with gr.Column(elem_classes=["place", "meaning"]):
            sample_meaning()


# --- samples ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    """What one sheet shows; `columns` is None where the page may lay it out as it likes."""

    model: str
    codes: np.ndarray
    labels: np.ndarray | None
    pictures: np.ndarray
    seed: int | None
    temperature: float | None
    columns: int | None
    density: np.ndarray | None = None
    petals: np.ndarray | None = None


def draw(request: dict[str, Any]) -> dict[str, Any]:
    """A sheet of samples: the live request of the tab.

    Parameters:
        request: {sequence, model, view ("grid"; "styles": one style a row; "labels": one label a row; "manifold";
            "flower"), count (1 to 400, of a grid), seed, temperature (0 to 3), label (of a grid; null: random)}.

    Returns {sequence, model, view, prior ("normal", "flower" or "matched"), conditional, seed and temperature (null
    where nothing is random), asked_label, sha256, count, latent_dim, columns (null: any), codes (base64 of count x
    latent_dim float32), labels (base64 of count bytes, or null), pixels (deflated count x 784 bytes), density and
    petals (base64 of count bytes each, or null)} or {sequence, error, message}.
    """
    from playground.backend import library
    from playground.backend.checks import is_conditional
    from playground.backend.sample import prior_of

    def make(model: str, view: str, count: Any, seed: Any, temperature: Any, label: Any) -> dict[str, Any]:
        sheet = _sheet(model, view, count, seed, temperature, label)
        return {
            "model": model,
            "view": view,
            "prior": prior_of(model),
            "conditional": is_conditional(model),
            "seed": sheet.seed,
            "temperature": sheet.temperature,
            "asked_label": label,
            "sha256": library.require(model).sha256,
            "count": len(sheet.codes),
            "latent_dim": sheet.codes.shape[1],
            "columns": sheet.columns,
            "codes": float_bytes(sheet.codes),
            "labels": None if sheet.labels is None else byte_string(sheet.labels),
            "pixels": deflated_bytes(sheet.pictures),
            "density": None if sheet.density is None else gray_bytes(sheet.density),
            "petals": None if sheet.petals is None else byte_string(sheet.petals),
        }

    return _answer(request, _drawing, make)


def quality(request: dict[str, Any]) -> dict[str, Any]:
    """What a classifier makes of a sheet, beside the real test digits.

    Parameters:
        request: what `draw` takes, for the same sheet.

    Returns {sequence, labels and confidences (base64 of count bytes; 255 is certain), confidence: {samples, real},
    diversity: {samples (null for a single digit), real}, histogram, real_histogram (shares of ten labels)} or an error.
    """
    from playground.backend import judging, latent

    def make(*asked: Any) -> dict[str, Any]:
        sheet = _sheet(*asked)
        found = judging.quality(sheet.pictures)
        real = np.bincount(latent.points(sheet.model).labels, minlength=10)
        return {
            "labels": byte_string(found.labels),
            "confidences": gray_bytes(found.confidences),
            "confidence": {
                "samples": number(found.mean_confidence),
                "real": number(found.real_confidence),
            },
            "diversity": {
                "samples": None if found.diversity is None else number(found.diversity),
                "real": number(found.real_diversity),
            },
            "histogram": numbers(found.histogram / found.histogram.sum()),
            "real_histogram": numbers(real / real.sum()),
        }

    return _answer(request, _drawing, make)


def nearest(request: dict[str, Any]) -> dict[str, Any]:
    """The test digits whose codes are nearest to a code.

    Parameters:
        request: {sequence, model, code}.

    Returns {sequence, model, neighbours: [{index, label, distance, pixels}], typical (the median distance of a test
    digit's code to the nearest other one)} or an error.
    """
    from playground.backend import neighbours

    def make(model: str, code: np.ndarray) -> dict[str, Any]:
        return {
            "model": model,
            "neighbours": [
                {
                    "index": row.index,
                    "label": row.label,
                    "distance": number(row.distance),
                    "pixels": gray_bytes(row.picture),
                }
                for row in neighbours.nearest(code, model)
            ],
            "typical": number(neighbours.usual_distance(model)),
        }

    return _answer(request, lambda asked: (_model(asked), requests.code(asked)), make)


def _sheet(model: str, view: str, count: Any, seed: Any, temperature: Any, label: Any) -> _Sheet:
    from playground.backend import sample

    if view == "flower":
        found = sample.flower(model, FLOWER_SIDE)
        return _Sheet(
            model, found.codes, None, found.pictures, None, None, FLOWER_SIDE, found.density, found.petals
        )
    if view == "manifold":
        drawn, columns = sample.manifold(model, MANIFOLD_SIDE), MANIFOLD_SIDE
    elif view == "grid":
        drawn, columns = sample.sample(model, count, seed, temperature, label), None
    else:
        by = "style" if view == "styles" else "label"
        drawn, columns = sample.vary(model, seed, STYLES, temperature, by), 10
    return _Sheet(model, drawn.codes, drawn.labels, drawn.pictures, drawn.seed, drawn.temperature, columns)


# --- between digits -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _End:
    """A digit to go from or to: a picture, or a sample, whose code is known."""

    picture: np.ndarray | None
    code: np.ndarray | None
    label: int | None


@dataclass(frozen=True)
class _Walk:
    """Codes (S, K) on the way, their pictures, and the same walk in pixels, (S, 28, 28) each."""

    codes: np.ndarray
    pictures: np.ndarray
    blends: np.ndarray
    label: int | None
    estimated: bool


def between(request: dict[str, Any]) -> dict[str, Any]:
    """The way from one digit to another, in code space and in pixel space.

    Parameters:
        request: {sequence, model, first, second ({digit: base64 of 28 x 28 bytes} or {code, label} each), steps (2 to
            100), method ("linear" or "spherical"), label (of a conditional model; null: the first digit's)}.

    Returns {sequence, model, method, steps, latent_dim, label, estimated, codes (base64 of steps x latent_dim float32),
    pixels, blends (deflated steps x 784 bytes each)} or an error.
    """

    def make(model: str, first: _End, second: _End, steps: Any, method: Any, label: Any) -> dict[str, Any]:
        walk = _walk(model, first, second, steps, method, label)
        return {
            "model": model,
            "method": method,
            "steps": len(walk.codes),
            "latent_dim": walk.codes.shape[1],
            "label": walk.label,
            "estimated": walk.estimated,
            "codes": float_bytes(walk.codes),
            "pixels": deflated_bytes(walk.pictures),
            "blends": deflated_bytes(walk.blends),
        }

    return _answer(request, _walking, make)


def film(request: dict[str, Any]) -> dict[str, Any]:
    """The same way as a GIF, code space on the left: {…} as for `between` -> {sequence, gif (base64)} or an error."""
    from playground.imaging.film import film as gif

    def make(*asked: Any) -> dict[str, Any]:
        walk = _walk(*asked)
        return {"gif": base64.b64encode(gif(np.stack([walk.pictures, walk.blends]))).decode("ascii")}

    return _answer(request, _walking, make)


def _walk(model: str, first: _End, second: _End, steps: Any, method: Any, label: Any) -> _Walk:
    """As `backend.between.interpolate`, but a sample's code is taken as it is instead of being encoded again."""
    from playground.backend import between as ways
    from playground.backend.checks import checked_label, is_conditional
    from playground.backend.reconstruct import encode

    told, estimated = checked_label(label, model), False
    codes: list[np.ndarray] = []
    for end in (first, second):
        if end.code is None:
            found = encode(end.picture, model, told)
            code, read = found.mean, found.label
        else:
            code, read = end.code, end.label
        codes.append(code)
        if told is None and is_conditional(model):
            told, estimated = read, end.code is None
    walk = ways.between(*codes, model, steps, method, told)
    pictures = [
        walk.pictures[place] if end.picture is None else end.picture
        for end, place in ((first, 0), (second, -1))
    ]
    shares = np.linspace(0, 1, len(walk.codes))[:, None, None]
    blends = (1 - shares) * pictures[0] + shares * pictures[1]
    return _Walk(walk.codes, walk.pictures, blends, told, estimated)


def arithmetic(request: dict[str, Any]) -> dict[str, Any]:
    """The code of one digit minus another's plus a third's, decoded.

    Parameters:
        request: {sequence, model, first, second, third (base64 of 28 x 28 bytes each)}.

    Returns {sequence, model, pixels, parts (the three reconstructions), code, label (of a conditional model: what it
    reads in the third)} or an error.
    """
    from playground.backend import between as ways

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        return _model(asked), *(requests.digit(asked, name) for name in ("first", "second", "third"))

    def make(model: str, *digits: np.ndarray) -> dict[str, Any]:
        found = ways.arithmetic(*digits, model)
        return {
            "model": model,
            "pixels": gray_bytes(found.picture),
            "parts": [gray_bytes(part) for part in found.parts],
            "code": numbers(found.code),
            "label": found.label,
        }

    return _answer(request, read, make)


# --- requests -----------------------------------------------------------------------------------------


def _answer(request: Any, read: Any, make: Any) -> dict[str, Any]:
    """`requests.answer`, with the backend's own refusals of a code, a label or a model of another family."""
    from playground.backend.checks import LatentError
    from playground.backend.library import WrongFamily

    return requests.answer(request, read, make, refusals=(LatentError, WrongFamily))


def _model(request: dict[str, Any]) -> str:
    from playground.backend.latent import SLIDABLE

    return requests.model(request, SLIDABLE)


def _drawing(request: dict[str, Any]) -> tuple[Any, ...]:
    """What `draw` takes; the backend checks counts, seeds, temperatures and labels."""
    model, view = _model(request), requests.field(request, "view")
    if view not in VIEWS:
        raise ValueError(f"view must be one of: {', '.join(VIEWS)}.")
    count, seed, temperature = (requests.field(request, name) for name in ("count", "seed", "temperature"))
    return model, view, count, seed, temperature, request.get("label")


def _walking(request: dict[str, Any]) -> tuple[Any, ...]:
    model, first, second = _model(request), _end(request, "first"), _end(request, "second")
    return (
        model,
        first,
        second,
        requests.field(request, "steps"),
        requests.field(request, "method"),
        requests.label(request),
    )


def _end(request: dict[str, Any], name: str) -> _End:
    part = requests.field(request, name)
    if not isinstance(part, dict) or ("digit" in part) == ("code" in part):
        raise TypeError(f'{name} must be either {{"digit": …}} or {{"code": …, "label": …}}.')
    if "digit" in part:
        return _End(requests.digit(part), None, None)
    return _End(None, requests.code(part), requests.label(part))
