"""The segment tab: a microscope picture cut up by a U-Net, and what its levels and skip connections are for."""

from collections.abc import Callable
from functools import cache
from typing import Any

import gradio as gr
import numpy as np

from playground.ui import requests
from playground.ui.packing import deflated_bytes, deflated_whole, number, picture_file
from playground.ui.uploads import NotAnUpload, uploaded_file
from playground.ui.widgets.segment_controls import LEVELS, networks, segment_controls
from playground.ui.widgets.segment_levels import segment_levels
from playground.ui.widgets.segment_meaning import segment_meaning
from playground.ui.widgets.segment_network import segment_network
from playground.ui.widgets.segment_objects import segment_objects
from playground.ui.widgets.segment_run import segment_run
from playground.ui.widgets.segment_sources import segment_sources
from playground.ui.widgets.segment_view import segment_view

THUMBNAIL = 120  # pixels a side
LARGEST_SMALLEST = 1_000_000  # pixels of the smallest object that one may ask for
SCORES = ("dice", "iou", "pixel_error", "v_rand", "v_info", "ap50")
MEASURES = (
    "area",
    "x",
    "y",
    "left",
    "top",
    "width",
    "height",
    "perimeter",
    "diameter",
    "eccentricity",
    "solidity",
    "intensity",
)


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, what the network does, what it means."""
    with gr.Row(elem_classes=["places", "segmenter"]):
        with gr.Column(elem_classes=["place", "do"]):
            segment_sources(examples, open, truth)
            segment_controls()
        with gr.Column(elem_classes=["place", "network"]):
            segment_run(look, progress, cancel, find)
            segment_view()
            segment_objects()
            segment_network()
            segment_levels(levels)
        with gr.Column(elem_classes=["place", "meaning"]):
            segment_meaning()


# --- pictures -----------------------------------------------------------------------------------------


def examples(_: dict[str, Any]) -> list[dict[str, Any]]:
    """Pictures to begin with: [{name, model (that suits it), synthetic, thumbnail (base64 PNG), width, height}]."""
    from playground.backend.micrographs import EXAMPLES

    return [
        {"name": one.name, "model": one.model, "synthetic": one.synthetic, **_thumbnail(one.name)}
        for one in EXAMPLES
    ]


def open(request: dict[str, Any]) -> dict[str, Any]:  # named as the page calls it
    """A picture to cut up.

    Parameters:
        request: {sequence, path (as Gradio's upload returned it)} or {sequence, example, seed (of a synthetic one)}.

    Returns {sequence, key, width, height, picture (base64 of a PNG file, of a JPEG file where it is large), truth
    (deflated width x height int32 labels, or null), truth_count (null without truth)} or {sequence, error, message}.
    """
    from playground.backend import micrographs
    from playground.imaging.picture_error import PictureError

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        if isinstance(asked, dict) and "path" in asked:
            return asked["path"], None, None
        names = [one.name for one in micrographs.EXAMPLES]
        name = requests.field(asked, "example")
        if name not in names:
            raise ValueError(f"example must be one of: {', '.join(names)}.")
        return None, name, requests.seed(asked)

    def make(path: Any, name: str | None, seed: int | None) -> dict[str, Any]:
        try:
            found = micrographs.read(uploaded_file(path)) if name is None else micrographs.example(name, seed)
        except PictureError as error:
            return {"error": error.reason, "message": str(error)}
        except NotAnUpload as error:
            return {"error": "not_an_upload", "message": str(error)}
        truth = found.truth
        return {
            "key": found.key,
            "width": found.pixels.shape[1],
            "height": found.pixels.shape[0],
            "picture": picture_file(found.pixels),
            "truth": None if truth is None else deflated_whole(truth),
            "truth_count": None if truth is None else int(np.count_nonzero(np.unique(truth))),
        }

    return requests.answer(request, read, make)


def warm_up() -> None:
    """Draw the thumbnails and cut up one picture: what takes long the first time only."""
    examples({})
    opened = open({"sequence": None, "example": "tissue", "seed": 0})
    for name in networks()[:1]:
        find({**opened, "model": name, "cut": [], "threshold": 0.5, "smallest": 0})


def truth(request: dict[str, Any]) -> dict[str, Any]:
    """What is true of an opened picture: a mask, white inside objects, or a number for every object.

    Parameters:
        request: {sequence, key, path (as Gradio's upload returned it)}.

    Returns {sequence, key (of the picture with its truth), truth (deflated height x width int32 labels), truth_count}
    or {sequence, error, message}: "truth_size" for another size, "truth_empty" for one without objects.
    """
    from playground.backend import micrographs
    from playground.backend.truth import TruthError
    from playground.imaging.picture_error import PictureError

    def make(key: str, path: Any) -> dict[str, Any]:
        try:
            found = micrographs.with_truth(key, uploaded_file(path))
        except (PictureError, TruthError) as error:
            return {"error": error.reason, "message": str(error)}
        except NotAnUpload as error:
            return {"error": "not_an_upload", "message": str(error)}
        return {
            "key": found.key,
            "truth": deflated_whole(found.truth),
            "truth_count": int(np.count_nonzero(np.unique(found.truth))),
        }

    return _answer(request, lambda asked: (_key(asked), requests.field(asked, "path")), make)


@cache
def _thumbnail(name: str) -> dict[str, Any]:
    from PIL import Image

    from playground.backend import micrographs

    pixels = micrographs.example(name).pixels
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = np.rint(np.clip(pixels[top : top + side, left : left + side], 0, 1) * 255).astype(np.uint8)
    small = Image.fromarray(square).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    thumbnail = picture_file(np.asarray(small, np.float32) / 255)
    return {"thumbnail": thumbnail, "width": width, "height": height}


# --- what the network says ----------------------------------------------------------------------------


def look(request: dict[str, Any]) -> dict[str, Any]:
    """What the network says of every pixel.

    Parameters:
        request: {sequence, key, model, cut (levels whose skip connection is cut)}.

    Returns {sequence, inside (deflated height x width bytes, 255 where it is certainly inside an object), border (the
    same, or null)}, or {sequence, job} where the picture is so large that it takes a while, or an error; "forgotten"
    for a picture that has to be opened again, "busy" where too many wait.
    """
    from playground.backend import segment

    def make(key: str, model: str, cut: tuple[int, ...]) -> dict[str, Any]:
        pixels = _pixels(key)
        if segment.takes_long(pixels, model, cut):
            return {"job": segment.begin(key, model, cut)}
        return _maps(segment.look(pixels, model, cut))

    return _answer(request, _looking, make)


def progress(request: dict[str, Any]) -> dict[str, Any]:
    """How far a large picture is, and, once it is done, what the network says of it.

    Parameters:
        request: {sequence, job}.

    Returns {sequence, job, state ("waiting", "running", "done", "failed", "cancelled"), place (in the waiting line,
    from 0), share (0 to 1)} or an error; "unknown_job" for one that was forgotten. One that is done comes with what
    `look` returns.
    """
    from playground.backend import segment

    def make(job: str) -> dict[str, Any]:
        found = segment.progress(job)
        answer = {"job": job, "state": found.state, "place": found.place, "share": number(found.share)}
        return answer | _maps(segment.result(job)) if found.state == "done" else answer

    return _answer(request, lambda asked: (_job(asked),), make)


def cancel(request: dict[str, Any]) -> dict[str, Any]:
    """Give up a large picture: {sequence, job} -> {sequence, job} or an error."""
    from playground.backend import segment

    def make(job: str) -> dict[str, Any]:
        segment.cancel(job)
        return {"job": job}

    return _answer(request, lambda asked: (_job(asked),), make)


def find(request: dict[str, Any]) -> dict[str, Any]:
    """The objects in what the network says, and how well they agree with the truth where that is known.

    Parameters:
        request: {sequence, key, model, cut, threshold (0 to 1), smallest (pixels)}.

    Returns {sequence, count, labels (deflated height x width int32, 0 between objects), objects: [{id, area, x, y, …}],
    scores: {dice, iou, pixel_error, v_rand, v_info, ap50} or null} or an error.
    """
    from playground.backend import micrographs, segment

    def read(asked: dict[str, Any]) -> tuple[Any, ...]:
        threshold = requests.field(asked, "threshold")
        if type(threshold) not in (int, float) or not 0 <= threshold <= 1:
            raise ValueError("threshold must be a number from 0 to 1.")
        smallest = requests.whole(asked, "smallest", 0, LARGEST_SMALLEST)
        return *_looking(asked), segment.Settings(float(threshold), smallest)

    def make(key: str, model: str, cut: tuple[int, ...], settings: segment.Settings) -> dict[str, Any]:
        found = segment.find(micrographs.recall(key), model, cut, settings)
        objects = found.segmentation.objects
        return {
            "count": len(objects),
            "labels": deflated_whole(found.segmentation.labels),
            "objects": [
                {"id": one.id, **{name: number(getattr(one, name)) for name in MEASURES}} for one in objects
            ],
            "scores": None if found.scores is None else _scores(found.scores),
        }

    return _answer(request, read, make)


def levels(request: dict[str, Any]) -> dict[str, Any]:
    """What each level of the way down and the bridge look at; cut skip connections begin there and change nothing.

    Parameters:
        request: {sequence, key, model}.

    Returns {sequence, levels: [{level, channels, height, width, receptive_field (pixels), pictures (base64 PNG each)}],
    the last one the bridge} or an error.
    """
    from playground.backend import segment_levels as looks

    def make(key: str, model: str) -> dict[str, Any]:
        return {
            "levels": [
                {
                    "level": one.level,
                    "channels": one.channels,
                    "height": one.height,
                    "width": one.width,
                    "receptive_field": one.receptive_field,
                    "pictures": [picture_file(picture / np.float32(255)) for picture in one.pictures],
                }
                for one in looks.levels(_pixels(key), model)
            ]
        }

    return _answer(request, lambda asked: (_key(asked), _model(asked)), make)


def _pixels(key: str) -> np.ndarray:
    from playground.backend import micrographs

    return micrographs.recall(key).pixels


def _maps(found: Any) -> dict[str, Any]:
    return {
        "inside": deflated_bytes(found.inside),
        "border": None if found.border is None else deflated_bytes(found.border),
    }


def _scores(found: Any) -> dict[str, float | None]:
    values = {name: getattr(found, name) for name in SCORES}
    return {name: None if value is None else number(value) for name, value in values.items()}


# --- requests -----------------------------------------------------------------------------------------


def _answer(
    request: Any, read: Callable[[dict[str, Any]], tuple[Any, ...]], make: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    """`requests.answer`, with the refusals of the store of pictures and of the waiting line."""
    from playground.backend.jobs import Busy, NotDone, UnknownJob
    from playground.backend.micrographs import Forgotten

    reasons = {Busy: "busy", NotDone: "failed", UnknownJob: "unknown_job", Forgotten: "forgotten"}

    def make_or_refuse(*asked: Any) -> dict[str, Any]:
        try:
            return make(*asked)
        except tuple(reasons) as error:
            return {"error": reasons[type(error)], "message": str(error)}

    return requests.answer(request, read, make_or_refuse)


def _looking(request: dict[str, Any]) -> tuple[str, str, tuple[int, ...]]:
    """Key, model and cut levels; whether there is such a picture, the store says."""
    cut = requests.field(request, "cut")
    if not isinstance(cut, list) or not all(type(level) is int and level in LEVELS for level in cut):
        raise ValueError(f"cut must be a list of levels from {LEVELS[0]} to {LEVELS[-1]}.")
    return _key(request), _model(request), tuple(sorted(set(cut)))


def _key(request: dict[str, Any]) -> str:
    key = requests.field(request, "key")
    if not isinstance(key, str):
        raise TypeError("key must be the key of an opened picture.")
    return key


def _model(request: dict[str, Any]) -> str:
    return requests.model(request, networks())


def _key(request: dict[str, Any]) -> str:
    key = requests.field(request, "key")
    if not isinstance(key, str):
        raise TypeError("key must be the key of an opened picture.")
    return key


def _job(request: dict[str, Any]) -> str:
    job = requests.field(request, "job")
    if not isinstance(job, str):
        raise TypeError("job must be the id of a picture that is looked at.")
    return job
