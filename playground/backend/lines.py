"""A straight line between two digits, through an autoencoder's codes and through a VAE's."""

from dataclasses import dataclass

import numpy as np

from . import library
from .checks import LatentError
from .judging import judged
from .reconstruct import decode, encode

SIZES = (2, 16)
STEPS = 41
"""As many as ``evaluate`` measured the mean of."""
HOLE = 0.5
"""Where the judge is less sure than this, there is a hole: no digit."""


@dataclass(frozen=True)
class Side:
    """One of the two networks.

    Attributes:
        start, end: ``(K,)`` the codes of the two digits.
        confidences, labels: ``(S,)`` what the judge reads in each decoded point, and how sure it is.
        mean: ``(S,)`` the confidence averaged over 1,000 pairs of test digits with different labels.
        holes: stretches of the line, 0 to 1, where the judge is less sure than ``HOLE``.
    """

    model: str
    start: np.ndarray
    end: np.ndarray
    confidences: np.ndarray
    labels: np.ndarray
    mean: np.ndarray
    holes: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Line:
    """Both networks along the same line; ``positions`` ``(S,)`` go from 0 to 1."""

    size: int
    positions: np.ndarray
    sides: tuple[Side, Side]


def line(first: np.ndarray, second: np.ndarray, size: int) -> Line:
    """Go from one digit ``(28, 28)`` in [0, 1] to another, in codes of ``size`` numbers.

    Returns:
        The autoencoder's side first, then the VAE's.

    Raises:
        checks.LatentError: for a size that is not one of ``SIZES``.
        ValueError: for a picture of another shape.
    """
    if size not in SIZES:
        raise LatentError(f"size is one of {', '.join(map(str, SIZES))}, got {size}.")
    positions = np.linspace(0, 1, STEPS)
    autoencoder, variational = (
        _side(f"mnist-{kind}-{size}", first, second, positions) for kind in ("dense", "vae")
    )
    return Line(size, positions, (autoencoder, variational))


def _side(model: str, first: np.ndarray, second: np.ndarray, positions: np.ndarray) -> Side:
    start, end = encode(first, model).mean, encode(second, model).mean
    codes = start + positions[:, None] * (end - start)
    confidences, labels = judged(decode(codes, model))
    return Side(
        model=model,
        start=start,
        end=end,
        confidences=confidences,
        labels=labels,
        mean=library.statistic(model, "line_confidence").numpy(),
        holes=holes(positions, confidences),
    )


def holes(positions: np.ndarray, confidences: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Where confidences ``(S,)`` stay below ``HOLE``: first and last position of every such stretch."""
    below = np.concatenate([[False], confidences < HOLE, [False]])
    edges = np.flatnonzero(below[1:] != below[:-1])
    return tuple(
        (float(positions[first]), float(positions[last - 1]))
        for first, last in zip(edges[::2], edges[1::2], strict=True)
    )
