"""Pixels against manifold: what is near and what lies between, in pixels and in codes, and what noise is near to."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

from .checks import checked_seed, is_conditional, whole_number
from .judging import judged
from .latent import points, require_mappable
from .map import PICTURES, Located, checked_indices, nearest_codes, pictures
from .reconstruct import decode, encode

TYPICAL = 500
"""How many test digits the usual distances are measured of."""


@dataclass(frozen=True)
class JudgedAs:
    """What the judge reads in a picture, and how sure it is, 0 to 1."""

    label: int
    confidence: float


@dataclass(frozen=True)
class Halfway:
    """The middle between two digits, ``(28, 28)`` each, in [0, 1].

    Attributes:
        pixels: the mean of the two rebuilt pictures.
        manifold: what the mean of their codes decodes to.
        code: ``(K,)`` that mean.
        pixels_reading, manifold_reading: what the judge makes of each.
    """

    pixels: np.ndarray
    manifold: np.ndarray
    code: np.ndarray
    pixels_reading: JudgedAs
    manifold_reading: JudgedAs


@dataclass(frozen=True)
class Distances:
    """How far something is from the rebuilt test digits, in pixels: Euclidean, of 784 values in [0, 1].

    Attributes:
        nearest: to the nearest of them.
        spread: how much farther the farthest is than the nearest, as a share of the nearest (Beyer et al.,
            "When is nearest neighbor meaningful?", 1999): near 0, all are equally far.
    """

    nearest: float
    spread: float


@dataclass(frozen=True)
class RandomPicture:
    """A picture of 28 × 28 independent uniform values, and what a network makes of it.

    Attributes:
        picture: ``(28, 28)``.
        code: ``(K,)``.
        rebuilt: ``(28, 28)``.
        reading: what the judge reads in the noise.
        pixels: its distances in pixels; ``usual_pixels``: the median of test digits.
        code_distance: of its code to the nearest; ``usual_code_distance``: the median of test digits.
    """

    picture: np.ndarray
    code: np.ndarray
    rebuilt: np.ndarray
    reading: JudgedAs
    pixels: Distances
    usual_pixels: Distances
    code_distance: float
    usual_code_distance: float


def pixel_neighbours(index: int, model: str, count: int = 10) -> tuple[Located, ...]:
    """The test digits whose rebuilt pictures differ least, pixel by pixel, from that of the digit at ``index``.

    Distances are Euclidean, of 784 values in [0, 1]; the nearest first.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a map.
        checks.LatentError: for an index out of range or a count below 1 or above 100.
        checkpoint.CheckpointError: if its atlas was not drawn.
    """
    require_mappable(model)
    labels = points(model).labels
    index = whole_number(index, "index", 0, len(labels) - 1)
    count = whole_number(count, "count", 1, 100)
    everything = _rebuilt(model)
    distances = np.linalg.norm(everything - everything[index], axis=1)
    distances[index] = np.inf  # not itself
    chosen = np.argsort(distances, kind="stable")[:count]
    return tuple(Located(int(other), int(labels[other]), float(distances[other])) for other in chosen)


def halfway(first: int, second: int, model: str) -> Halfway:
    """What lies half-way between the test digits ``first`` and ``second``; raises as :func:`pixel_neighbours` does.

    A conditional network decodes with the first one's label.
    """
    require_mappable(model)
    known = points(model)
    pair = checked_indices(np.asarray([first, second]), len(known.labels))
    code = known.codes[pair].mean(0)
    blend = pictures(pair, model).mean(0)
    decoded = decode(code, model, int(known.labels[first]) if is_conditional(model) else None)
    confidences, labels = judged(np.stack([blend, decoded]))
    return Halfway(
        pixels=blend,
        manifold=decoded,
        code=code,
        pixels_reading=JudgedAs(int(labels[0]), float(confidences[0])),
        manifold_reading=JudgedAs(int(labels[1]), float(confidences[1])),
    )


def random_picture(seed: int, model: str) -> RandomPicture:
    """A picture drawn pixel by pixel, put among the digits; raises as :func:`pixel_neighbours` does.

    Raises:
        checks.LatentError: also for a seed that is none.
    """
    require_mappable(model)
    picture = np.random.default_rng(checked_seed(seed)).random((28, 28), np.float32)
    code = encode(picture, model)
    _, distances = nearest_codes(code.mean[None], model, 1)
    confidences, labels = judged(picture[None])
    usual_pixels, usual_codes = _usual(model)
    return RandomPicture(
        picture=picture,
        code=code.mean,
        rebuilt=decode(code.mean, model, code.label),
        reading=JudgedAs(int(labels[0]), float(confidences[0])),
        pixels=_distances(np.linalg.norm(_rebuilt(model) - picture.ravel(), axis=1)),
        usual_pixels=usual_pixels,
        code_distance=float(distances[0, 0]),
        usual_code_distance=usual_codes,
    )


def _distances(found: np.ndarray) -> Distances:
    nearest, farthest = float(found.min()), float(found.max())
    return Distances(nearest, (farthest - nearest) / nearest)


@lru_cache(maxsize=4)  # 31 MB each
def _rebuilt(model: str) -> np.ndarray:
    """The rebuilt pictures of all test digits, ``(N, 784)``."""
    indices = np.arange(len(points(model).labels))
    starts = range(0, len(indices), PICTURES)
    rebuilt = np.concatenate([pictures(indices[start : start + PICTURES], model) for start in starts])
    return rebuilt.reshape(len(rebuilt), -1)


@lru_cache(maxsize=32)
def _usual(model: str) -> tuple[Distances, float]:
    """Medians over ``TYPICAL`` test digits: their distances to the others in pixels, and to the nearest other code."""
    everything = _rebuilt(model)
    table = euclidean_distances(everything[:TYPICAL], everything)
    found = [_distances(np.delete(distances, index)) for index, distances in enumerate(table)]
    _, to_codes = nearest_codes(points(model).codes[:TYPICAL], model, 2)  # the first is the digit itself
    return (
        Distances(
            float(np.median([one.nearest for one in found])), float(np.median([one.spread for one in found]))
        ),
        float(np.median(to_codes[:, 1])),
    )
