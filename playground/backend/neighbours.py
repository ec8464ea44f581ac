"""The test digits whose codes lie nearest to a code."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.spatial.distance import cdist

from .checks import checked_latents, is_conditional, whole_number
from .latent import points, require_mappable
from .reconstruct import decode

MOST = 100
TYPICAL = 500
"""How many test digits the usual distance is measured of."""


@dataclass(frozen=True)
class Neighbour:
    """A test digit: its place in the test split, its label, how far its code is, and its decoded picture.

    The picture ``(28, 28)`` is the decoder's own, not the original: no data set is needed to see it.
    """

    index: int
    label: int
    distance: float
    picture: np.ndarray


def nearest(code: np.ndarray, model: str, count: int = 5) -> tuple[Neighbour, ...]:
    """The ``count`` test digits with the smallest Euclidean distance in code space, the nearest first.

    Args:
        code: ``(K,)``.
        model: a name.
        count: 1 to ``MOST``.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a code.
        checks.LatentError: for a code or count that cannot be used.
    """
    require_mappable(model)
    count = whole_number(count, "count", 1, MOST)
    wanted, known = checked_latents(code, model)[0], points(model)
    distances = np.linalg.norm(known.codes - wanted, axis=1)
    chosen = np.argsort(distances, kind="stable")[:count]
    labels = known.labels[chosen].astype(int)
    pictures = decode(known.codes[chosen], model, list(labels) if is_conditional(model) else None)
    return tuple(
        Neighbour(int(index), int(label), float(distances[index]), picture)
        for index, label, picture in zip(chosen, labels, pictures, strict=True)
    )


@cache
def usual_distance(model: str) -> float:
    """How far real digits are from each other: the median distance of a test digit's code to the nearest other one.

    Measured of the first ``TYPICAL`` test digits among all of them; raises as :func:`nearest` does.
    """
    require_mappable(model)
    codes = points(model).codes
    distances = cdist(codes[:TYPICAL], codes)
    distances[np.arange(TYPICAL), np.arange(TYPICAL)] = np.inf  # not itself
    return float(np.median(distances.min(1)))
