"""Reading a picture that somebody else made: bounded before it is decoded, one sentence when it fails."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from .decoding import MAX_SIDE, decode, whole_numbers
from .picture_error import (
    MAX_BYTES,
    MAX_ELONGATION,
    MAX_PIXELS,
    MIN_SIDE,
    PictureError,
    Reason,
)

# Raster formats that Pillow decodes itself. EPS, PDF, WMF and the like can start other programs.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM", "AVIF")

# Pillow's own guard is lowered for the whole process, so that it also holds where Gradio opens a file.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# One picture is decoded at a time: thirty uploads in the same second then cost the memory of one.
_decoding = threading.Lock()

# What a file claims to be when Pillow cannot open it: the difference between "damaged" and "not a picture".
_RASTER_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")
_TIFF_SIGNATURES = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OTHER_SIGNATURES = (b"%PDF", b"8BPS", b"\x00\x00\x00\x0cjP", b"\xff\x0a", b"\x00\x00\x01\x00", b"\xffO\xffQ")


def read_picture(source: str | Path | bytes, max_side: int = MAX_SIDE) -> np.ndarray:
    """Read one picture from a path or from the file's bytes.

    The size is checked before a pixel is decoded; sides over ``max_side`` are scaled down. The first
    frame of an animation is taken, EXIF orientation applied, transparency laid on white (on black where the
    ink is light).

    Returns float32 in [0, 1]: (H, W) for gray pictures, (H, W, 3) for colour.
    Raises `PictureError`.
    """
    return _read(source, lambda image: decode(image, max_side))


def read_labels(source: str | Path | bytes) -> np.ndarray:
    """Read a mask or a picture of labels as the whole numbers that it holds, never rescaled.

    Args:
        source: as :func:`read_picture` takes it; of colours, each becomes a number of its own, black 0.

    Returns int64 (H, W).
    Raises `PictureError`; "unsupported" for numbers that are not whole.
    """
    return _read(source, whole_numbers)


def _read(source: str | Path | bytes, decoded: Callable[[Image.Image], np.ndarray]) -> np.ndarray:
    data = _bytes_of(source)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image.size)
            with _decoding:
                return decoded(image)
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureError("too_large") from error
    except UnidentifiedImageError as error:
        raise PictureError(_why_unidentified(data)) from error
    except Exception as error:  # decoders let struct.error, SyntaxError, KeyError… escape on hostile files
        raise PictureError("truncated") from error


def _bytes_of(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        if not path.is_file():
            raise PictureError("empty")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    if not data:
        raise PictureError("empty")
    if len(data) > MAX_BYTES:
        raise PictureError("too_large")
    return data


def _why_unidentified(data: bytes) -> Reason:
    if data.startswith(_RASTER_SIGNATURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "truncated"
    if data.startswith(_TIFF_SIGNATURES + _OTHER_SIGNATURES) or data[4:8] == b"ftyp":
        return "unsupported"
    start = data[:4096].lower()
    if data.startswith(b"%!PS") or data.startswith(b"\xc5\xd0\xd3\xc6") or b"<svg" in start:
        return "vector"
    return "not_a_picture"


def _check_size(size: tuple[int, int]) -> None:
    short, long = sorted(size)
    if short * long > MAX_PIXELS:
        raise PictureError("too_large")
    if long > MAX_ELONGATION * short:
        raise PictureError("too_elongated")
    if short < MIN_SIDE:
        raise PictureError("too_small")
