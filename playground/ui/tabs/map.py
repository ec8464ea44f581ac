"""The map tab: ten thousand digits as a network sees them, to walk on, to ask, and to distrust."""

from collections.abc import Callable
from typing import Any

import gradio as gr
import numpy as np

from playground.ui import requests, weights
from playground.ui.digits import prepare
from playground.ui.packing import (
    byte_string,
    deflated_bytes,
    exact_numbers,
    float_bytes,
    gray_bytes,
    number,
    whole_bytes,
)
from playground.ui.tabs.latent import decode, encode, random, space, strips
from playground.ui.widgets.map_compute import map_compute
from playground.ui.widgets.map_controls import map_controls
from playground.ui.widgets.map_digit import map_digit
from playground.ui.widgets.map_meaning import map_meaning
from playground.ui.widgets.map_picked import map_picked
from playground.ui.widgets.map_picture import map_picture
from playground.ui.widgets.map_pixels import map_pixels
from playground.ui.widgets.map_selection import map_selection
from playground.ui.widgets.map_trust import map_trust
from playground.ui.widgets.map_view import map_view

SETTINGS = ("neighbours", "minimum_distance", "metric", "sample", "seed", "dimensions")


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, where the digits lie, what it means."""
    with gr.Row(elem_classes=["places", "lab", "atlas"]):
        with gr.Column(elem_classes=["place", "do"]):
            map_controls(atlas, pictures, space, encode, random, decode, strips)
            map_digit(prepare, encode)
            map_compute(compute, progress, cancel)
        with gr.Column(elem_classes=["place", "network"]):
            with gr.Column(elem_classes=["ground"]):
                map_view(ground)
                map_picture(originals)
            map_picked()
            map_selection()
            map_trust()
            map_pixels(pixel_neighbours, halfway, random_picture)
        with gr.Column(elem_classes=["place", "meaning"]):
            map_meaning()


# --- digits on the map --------------------------------------------------------------------------------


def atlas(request: dict[str, Any]) -> dict[str, Any]:
    """Where a model's atlas is: {model} -> {model, url (of the safetensors file, relative to the page)} or an error."""
    from playground.backend import map as maps

    def make(model: str) -> dict[str, Any]:
        return {"model": model, "url": weights.atlas_address(model, maps.atlas_sha256(model))}

    return _answer(request, lambda asked: (_model(asked),), make)


def pictures(request: dict[str, Any]) -> dict[str, Any]:
    """Test digits as a model's decoder rebuilds them.

    Parameters:
        request: {sequence, model, indices (1 to 400 places in the test split)}.

    Returns {sequence, model, pixels (deflated n x 784 bytes)} or an error.
    """
    from playground.backend import map as maps

    def make(model: str, indices: np.ndarray) -> dict[str, Any]:
        return {"model": model, "pixels": deflated_bytes(maps.pictures(indices, model))}

    return _answer(request, lambda asked: (_model(asked), _indices(asked)), make)


def originals(request: dict[str, Any]) -> dict[str, Any]:
    """The test digits themselves.

    Parameters:
        request: {sequence, indices (1 to 400)}.

    Returns {sequence, pixels (deflated n x 784 bytes, or null where MNIST is not on disk)} or an error.
    """
    from playground.backend import map as maps

    def make(indices: np.ndarray) -> dict[str, Any]:
        found = maps.originals(indices)
        return {"pixels": None if found is None else deflated_bytes(found)}

    return _answer(request, lambda asked: (_indices(asked),), make)


def ground(request: dict[str, Any]) -> dict[str, Any]:
    """How far from itself every place of a flat map comes back once it is decoded and encoded again.

    Parameters:
        request: {sequence, model, key (of a shipped map, or "computed" with `job`, the id of a map computed anew)}.

    Returns {sequence, model, key, side, reach (the outermost cells end at ± this coordinate), limit, shifts (base64 of
    side x side float32 distances on the map, the lowest row first)} or an error.
    """
    from playground.backend import map as maps
    from playground.backend import projecting

    def make(model: str, key: str, job: str | None) -> dict[str, Any]:
        found = maps.ground(model, key) if job is None else projecting.ground(job)
        return {
            "model": model,
            "key": key,
            "side": found.side,
            "reach": found.reach,
            "limit": found.limit,
            "shifts": float_bytes(found.shifts),
        }

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        key = requests.field(asked, "key")
        if not isinstance(key, str):
            raise TypeError("key must be the name of a map.")
        return _model(asked), key, _job(asked) if key == "computed" else None

    return _answer(request, read, make)


