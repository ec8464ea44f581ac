"""What somebody says is true of a picture: a mask, or a picture of labels."""

from typing import Literal

import numpy as np

BRIGHT, DARK = 224, 32
"""Gray values of a mask's two sides; between them is only what compression or smoothing left."""
CLEAR = 0.9
"""Share of the pixels on the two sides of a mask."""


class TruthError(ValueError):
    """A truth that nothing can be compared with; the message says why, `reason` is "truth_size" or "truth_empty"."""

    def __init__(self, reason: Literal["truth_size", "truth_empty"], sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def true_objects(numbers: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """True objects ``(H, W)`` int32 from 1, 0 between them.

    Of two values the larger is inside; its connected pieces, by the four neighbours of a pixel, are the objects. So
    it is where nearly all pixels are nearly black or nearly white. Of other pictures every value but 0 is an object.

    Args:
        numbers: whole numbers ``(H, W)``, as they stand in a file.
        shape: of the picture that the truth is about.

    Raises:
        TruthError: if it has another shape, or holds no object.
    """
    from ..measures.watershed import cells

    if numbers.shape != shape:
        (height, width), (own_height, own_width) = shape, numbers.shape
        raise TruthError(
            "truth_size",
            f"The truth is {own_width} x {own_height} pixels and the picture {width} x {height}: both must be of one "
            "size.",
        )
    values, places = np.unique(numbers, return_inverse=True)
    if not values.any():
        raise TruthError("truth_empty", "The truth is all black: it holds no object to compare with.")
    if len(values) == 1:
        return np.ones(shape, np.int32)
    if len(values) == 2:
        return cells((numbers == values[1]).astype(np.float32))
    if _is_mask(numbers):
        return cells((numbers > 127).astype(np.float32))
    ground = values[0] == 0
    return (places.reshape(shape) + (0 if ground else 1)).astype(np.int32)


def _is_mask(numbers: np.ndarray) -> bool:
    """Whether a picture of 8 bits is black and white but for a few pixels."""
    if numbers.min() < 0 or numbers.max() > 255:
        return False
    dark, bright = float((numbers <= DARK).mean()), float((numbers >= BRIGHT).mean())
    # Where nearly everything is ground, 255 small objects look like that, too, but most of their numbers lie between.
    return dark + bright > CLEAR and bright > max(0.001, (1 - dark) / 2) and dark > 0.001
