"""The map tab: where ten thousand digits lie, where another one would, and which ground cannot be trusted."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from sklearn.neighbors import NearestNeighbors

from ..checkpoint import ATLAS
from ..imaging.mnist_files import test_digits
from ..measures.layouts import LAYOUTS, unpacked
from ..measures.projection import PROJECTIONS
from ..measures.shepard import NEIGHBOURS, shepard_weights, weighted_mean
from ..models import ConditionalVariationalAutoencoder
from ..models.classifier import DIGITS
from . import library
from .checks import LatentError, is_conditional
from .latent import DEFAULT_MODEL, atlas_tensor, points, require_mappable
from .reconstruct import decode, encode

PICTURES = 400
"""Most pictures of one call."""
SIDE = 48
REACH = 1.05
"""Ground is tried a little beyond the outermost digits."""
LIMIT = 0.1
"""Ground that comes back further away than this, of a map that is 2 wide, is not to be trusted."""


@dataclass(frozen=True)
class Layout:
    """A map of the test digits.

    Attributes:
        key: its name, one of ``measures.layouts.LAYOUTS``.
        points: ``(N, 2 or 3)`` float32 in [-1, 1].
        trust: ``(N,)`` uint8, how many of its ten nearest in code space are among its ten nearest here.
    """

    key: str
    points: np.ndarray
    trust: np.ndarray


@dataclass(frozen=True)
class Located:
    """A test digit near a code: its place in the test split, its label, and its Euclidean distance in code space."""

    index: int
    label: int
    distance: float


@dataclass(frozen=True)
class Place:
    """Where a digit comes to lie on a map.

    Attributes:
        x, y, z: the weighted mean of its neighbours' places; ``z`` is None on a flat map.
        code: ``(K,)``.
        label: the most frequent one among the neighbours.
        neighbours: the ten nearest in code space, the nearest first.
        shares: ``(10,)`` of each label in the neighbours' weights.
    """

    x: float
    y: float
    z: float | None
    code: np.ndarray
    label: int
    neighbours: tuple[Located, ...]
    shares: np.ndarray


@dataclass(frozen=True)
class Ground:
    """How far from where it began a place of the map comes back once decoded and encoded again.

    Attributes:
        side: how many cells a row and a column have.
        reach: the outermost cells end at ± this coordinate.
        limit: beyond it, a place is not to be trusted.
        shifts: ``(side, side)`` float32 distances on the map; the first row is the lowest.
    """

    side: int
    reach: float
    limit: float
    shifts: np.ndarray


def layout_key(projection: str, dimensions: int) -> str:
    """The key of a shipped layout.

    Raises:
        checks.LatentError: for a projection or a number of dimensions that there is none of.
    """
    if projection not in PROJECTIONS:
        raise LatentError(
            f'There is no projection "{str(projection)[:30]}": choose one of {", ".join(PROJECTIONS)}.'
        )
    if isinstance(dimensions, bool) or dimensions not in (2, 3):
        raise LatentError(f"dimensions is 2 or 3, got {str(dimensions)[:30]}.")
    return f"{projection}-{int(dimensions)}"


@cache
@torch.inference_mode(False)
def layout(model: str, key: str) -> Layout:
    """A shipped map of a model's codes.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a map.
        checks.LatentError: for an unknown key.
        checkpoint.CheckpointError: if its atlas was not drawn.
    """
    require_mappable(model)
    if key not in LAYOUTS:
        raise LatentError(f'There is no map "{str(key)[:30]}": choose one of {", ".join(LAYOUTS)}.')
    return Layout(
        key,
        unpacked(atlas_tensor(model, f"layout.{key}").numpy()),
        atlas_tensor(model, f"trust.{key}").numpy(),
    )


def atlas_file(model: str) -> Path:
    """Where a model's atlas lies; raises as :func:`layout` does."""
    require_mappable(model)
    atlas_tensor(model, "codes")
    return library.load(model).folder / ATLAS


@cache
def atlas_sha256(model: str) -> str:
    """The SHA-256 of a model's atlas, by which a browser knows it; raises as :func:`layout` does."""
    return hashlib.sha256(atlas_file(model).read_bytes()).hexdigest()


def locate(
    picture: np.ndarray, model: str = DEFAULT_MODEL, projection: str = "umap", dimensions: int = 2
) -> Place:
    """Where a digit ``(28, 28)`` in [0, 1] would lie on a shipped map.

    Nothing is projected: the digit is put among its ten nearest in code space, by Shepard's weights.

    Raises:
        library.UnknownModel, library.WrongFamily, checks.LatentError, checkpoint.CheckpointError: as
            :func:`layout` and :func:`layout_key` do.
        ValueError: for a picture of another shape.
    """
    shown = layout(model, layout_key(projection, dimensions))
    code = encode(picture, model).mean
    indices, distances = nearest_codes(code[None], model)
    weights, labels = shepard_weights(distances)[0], points(model).labels[indices[0]].astype(int)
    place = weighted_mean(distances, shown.points[indices])[0]
    return Place(
        x=float(place[0]),
        y=float(place[1]),
        z=float(place[2]) if len(place) > 2 else None,
        code=code,
        label=int(np.bincount(labels, minlength=DIGITS).argmax()),
        neighbours=tuple(
            Located(int(index), int(label), float(distance))
            for index, label, distance in zip(indices[0], labels, distances[0], strict=True)
        ),
        shares=np.bincount(labels, weights, minlength=DIGITS),
    )