# --- pixels against manifold --------------------------------------------------------------------------


def pixel_neighbours(request: dict[str, Any]) -> dict[str, Any]:
    """The digits whose rebuilt pictures are nearest pixel by pixel.

    Parameters:
        request: {sequence, model, index}.

    Returns {sequence, model, index, neighbours: [{index, label, distance (Euclidean, of 784 values in [0, 1])}]} or an
    error.
    """
    from playground.backend import manifold

    def make(model: str, index: int) -> dict[str, Any]:
        found = manifold.pixel_neighbours(index, model)
        return {
            "model": model,
            "index": index,
            "neighbours": [
                {"index": one.index, "label": one.label, "distance": number(one.distance)} for one in found
            ],
        }

    return _answer(request, lambda asked: (_model(asked), _index(asked, "index")), make)


def halfway(request: dict[str, Any]) -> dict[str, Any]:
    """What lies half-way between two digits, in pixels and in codes.

    Parameters:
        request: {sequence, model, first, second (places in the test split)}.

    Returns {sequence, model, first, second, pixels, manifold (base64 of 28 x 28 bytes each), code, pixels_reading and
    manifold_reading: {label, confidence}} or an error.
    """
    from playground.backend import manifold

    def make(model: str, first: int, second: int) -> dict[str, Any]:
        found = manifold.halfway(first, second, model)
        return {
            "model": model,
            "first": first,
            "second": second,
            "pixels": gray_bytes(found.pixels),
            "manifold": gray_bytes(found.manifold),
            "code": exact_numbers(found.code),
            "pixels_reading": _reading(found.pixels_reading),
            "manifold_reading": _reading(found.manifold_reading),
        }

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        return _model(asked), _index(asked, "first"), _index(asked, "second")

    return _answer(request, read, make)


def random_picture(request: dict[str, Any]) -> dict[str, Any]:
    """A uniformly random picture put among the digits.

    Parameters:
        request: {sequence, model, seed}.

    Returns {sequence, model, seed, pixels, rebuilt (base64 of 28 x 28 bytes each), code, reading: {label, confidence},
    pixel_distance (to the nearest digit), pixel_spread ((farthest − nearest) / nearest), digit_pixel_distance and
    digit_pixel_spread (medians of test digits), code_distance, digit_code_distance} or an error.
    """
    from playground.backend import manifold

    def make(model: str, seed: int) -> dict[str, Any]:
        found = manifold.random_picture(seed, model)
        return {
            "model": model,
            "seed": seed,
            "pixels": gray_bytes(found.picture),
            "rebuilt": gray_bytes(found.rebuilt),
            "code": exact_numbers(found.code),
            "reading": _reading(found.reading),
            "pixel_distance": number(found.pixels.nearest),
            "pixel_spread": number(found.pixels.spread),
            "digit_pixel_distance": number(found.usual_pixels.nearest),
            "digit_pixel_spread": number(found.usual_pixels.spread),
            "code_distance": number(found.code_distance),
            "digit_code_distance": number(found.usual_code_distance),
        }

    return _answer(request, lambda asked: (_model(asked), requests.seed(asked)), make)


def _reading(found: Any) -> dict[str, Any]:
    return {"label": found.label, "confidence": number(found.confidence)}


# --- a map computed anew ------------------------------------------------------------------------------


