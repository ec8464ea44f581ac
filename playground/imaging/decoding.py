"""From an opened picture of any mode to float32 in [0, 1], scaled down on the way to keep memory small."""

from __future__ import annotations

import numpy as np
from PIL import ExifTags, Image

from .picture_error import PictureError

MAX_SIDE = 1024

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Averaging pixels of these modes is averaging light; of a palette it would be averaging row numbers.
_REDUCIBLE = ("L", "RGB", "RGBA", "CMYK", "YCbCr")

_INVISIBLE = 2 / 255

_GRAY = 8  # of 255: channels that differ by no more are one gray value, stored as a colour


def decode(image: Image.Image, max_side: int = MAX_SIDE) -> np.ndarray:
    """Decode an opened picture whose size has been checked, no side over ``max_side``, turned as its EXIF says.

    Returns float32 in [0, 1]: (H, W) for gray pictures, (H, W, 3) for colour.
    Raises `PictureError` ("transparent", "unsupported") and whatever Pillow raises on a damaged file.
    """
    ratio = max(1.0, max(image.size) / max_side)
    wanted = (round(image.width / ratio), round(image.height / ratio))
    image.draft(None, wanted)  # JPEG decodes straight to 1/2, 1/4 or 1/8; other formats ignore it
    image.load()
    turn = _TURNS.get(_orientation(image))  # asked after loading, which turns TIFF and drops its tag
    if image.mode in ("F", "I") or image.mode.startswith("I;16"):
        small = Image.fromarray(_deep_values(image, max_side))
    else:
        small = _eight_bit(image, max_side)
    small.thumbnail((max_side, max_side), Image.Resampling.BOX, reducing_gap=None)
    if turn is not None:
        small = small.transpose(turn)
    values = np.asarray(small, np.float32)
    if small.mode == "F":
        return np.clip(values, 0, 1)
    if small.mode == "RGBA":
        return _composite(values / 255)
    return values / 255


def whole_numbers(image: Image.Image) -> np.ndarray:
    """The numbers that an opened picture whose size has been checked holds, int64 (H, W).

    Of colours each becomes a number of its own, black 0. Raises `PictureError` ("unsupported") for fractions.
    """
    image.load()
    if image.mode == "P" and _is_black_and_white(image):
        return np.asarray(image.convert("L")).astype(np.int64)
    if image.mode in ("1", "L", "P", "I") or image.mode.startswith("I;16"):
        # A palette's own numbers are the labels; its colours are only how they are shown.
        return np.asarray(image.convert("L") if image.mode == "1" else image).astype(np.int64)
    if image.mode == "LA":
        return np.asarray(image.getchannel("L")).astype(np.int64)
    if image.mode == "F":
        values = np.asarray(image, np.float64)
        if not (np.isfinite(values).all() and (values == np.rint(values)).all()):
            raise PictureError("unsupported")
        return values.astype(np.int64)
    colours = np.asarray(image.convert("RGB")).astype(np.int64)
    if np.ptp(colours, -1).max() <= _GRAY:
        return np.asarray(image.convert("RGB").convert("L")).astype(np.int64)
    return colours[..., 0] * 2**16 + colours[..., 1] * 2**8 + colours[..., 2]


def _is_black_and_white(image: Image.Image) -> bool:
    """Whether a picture with a palette uses two colours that are gray: a mask, whose numbers may stand in any order."""
    colours = image.convert("RGB").getcolors(2)
    return colours is not None and all(max(colour) - min(colour) <= _GRAY for _, colour in colours)


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a camera's broken EXIF block is no reason to refuse its picture
        return 1


def _eight_bit(image: Image.Image, max_side: int) -> Image.Image:
    """Bring every 8-bit mode to L, RGB or RGBA, scaled down first where that loses nothing."""
    has_alpha = image.has_transparency_data
    factor = max(image.size) // max_side
    if factor > 1 and image.mode in _REDUCIBLE and "transparency" not in image.info:
        image = image.reduce(factor)
    if has_alpha:
        return image.convert("RGBA")
    if image.mode in ("1", "L"):
        return image.convert("L")
    try:
        return image.convert("RGB")
    except ValueError as error:
        image.load()  # a damaged file says so here; otherwise the colour space is one Pillow cannot convert
        raise PictureError("unsupported") from error


def _deep_values(image: Image.Image, max_side: int) -> np.ndarray:
    """Values of a 16-bit, 32-bit or float picture as float32 in [0, 1], blocks of pixels averaged into one.

    Integers are divided by the smallest full scale (8, 10, 12, 14 or 16 bits) that holds them: cameras and
    microscopes store 12 bits in 16. Floats outside [0, 1] are rescaled by their range; NaN becomes the
    darkest value, infinities become the ends.
    """
    factor = max(1, max(image.size) // max_side)
    width, height = (side // factor * factor for side in image.size)
    rows = factor * max(1, 64 // factor)
    bands = []
    for top in range(0, height, rows):  # in bands: a float copy of the whole picture may take 200 MB
        band = np.asarray(image.crop((0, top, width, min(top + rows, height))), np.float32)
        bands.append(_block_means(band, factor))
    values = np.concatenate(bands)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.zeros_like(values)
    low, high = float(finite.min()), float(finite.max())
    values = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    if image.mode != "F" and low >= 0 and high < 2**16:
        bits = next(bits for bits in (8, 10, 12, 14, 16) if high < 2**bits)
        return values / np.float32(2**bits - 1)
    if low >= 0 and high <= 1:
        return values
    span = (high - low) or 1.0
    return ((values.astype(np.float64) - low) / span).astype(np.float32)


def _block_means(values: np.ndarray, factor: int) -> np.ndarray:
    """Mean of the finite values in each factor x factor block; a block without any stays NaN or infinite."""
    if factor == 1:
        return values
    height, width = values.shape
    blocks = values.reshape(height // factor, factor, width // factor, factor).swapaxes(1, 2)
    finite = np.isfinite(blocks)
    count = finite.sum((2, 3))
    means = np.sum(blocks, (2, 3), where=finite, dtype=np.float64) / np.maximum(count, 1)
    return np.where(count > 0, means, blocks[:, :, 0, 0]).astype(np.float32)


def _composite(values: np.ndarray) -> np.ndarray:
    """Lay (H, W, 4) on white, or on black where light ink stands on an open ground: (H, W, 3)."""
    colour, alpha = values[..., :3], values[..., 3:]
    weight = float(alpha.mean())
    if alpha.max() < _INVISIBLE:
        raise PictureError("transparent")
    ink = float((colour.mean(-1, keepdims=True) * alpha).mean()) / weight
    open_ground = float((alpha < 0.5).mean()) > 0.3
    ground = 0.0 if open_ground and ink > 0.6 else 1.0
    return (colour * alpha + ground * (1 - alpha)).astype(np.float32)
