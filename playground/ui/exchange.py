"""What the public endpoints take and give: uploads that become digits, lists that become codes, PNG files, JSON."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from gradio.data_classes import FileData
from gradio.processing_utils import get_upload_folder, save_pil_to_cache
from PIL import Image

from playground.measures.pictures import PSNR_CEILING
from playground.ui.uploads import uploaded_file


class RequestError(ValueError):
    """A parameter that cannot be used; the message says why."""


def digit_of(image: Any) -> np.ndarray:
    """The uploaded picture as the networks see it: (28, 28) float32 in [0, 1].

    Raises NotAnUpload, PictureError or, for an even tone, RequestError.
    """
    from playground.backend.prepare import prepare
    from playground.imaging.reading import read_picture

    file = uploaded_file(image.get("path") if isinstance(image, dict) else image)
    prepared = prepare(read_picture(file))
    if prepared.empty:
        raise RequestError("There is no digit in this picture: it is one even tone.")
    return prepared.picture


def code_of(values: Any) -> np.ndarray:
    """A flat list of finite numbers as float64: a code of any length. Raises RequestError for anything else."""
    numbers = isinstance(values, list) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )
    try:
        code = np.array(values if numbers else [math.nan], np.float64)
    except OverflowError:  # a whole number that no float can hold
        code = np.array([math.inf])
    if not np.isfinite(code).all():
        raise RequestError("latent must be a list of finite numbers, for example [0.5, -1.2].")
    return code


def label_of(value: Any) -> Any:
    """The label of one code; which values it may have, the backend says. Raises RequestError for a list of labels."""
    if isinstance(value, list):
        raise RequestError("label is a whole number from 0 to 9, got a list.")
    return value


def png(picture: np.ndarray, name: str = "digit.png") -> FileData:
    """Write a picture (H, W) or (H, W, 3) with values in [0, 1] as a PNG file that Gradio serves under a name."""
    pixels = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    path = save_pil_to_cache(Image.fromarray(pixels), get_upload_folder(), format="png")
    return FileData(path=path, orig_name=name, mime_type="image/png").model_dump()


def pngs(pictures: Iterable[np.ndarray]) -> list[FileData]:
    """The same of many pictures, in their order."""
    return [png(picture) for picture in pictures]


def decibels(psnr: float) -> float | None:
    """A PSNR; None where there is no error to speak of."""
    return number(psnr) if psnr < PSNR_CEILING else None


def number(value: float) -> float | None:
    """JSON has no infinities."""
    return float(value) if math.isfinite(value) else None


def numbers(values: np.ndarray) -> list[float]:
    """An array of any shape as a flat list."""
    return [float(value) for value in values.ravel()]


def coordinates(values: np.ndarray) -> list[float]:
    """Places on a map that is 2 wide, one axis (N,): five decimals are more than any screen shows."""
    return [round(value, 5) for value in values.tolist()]