def compute(request: dict[str, Any]) -> dict[str, Any]:
    """Begin a UMAP with settings of one's own, or join the same one if it is being made.

    Parameters:
        request: {sequence, model, neighbours (2 to 200), minimum_distance (0 to 0.99), metric ("euclidean",
            "manhattan", "cosine"), sample (200 to 10,000), seed, dimensions (2 or 3)}.

    Returns {sequence, job} or an error; "busy" where too many wait already.
    """
    from playground.backend import projecting

    def make(settings: projecting.MapSettings) -> dict[str, Any]:
        return {"job": projecting.start(settings)}

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        settings = {name: requests.field(asked, name) for name in SETTINGS}
        return (projecting.MapSettings(_model(asked), **settings),)

    return _answer(request, read, make)


def progress(request: dict[str, Any]) -> dict[str, Any]:
    """How far a map is, and, once it is done, the map.

    Parameters:
        request: {sequence, job}.

    Returns {sequence, job, state ("waiting", "running", "done", "failed", "cancelled"), place (in the waiting line,
    from 0), stage ("starting", "neighbours", "layout", "trust"), share (of the stage)} or an error; "unknown_job" for
    one that was forgotten. A map that is done comes with {model, dimensions, settings, indices (base64 of n int32,
    ascending), points (base64 of n x dimensions float32 in [-1, 1]), trust (base64 of n bytes, 0 to 10),
    label_accuracy}.
    """
    from playground.backend import projecting

    def make(job: str) -> dict[str, Any]:
        found = projecting.progress(job)
        answer = {
            "job": job,
            "state": found.state,
            "place": found.place,
            "stage": found.stage,
            "share": number(found.share),
        }
        return answer | _computed(projecting.result(job)) if found.state == "done" else answer

    return _answer(request, lambda asked: (_job(asked),), make)


def cancel(request: dict[str, Any]) -> dict[str, Any]:
    """Give up a map that is being made: {sequence, job} -> {sequence, job} or an error."""
    from playground.backend import projecting

    def make(job: str) -> dict[str, Any]:
        projecting.cancel(job)
        return {"job": job}

    return _answer(request, lambda asked: (_job(asked),), make)


def _computed(found: Any) -> dict[str, Any]:
    return {
        "model": found.settings.model,
        "dimensions": found.settings.dimensions,
        "settings": {name: getattr(found.settings, name) for name in SETTINGS},
        "indices": whole_bytes(found.indices),
        "points": float_bytes(found.points),
        "trust": byte_string(found.trust),
        "label_accuracy": number(found.label_accuracy),
    }


# --- requests -----------------------------------------------------------------------------------------


def _answer(
    request: Any, read: Callable[[dict[str, Any]], tuple[Any, ...]], make: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    """`requests.answer`, with the backend's own refusals and the waiting line's."""
    from playground.backend.checks import LatentError
    from playground.backend.jobs import Busy, NotDone, UnknownJob
    from playground.backend.library import WrongFamily

    reasons = {Busy: "busy", NotDone: "failed", UnknownJob: "unknown_job"}

    def make_or_refuse(*asked: Any) -> dict[str, Any]:
        try:
            return make(*asked)
        except tuple(reasons) as error:
            return {"error": reasons[type(error)], "message": str(error)}

    return requests.answer(request, read, make_or_refuse, refusals=(LatentError, WrongFamily))


def _model(request: dict[str, Any]) -> str:
    from playground.backend.latent import MAPPABLE

    return requests.model(request, MAPPABLE)


def _index(request: dict[str, Any], name: str) -> int:
    """A whole number; whether there is such a digit, the backend says."""
    value = requests.field(request, name)
    if type(value) is not int:
        raise TypeError(f"{name} must be a whole number.")
    return value


def _indices(request: dict[str, Any]) -> np.ndarray:
    """Whole numbers; whether there are such digits, the backend says."""
    values = requests.field(request, "indices")
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise TypeError("indices must be a list of whole numbers.")
    try:
        return np.array(values, np.int64)
    except OverflowError:
        raise ValueError("An index is far too large.") from None


def _job(request: dict[str, Any]) -> str:
    job = requests.field(request, "job")
    if not isinstance(job, str):
        raise TypeError("job must be the id of a map that is computed.")
    return job
