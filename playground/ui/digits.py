"""What every pad asks for, whatever its tab does with the digit: uploads, examples, the prepared 28 x 28."""

import math
from typing import Any

import numpy as np

from playground.backend.prepare import prepare as prepare_picture
from playground.imaging.digits import PreparationSteps, PreparedDigit
from playground.imaging.picture_error import PictureError
from playground.ui.packing import gray_bytes, unpack_gray
from playground.ui.uploads import NotAnUpload, uploaded_file

LARGEST_SIDE = 256  # of the ink that the page sends
PHOTO_SIDE = 224  # of an upload on the pad: pad.js sends it at this size
STEPS = ("polarity", "crop", "scale", "centre")


def read_ink(request: dict[str, Any]) -> PreparedDigit:
    """The ink of a pad's request, prepared.

    Parameters:
        request: {ink (base64 of height x width bytes), width, height, photo, steps (names of those that are on)}.

    Raises TypeError, ValueError or KeyError where it is none.
    """
    width, height = request["width"], request["height"]
    if not all(type(side) is int and 1 <= side <= LARGEST_SIDE for side in (width, height)):
        raise ValueError(f"width and height are whole numbers up to {LARGEST_SIDE}.")
    ink = unpack_gray(request["ink"], height, width)
    steps = PreparationSteps(**{step: step in request.get("steps", STEPS) for step in STEPS})
    return prepare_picture(ink, steps, photo=request.get("photo") is True)


def open(request: dict[str, Any]) -> dict[str, Any]:
    """An uploaded picture as the pad shows it: {width, height, pixels}, or {error, message}.

    Parameters:
        request: {path}, as Gradio's upload returned it; any other path is refused.
    """
    from playground.imaging.digits import to_gray
    from playground.imaging.reading import read_picture

    try:
        picture = read_picture(uploaded_file(request.get("path") if isinstance(request, dict) else None))
    except PictureError as error:
        return {"error": error.reason, "message": str(error)}
    except NotAnUpload as error:
        return {"error": "not_an_upload", "message": str(error)}
    gray = shrunk(to_gray(picture), PHOTO_SIDE)
    return {"width": gray.shape[1], "height": gray.shape[0], "pixels": gray_bytes(gray)}


def examples(_: dict[str, Any]) -> list[dict[str, Any]]:
    """Real digits to pick from: [{label, source, pixels (28 x 28)}]."""
    from playground.backend.examples import examples as real_digits

    return [
        {"label": row.label, "source": row.source, "pixels": gray_bytes(row.picture)} for row in real_digits()
    ]


def prepare(request: dict[str, Any]) -> dict[str, Any]:
    """The digit of a pad's ink, and no more; of a sheet without ink, the first example.

    Parameters:
        request: {sequence, ink, width, height, photo, steps}, see `read_ink`.

    Returns {sequence, prepared (28 x 28), example (whether it is one)}, or {sequence, error, message}.
    """
    from playground.backend.examples import examples as real_digits

    sequence = request.get("sequence") if isinstance(request, dict) else None
    try:
        prepared = read_ink(request)
    except (TypeError, ValueError, KeyError) as error:
        return {"sequence": sequence, "error": "bad_request", "message": f"This cannot be read: {error}"}
    picture = real_digits()[0].picture if prepared.empty else prepared.picture
    return {"sequence": sequence, "prepared": gray_bytes(picture), "example": prepared.empty}


def shrunk(picture: np.ndarray, longest: int) -> np.ndarray:
    """A picture (H, W) whose longer side is at most `longest`, averaged down."""
    from PIL import Image

    height, width = picture.shape
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, math.floor(width * scale + 0.5)), max(1, math.floor(height * scale + 0.5))
    resized = Image.fromarray(np.ascontiguousarray(picture, np.float32)).resize(size, Image.Resampling.BOX)
    return np.asarray(resized)
