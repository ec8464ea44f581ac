"""The segment tab: what a U-Net says of every pixel of a microscope picture, and the objects in it.

The network runs once; thresholds and sizes are applied to what it said, as often as somebody likes.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, fields

import numpy as np

from . import jobs, library, micrographs
from .micrographs import Micrograph
from .remembered import Remembered
from .segment_maps import SEGMENTING, Maps, gray, packed, run, unpacked

LARGE = 1_200_000
"""Pixels; a larger picture takes over a second and goes to the process beside the server."""
KEPT_BYTES = 400_000_000
"""Of answers of the networks; the longest unused are forgotten first."""
FOUND_BYTES = 100_000_000
"""The same of objects that were found."""


@dataclass(frozen=True)
class Settings:
    """What becomes of the network's probabilities.

    Attributes:
        threshold: of the probability to be inside an object, 0 to 1.
        smallest: pixels that an object must have.
    """

    threshold: float
    smallest: int


@dataclass(frozen=True)
class SegmentedObject:
    """One object; lengths in pixels, places from the picture's upper left corner.

    Attributes:
        id: its number in the picture of labels.
        area: in pixels.
        x, y: its centroid.
        left, top, width, height: the box around it.
        perimeter: of its outline.
        diameter: of a circle of the same area.
        eccentricity: of an ellipse of the same moments, 0 for a circle, towards 1 for a line.
        solidity: its share of its convex hull.
        intensity: mean gray value, 0 to 1, by luminance where the picture has colours.
    """

    id: int
    area: int
    x: float
    y: float
    left: int
    top: int
    width: int
    height: int
    perimeter: float
    diameter: float
    eccentricity: float
    solidity: float
    intensity: float


@dataclass(frozen=True)
class Segmentation:
    """Objects found: ``mask`` ``(H, W)`` bool, ``labels`` int32, 0 between objects, and a row for each."""

    mask: np.ndarray
    labels: np.ndarray
    objects: tuple[SegmentedObject, ...]


@dataclass(frozen=True)
class Scores:
    """Agreement with the truth, 1 at best but for the pixel error; see `measures.segmentation`."""

    dice: float
    iou: float
    pixel_error: float
    v_rand: float | None
    v_info: float | None
    ap50: float


@dataclass(frozen=True)
class Found:
    """The objects in an opened picture; scores are None where nobody knows the truth."""

    segmentation: Segmentation
    scores: Scores | None


def defaults(model: str) -> Settings:
    """The threshold that was best in the network's own evaluation, and the smallest object that counted there.

    Raises:
        library.UnknownModel, library.WrongFamily: if there is no such model or it does something else.
        checkpoint.CheckpointError: if it was trained but not measured.
    """
    library.require(model, SEGMENTING)
    return Settings(library.metric(model, "threshold"), library.metric(model, "smallest"))


def look(pixels: np.ndarray, model: str, cut: Collection[int] = ()) -> Maps:
    """Run a network on a picture, or remember what it said; many who ask the same at once wait for one run.

    Args:
        pixels: float32 ``(H, W)`` or ``(H, W, 3)`` in [0, 1].
        model: of the family "segmentation".
        cut: levels, 1 the uppermost, whose skip connection carries nothing.

    Raises:
        library.UnknownModel, library.WrongFamily: if there is no such model or it does something else.
    """
    key = _key(micrographs.digest(pixels), model, cut)
    return _kept.once(key, lambda: run(pixels, model, key[2]))


def takes_long(pixels: np.ndarray, model: str, cut: Collection[int]) -> bool:
    """Whether a network's answer is neither known already nor there within about a second."""
    height, width = pixels.shape[:2]
    if height * width <= LARGE:
        return False
    return _kept.get(_key(micrographs.digest(pixels), model, cut)) is None


def begin(key: str, model: str, cut: Collection[int] = ()) -> str:
    """Let the process beside the server run a network on a large picture; the job's id.

    Raises:
        micrographs.Forgotten: if the picture is not kept any more.
        jobs.Busy: if too many wait.
    """
    pixels = micrographs.recall(key).pixels
    library.require(model, SEGMENTING)
    asked = _key(key, model, cut)
    job = jobs.shared().submit(("segment", *asked), packed, pixels, model, asked[2])
    with _lock:
        _asked[job] = asked
        while len(_asked) > 10 * jobs.KEPT:
            _asked.popitem(last=False)
    return job