def nearest_codes(codes: np.ndarray, model: str, count: int = NEIGHBOURS) -> tuple[np.ndarray, np.ndarray]:
    """The test digits nearest to codes ``(M, K)``, the nearest first.

    Returns:
        Their indices and Euclidean distances, each ``(M, count)``.
    """
    distances, indices = _search(model).kneighbors(np.asarray(codes, np.float64), count)
    return indices, distances


def pictures(indices: np.ndarray, model: str) -> np.ndarray:
    """The decoder's rebuilding ``(n, 28, 28)`` in [0, 1] of some test digits, each with its own label.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a map.
        checks.LatentError: for an index out of range, or more than ``PICTURES``.
        checkpoint.CheckpointError: if its atlas was not drawn.
    """
    require_mappable(model)
    known = points(model)
    chosen = checked_indices(indices, len(known.labels))
    labels = known.labels[chosen].astype(int)
    return decode(known.codes[chosen], model, list(labels) if is_conditional(model) else None)


def originals(indices: np.ndarray) -> np.ndarray | None:
    """The test digits themselves, ``(n, 28, 28)`` float32 in [0, 1]; None where MNIST is not on disk.

    Raises:
        checks.LatentError: as :func:`pictures` does.
    """
    known = test_digits()
    if known is None:
        return None
    return known[0][checked_indices(indices, len(known[0]))].astype(np.float32) / 255


def checked_indices(indices: np.ndarray, count: int) -> np.ndarray:
    """Places in the test split, as whole numbers below ``count``.

    Raises:
        checks.LatentError: for one out of range, for none, or for more than ``PICTURES``.
    """
    chosen = np.asarray(indices)
    if chosen.ndim != 1 or len(chosen) == 0 or len(chosen) > PICTURES:
        raise LatentError(f"Choose from 1 to {PICTURES} digits at a time.")
    if chosen.dtype.kind not in "iu" or chosen.min() < 0 or chosen.max() >= count:
        raise LatentError(f"An index is a whole number from 0 to {count - 1:,}.")
    return chosen


@cache
def ground(model: str, key: str) -> Ground:
    """How far every place of a flat shipped map can be trusted; raises as :func:`layout` does.

    Raises:
        checks.LatentError: for a map in three dimensions.
    """
    return ground_of(model, np.arange(len(points(model).labels)), layout(model, key).points)


@torch.inference_mode()
def ground_of(model: str, indices: np.ndarray, places: np.ndarray) -> Ground:
    """As :func:`ground`, of any map: of the digits at ``indices`` ``(n,)`` that lie at ``places`` ``(n, 2)``.

    Raises:
        checks.LatentError: for places in three dimensions.
    """
    if places.shape[1] != 2:
        raise LatentError("Only a flat map has ground to walk on: choose one in two dimensions.")
    known = points(model)
    codes, labels = known.codes[indices], known.labels[indices]
    middles = (np.arange(SIDE) + 0.5) / SIDE * 2 * REACH - REACH
    cells = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    distances, near = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(places).kneighbors(cells)
    decoded_codes = weighted_mean(distances, codes[near])
    told = _heaviest(shepard_weights(distances), labels[near]) if is_conditional(model) else None
    decoded = decode(decoded_codes, model, None if told is None else list(told))
    again = _codes(decoded, model, told)
    distances, near = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(codes).kneighbors(again)
    shifts = np.linalg.norm(weighted_mean(distances, places[near]) - cells, axis=1)
    return Ground(SIDE, REACH, LIMIT, shifts.reshape(SIDE, SIDE).astype(np.float32))


def _heaviest(weights: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The label with the largest share of the weights, ``(M,)``, of ``(M, k)`` each."""
    shares = (weights[..., None] * (labels[..., None] == np.arange(DIGITS))).sum(1)
    return shares.argmax(1)


def _codes(decoded: np.ndarray, model: str, labels: np.ndarray | None) -> np.ndarray:
    """Codes ``(M, K)`` of pictures ``(M, 28, 28)``, posterior means where there are some."""
    network = library.load(model).model
    batch = torch.from_numpy(np.ascontiguousarray(decoded, np.float32))[:, None]
    if isinstance(network, ConditionalVariationalAutoencoder):
        return network.posterior(batch, torch.from_numpy(labels))[0].numpy()
    return network.encode(batch).flatten(1).numpy()


@cache
def _search(model: str) -> NearestNeighbors:
    return NearestNeighbors(n_neighbors=NEIGHBOURS).fit(points(model).codes.astype(np.float64))
