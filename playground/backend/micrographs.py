"""Pictures to cut up: a user's own, examples from scikit-image's wheel, and synthetic ones whose truth is known.

Opened pictures are kept in memory for a while under a digest of their pixels, so that a page names them instead of
sending them again.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..imaging.picture_error import MAX_PIXELS
from ..imaging.reading import read_labels, read_picture
from .remembered import Remembered
from .truth import true_objects

KEPT_BYTES = 600_000_000
"""Of opened pictures; the longest unused are forgotten first."""
EXAMPLE_BYTES = 60_000_000
"""The same of examples, which a class opens at once."""


class Forgotten(LookupError):
    """A picture that is not kept any more; the message says what to do."""


@dataclass(frozen=True)
class Example:
    """A picture to begin with.

    Attributes:
        name: in requests, texts and the page's address.
        model: the network that suits it.
        synthetic: whether it is drawn from a seed, with a truth that is known exactly.
    """

    name: str
    model: str
    synthetic: bool


EXAMPLES: tuple[Example, ...] = (
    Example("tissue", "membrane-unet", synthetic=True),
    Example("nuclei", "nuclei-unet", synthetic=True),
    Example("immunohistochemistry", "nuclei-unet", synthetic=False),
    Example("cell", "nuclei-unet", synthetic=False),
    Example("coins", "nuclei-unet", synthetic=False),
)


@dataclass(frozen=True)
class Micrograph:
    """An opened picture.

    Attributes:
        key: a digest of its pixels.
        pixels: float32 ``(H, W)`` or ``(H, W, 3)`` in [0, 1], at full resolution.
        truth: true objects ``(H, W)`` int32 from 1, 0 between them; None where nobody knows.
    """

    key: str
    pixels: np.ndarray
    truth: np.ndarray | None = None


def read(source: str | Path | bytes) -> Micrograph:
    """A user's picture, up to 25 megapixels, not scaled down; raises `PictureError` as `read_picture` does."""
    return _keep(read_picture(source, max_side=MAX_PIXELS), None)


def _drawn(name: str, seed: int) -> tuple[np.ndarray, np.ndarray | None]:
    from ..imaging import synthetic_micrographs

    if name == "tissue":
        return synthetic_micrographs.tissue(seed)
    if name == "nuclei":
        return synthetic_micrographs.nuclei(seed)
    import skimage.data

    pixels = getattr(skimage.data, name)()
    return (pixels / np.float32(255)).astype(np.float32), None


def example(name: str, seed: int = 0) -> Micrograph:
    """One of `EXAMPLES`; the seed matters to synthetic ones only.

    Raises:
        ValueError: for a name that is none of them.
    """
    found = next((one for one in EXAMPLES if one.name == name), None)
    if found is None:
        raise ValueError(f"example is one of: {', '.join(one.name for one in EXAMPLES)}.")
    seed = seed if found.synthetic else 0
    return _keep(*_examples.once((name, seed), lambda: _drawn(name, seed)))


def recall(key: str) -> Micrograph:
    """A picture that was opened a while ago.

    Raises:
        Forgotten: if it was opened too long ago, or never.
    """
    found = _kept.get(key)
    if found is None:
        raise Forgotten("This picture is not in memory any more: open it again.")
    return found


def with_truth(key: str, source: str | Path | bytes) -> Micrograph:
    """An opened picture together with its truth, kept under a key of its own.

    Args:
        key: of the picture.
        source: a mask or a picture of labels, see `truth.true_objects`.

    Raises:
        Forgotten: if the picture is not kept any more.
        PictureError: if the truth cannot be read.
        truth.TruthError: if nothing can be compared with it.
    """
    opened = recall(key)
    truth = true_objects(read_labels(source), opened.pixels.shape[:2])
    both = hashlib.sha256(opened.key.encode())
    both.update(truth.data)
    told = Micrograph(both.hexdigest()[:32], opened.pixels, truth)
    return _kept.put(told.key, told)


def digest(pixels: np.ndarray) -> str:
    """What a picture is known by: of its shape and its values."""
    opened = _kept.find(lambda one: one.pixels is pixels)
    if opened is not None:  # a large picture takes a while
        return opened.key
    found = hashlib.sha256(repr(pixels.shape).encode())
    found.update(np.ascontiguousarray(pixels).data)
    return found.hexdigest()[:32]


def _keep(pixels: np.ndarray, truth: np.ndarray | None) -> Micrograph:
    opened = Micrograph(digest(pixels), pixels, truth)
    return _kept.put(opened.key, opened)


def _bytes(pixels: np.ndarray, truth: np.ndarray | None) -> int:
    return pixels.nbytes + (0 if truth is None else truth.nbytes)


_kept: Remembered[str, Micrograph] = Remembered(KEPT_BYTES, lambda one: _bytes(one.pixels, one.truth))
_examples: Remembered[tuple[str, int], tuple[np.ndarray, np.ndarray | None]] = Remembered(
    EXAMPLE_BYTES, lambda drawn: _bytes(*drawn)
)
