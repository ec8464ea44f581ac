"""The public endpoints for microscope pictures; see `api`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from gradio.data_classes import FileData

from playground.ui.exchange import RequestError, number, png
from playground.ui.uploads import uploaded_file

if TYPE_CHECKING:
    from playground.backend.segment import Maps, Segmentation, SegmentedObject, Settings

DEFAULT_SEGMENTER = "membrane-unet"


def segment(
    image: FileData, model: str = DEFAULT_SEGMENTER, threshold: float | None = None
) -> tuple[FileData, FileData, dict[str, Any]]:
    """Cut the objects out of a microscope picture: cells between membranes, or nuclei.

    Returns the picture with outlines, a mask of the same size (255 inside an object, 0 elsewhere), and {count,
    threshold, objects: [{id, area, centroid: [x, y], box: [left, top, width, height], perimeter, diameter,
    eccentricity, solidity, intensity}]}, lengths in pixels. threshold, from 0 to 1, is of the probability to be inside
    an object; left out, it is the network's own.
    """
    from playground.imaging.overlay import outlined

    pixels, _, settings, found = _cut_up(image, model, threshold)
    numbers = {
        "count": len(found.objects),
        "threshold": settings.threshold,
        "objects": [_row(one) for one in found.objects],
    }
    overlay = outlined(pixels, found.labels)
    return png(overlay, "overlay.png"), png(found.mask.astype(np.float32), "mask.png"), numbers


def score_segmentation(
    image: FileData, truth: FileData, model: str = DEFAULT_SEGMENTER, threshold: float | None = None
) -> dict[str, float | None]:
    """How well a network cuts up a microscope picture whose truth is known.

    truth is a picture of the same size: a mask, white inside objects, or a number for every object, 0 between them.
    Returns {dice, iou, pixel_error, v_rand, v_info, ap50}: all but the pixel error are 1 at best.
    """
    from playground.backend.segment import score
    from playground.backend.truth import true_objects
    from playground.imaging.reading import read_labels

    pixels, maps, _, found = _cut_up(image, model, threshold)
    labels = true_objects(read_labels(uploaded_file(_path(truth))), pixels.shape[:2])
    scores = score(found, maps, labels)
    return {
        "dice": number(scores.dice),
        "iou": number(scores.iou),
        "pixel_error": number(scores.pixel_error),
        "v_rand": None if scores.v_rand is None else number(scores.v_rand),
        "v_info": None if scores.v_info is None else number(scores.v_info),
        "ap50": number(scores.ap50),
    }


def _cut_up(image: Any, model: Any, threshold: Any) -> tuple[np.ndarray, Maps, Settings, Segmentation]:
    from playground.backend import micrographs
    from playground.backend import segment as segmenting

    if not isinstance(model, str):
        raise RequestError(f'model must be a name, for example "{DEFAULT_SEGMENTER}".')
    settings = segmenting.defaults(model)
    if threshold is not None:
        settings = segmenting.Settings(_share(threshold), settings.smallest)
    pixels = micrographs.read(uploaded_file(_path(image))).pixels
    maps = segmenting.look(pixels, model)
    return pixels, maps, settings, segmenting.segment(maps, settings, pixels)


def _share(threshold: Any) -> float:
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise RequestError("threshold must be a number from 0 to 1.")
    return float(threshold)


def _path(file: Any) -> Any:
    return file.get("path") if isinstance(file, dict) else file


def _row(one: SegmentedObject) -> dict[str, Any]:
    return {
        "id": one.id,
        "area": one.area,
        "centroid": [one.x, one.y],
        "box": [one.left, one.top, one.width, one.height],
        "perimeter": one.perimeter,
        "diameter": one.diameter,
        "eccentricity": one.eccentricity,
        "solidity": number(one.solidity),
        "intensity": one.intensity,
    }