def progress(job: str) -> jobs.Progress:
    """How far a job is; raises `jobs.UnknownJob` for one that was forgotten."""
    return jobs.shared().progress(job)


def result(job: str) -> Maps:
    """What a finished job found; raises `jobs.UnknownJob` or `jobs.NotDone`."""
    planes = jobs.shared().result(job)
    with _lock:
        key = _asked.get(job)
    if key is None:
        raise jobs.UnknownJob("This job is of another kind: it has no maps.")
    return _kept.once(key, lambda: unpacked(*key[1:], planes))


def cancel(job: str) -> None:
    """Give up a job; raises `jobs.UnknownJob` for one that was forgotten."""
    jobs.shared().cancel(job)


def find(opened: Micrograph, model: str, cut: Collection[int], settings: Settings) -> Found:
    """The objects that a network finds in an opened picture; many who ask the same at once wait for one answer.

    Raises as :func:`look` does.
    """

    def make() -> Found:
        maps = look(opened.pixels, model, cut)
        found = segment(maps, settings, opened.pixels)
        return Found(found, None if opened.truth is None else score(found, maps, opened.truth))

    return _found.once((_key(opened.key, model, cut), settings), make)


def segment(maps: Maps, settings: Settings, pixels: np.ndarray) -> Segmentation:
    """The objects in what a network said.

    Membranes part what is inside: every connected piece is a cell. Nuclei grow from their insides, by a watershed that
    stops on borders.

    Args:
        maps: of the picture.
        settings: threshold and smallest size.
        pixels: the picture itself, for the mean gray value of each object.
    """
    from ..measures.watershed import cells, nuclei

    if maps.border is None:
        labels = cells(maps.inside, settings.threshold, settings.smallest)
    else:
        labels = nuclei(maps.inside, maps.border, settings.threshold, settings.smallest)
    return Segmentation(labels > 0, labels, objects_of(labels, pixels))


def score(found: Segmentation, maps: Maps, truth: np.ndarray) -> Scores:
    """How well objects agree with the truth.

    Args:
        found: the objects.
        maps: what they were found in; its probabilities say where borders are thinned to nothing for V_Rand, V_Info.
        truth: true objects ``(H, W)``, 0 between them.
    """
    from ..measures import segmentation as measures
    from ..measures.watershed import filled

    inside = truth > 0
    likely = maps.inside if maps.border is None else maps.inside + maps.border
    parts = measures.rand_and_information(filled(found.labels, likely), truth)
    return Scores(
        dice=measures.dice(found.mask, inside),
        iou=measures.intersection_over_union(found.mask, inside),
        pixel_error=measures.pixel_error(found.mask, inside),
        v_rand=None if parts is None else parts.rand,
        v_info=None if parts is None else parts.information,
        ap50=measures.average_precision(found.labels, truth),
    )


def objects_of(labels: np.ndarray, pixels: np.ndarray) -> tuple[SegmentedObject, ...]:
    """A row for each object in a picture of labels, in the order of their numbers."""
    from ..measures.object_shapes import object_shapes

    shapes = object_shapes(labels, gray(pixels))
    columns = {"id": shapes.label, "intensity": shapes.mean, **vars(shapes)}
    rows = zip(*(columns[field.name].tolist() for field in fields(SegmentedObject)), strict=True)
    return tuple(SegmentedObject(*row) for row in rows)


# --- what was said already ----------------------------------------------------------------------------------

_Key = tuple[str, str, tuple[int, ...]]

_lock = threading.Lock()
_asked: OrderedDict[str, _Key] = OrderedDict()


def _key(digest: str, model: str, cut: Collection[int]) -> _Key:
    return digest, model, tuple(sorted(set(cut)))


def _size(maps: Maps) -> int:
    return maps.inside.nbytes + (0 if maps.border is None else maps.border.nbytes)


_kept: Remembered[_Key, Maps] = Remembered(KEPT_BYTES, _size)


def _size_found(found: Found) -> int:
    one = found.segmentation
    return one.mask.nbytes + one.labels.nbytes + 1000 * len(one.objects)


_found: Remembered[tuple[_Key, Settings], Found] = Remembered(FOUND_BYTES, _size_found)
