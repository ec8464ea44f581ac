"""Pictures and numbers on their way to the page: base64 of bytes, and only the digits that are shown."""

import base64
import io
import math
import zlib
from typing import Any

import numpy as np

EXACT = 2_000_000
"""Most pixels of a picture that the page gets exactly."""


def gray_bytes(picture: np.ndarray) -> str:
    """A picture (H, W), clipped to [0, 1], as base64 of H x W bytes from 0 to 255, row by row."""
    pixels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return base64.b64encode(np.ascontiguousarray(pixels)).decode("ascii")


def deflated_bytes(pictures: np.ndarray) -> str:
    """Many pictures, clipped to [0, 1], as base64 of their bytes, deflated (RFC 1950): a quarter of `gray_bytes`."""
    pixels = np.rint(np.clip(pictures, 0, 1) * 255).astype(np.uint8)
    return base64.b64encode(zlib.compress(pixels.tobytes())).decode("ascii")


def deflated_whole(values: np.ndarray) -> str:
    """Whole numbers of any shape as base64 of int32, little-endian, deflated."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values, "<i4").tobytes(), 1)).decode("ascii")


def picture_file(picture: np.ndarray) -> str:
    """A picture (H, W) or (H, W, 3), clipped to [0, 1], as base64 of a PNG file; of a JPEG file, which is much smaller,
    where it has over `EXACT` pixels.
    """
    from PIL import Image

    pixels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    file = io.BytesIO()
    if pixels.shape[0] * pixels.shape[1] <= EXACT:
        Image.fromarray(pixels).save(file, "png", compress_level=1)
    else:
        Image.fromarray(pixels).save(file, "jpeg", quality=92)
    return base64.b64encode(file.getvalue()).decode("ascii")


def signed_bytes(values: np.ndarray) -> dict[str, Any]:
    """Values around zero as {"pixels", "bound"}: base64 of bytes with offset 128; ±bound is at 128 ± 127."""
    bound = float(np.abs(values).max())
    levels = np.rint(values / bound * 127) if bound > 0 else np.zeros_like(values)
    pixels = (levels + 128).astype(np.uint8)
    return {"pixels": base64.b64encode(np.ascontiguousarray(pixels)).decode("ascii"), "bound": number(bound)}


def number(value: float) -> float | None:
    """A number with five significant digits; None for what JSON cannot say (infinity, not a number)."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


def numbers(values: np.ndarray) -> list[float | None]:
    """An array of any shape as a flat list of such numbers."""
    return [number(float(value)) for value in values.ravel()]


def exact_numbers(values: np.ndarray) -> list[float | None]:
    """An array of any shape as a flat list with eight significant digits each: a code that must come back the same."""
    return [float(f"{value:.8g}") if math.isfinite(value) else None for value in values.ravel().tolist()]


def float_bytes(values: np.ndarray) -> str:
    """An array of any shape as base64 of its float32 numbers, little-endian, the last axis fastest."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")


def whole_bytes(values: np.ndarray) -> str:
    """Whole numbers as base64 of int32, little-endian."""
    return base64.b64encode(np.ascontiguousarray(values, "<i4").tobytes()).decode("ascii")


def byte_string(values: np.ndarray) -> str:
    """Whole numbers from 0 to 255 as base64, one byte each."""
    return base64.b64encode(np.ascontiguousarray(values, np.uint8).tobytes()).decode("ascii")


def unpack_gray(text: str, height: int, width: int) -> np.ndarray:
    """The inverse of `gray_bytes`: float32 (height, width) in [0, 1].

    Raises ValueError where the text is no base64 or holds another number of bytes.
    """
    pixels = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    if pixels.size != height * width:
        raise ValueError(f"{height} x {width} pixels need {height * width} bytes, got {pixels.size}.")
    return pixels.reshape(height, width).astype(np.float32) / 255
