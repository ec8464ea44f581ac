"""New digits from nothing but random codes."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import torch
from scipy.special import ndtri

from ..measures.flower import ALONG, RADIUS, petal_log_densities, placed_in_petals
from ..models.classifier import DIGITS
from . import library
from .checks import (
    LatentError,
    checked_label,
    checked_seed,
    checked_temperature,
    digit_label,
    is_conditional,
    whole_number,
)
from .latent import points, require_slidable
from .reconstruct import decode

LARGEST_COUNT = 400
MOST_STYLES = 40
SIDES = (2, 40)
"""Of a manifold or a flower: the fewest and the most pictures along one side."""
REACH = RADIUS + 3 * ALONG
"""How far the flower's petals go, to three standard deviations."""

Prior = Literal["normal", "flower", "matched"]
Variation = Literal["style", "label"]
VARIATIONS: tuple[Variation, ...] = get_args(Variation)


@dataclass(frozen=True)
class Samples:
    """Digits that were drawn, and all that is needed to draw them again.

    Attributes:
        codes: ``(N, K)``.
        labels: ``(N,)`` what a conditional network was told, or the petal; None for all others.
        pictures: ``(N, 28, 28)`` in [0, 1].
        seed, temperature: None where nothing was drawn at random.
        sha256: of the network's weights.
    """

    model: str
    codes: np.ndarray
    labels: np.ndarray | None
    pictures: np.ndarray
    seed: int | None
    temperature: float | None
    sha256: str


@dataclass(frozen=True)
class Flower:
    """The plane of the flower prior, decoded on a lattice, the top row first.

    Attributes:
        side: pictures along one side.
        extent: the lattice goes from −extent to extent in both numbers.
        codes: ``(side², 2)``.
        pictures: ``(side², 28, 28)`` in [0, 1].
        density: ``(side²,)`` of the prior, scaled to a largest value of 1.
        petals: ``(side²,)`` the most probable petal.
    """

    side: int
    extent: float
    codes: np.ndarray
    pictures: np.ndarray
    density: np.ndarray
    petals: np.ndarray


def prior_of(model: str) -> Prior:
    """What a model's codes are drawn from.

    ``"normal"``: the standard normal distribution that it was trained towards; ``"flower"``: ten petals;
    ``"matched"``: a plain autoencoder was trained towards nothing, and the normal distribution with
    the mean and covariance of the test digits' codes is the best guess.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a code to draw.
    """
    require_slidable(model)
    config = library.require(model)
    if config.family in ("variational", "conditional"):
        return "normal"
    if config.family == "adversarial":
        return "flower" if config.arguments.get("label_aware", False) else "normal"
    return "matched"


def sample(
    model: str, count: int, seed: int = 0, temperature: float = 1.0, label: int | None = None
) -> Samples:
    """Draw codes from a model's prior and decode them; the same seed gives the same digits.

    The first digits of a larger count are those of a smaller one.

    Args:
        model: a name.
        count: 1 to ``LARGEST_COUNT``.
        seed: 0 to 2³² − 1.
        temperature: factor on the prior's standard deviations, 0 to 3.
        label: of a conditional model, or the petal of a flower; left out, each code gets a random one.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a code to draw.
        checks.LatentError: for any other argument that cannot be used.
    """
    prior = prior_of(model)
    count = whole_number(count, "count", 1, LARGEST_COUNT)
    seed, temperature = checked_seed(seed), checked_temperature(temperature)
    labels = None
    if prior == "flower" or is_conditional(model):
        told = None if label is None else digit_label(label)
        random = np.random.default_rng([seed, 1]).integers(0, DIGITS, count)
        labels = random if told is None else np.full(count, told)
    else:
        checked_label(label, model)
    codes = _drawn(model, count, seed, temperature, labels)
    return _decoded(model, codes, labels, seed, temperature)


def vary(
    model: str, seed: int = 0, styles: int = 10, temperature: float = 1.0, by: Variation = "style"
) -> Samples:
    """Every style with every label.

    Args:
        model: a conditional model.
        seed, temperature: as in :func:`sample`.
        styles: how many codes, 1 to ``MOST_STYLES``.
        by: ``"style"``: one style a row, the labels 0 to 9 across; ``"label"``: one label a row, the
            styles across.

    Returns:
        ``10 · styles`` samples, row by row.

    Raises:
        library.UnknownModel, library.WrongFamily, checks.LatentError: as :func:`sample` does, and for a
            model that takes no label.
    """
    require_slidable(model)
    if not is_conditional(model):
        raise LatentError(f"{model} takes no label: choose a conditional model, such as mnist-cvae-16.")
    if by not in VARIATIONS:
        raise LatentError(f"by is one of {', '.join(VARIATIONS)}, got {str(by)[:30]}.")
    styles = whole_number(styles, "styles", 1, MOST_STYLES)
    seed, temperature = checked_seed(seed), checked_temperature(temperature)
    codes = _drawn(model, styles, seed, temperature, None)
    if by == "style":
        codes, labels = codes.repeat(DIGITS, axis=0), np.tile(np.arange(DIGITS), styles)
    else:
        codes, labels = np.tile(codes, (DIGITS, 1)), np.arange(DIGITS).repeat(styles)
    return _decoded(model, codes, labels, seed, temperature)


def manifold(model: str, side: int = 20) -> Samples:
    """A two-number model's plane, each picture at equally probable steps of its prior.

    The lattice goes through the inverse of the normal distribution function, as in Kingma and Welling
    2014, figure 4; rows from the largest second number down.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a code to draw.
        checks.LatentError: if it has other than two numbers or the flower as its prior, or for a side
            out of range.
    """
    prior = prior_of(model)
    if library.require(model).latent_dim != 2 or prior == "flower":
        raise LatentError(f"{model} has no such plane: choose mnist-vae-2 or mnist-dense-2.")
    side = whole_number(side, "side", *SIDES)
    steps = ndtri((np.arange(side) + 0.5) / side)
    lattice = np.stack([np.tile(steps, side), steps[::-1].repeat(side)], 1)
    codes = lattice if prior == "normal" else _matched(model, lattice)
    return _decoded(model, codes, None, None, None)


def flower(model: str = "mnist-aae-2", side: int = 25) -> Flower:
    """The ten petals, decoded; raises as :func:`manifold` does, for a model whose prior is no flower."""
    if prior_of(model) != "flower":
        raise LatentError(f"{model} has no flower for its prior: choose mnist-aae-2.")
    side = whole_number(side, "side", *SIDES)
    steps = np.linspace(-REACH, REACH, side)
    codes = np.stack([np.tile(steps, side), steps[::-1].repeat(side)], 1)
    densities = petal_log_densities(torch.from_numpy(codes)).exp()
    whole = densities.sum(1)
    return Flower(
        side=side,
        extent=REACH,
        codes=codes,
        pictures=decode(codes, model),
        density=(whole / whole.max()).numpy(),
        petals=densities.argmax(1).numpy(),
    )


def _drawn(model: str, count: int, seed: int, temperature: float, labels: np.ndarray | None) -> np.ndarray:
    size = library.require(model).latent_dim
    noise = temperature * np.random.default_rng([seed, 0]).standard_normal((count, size))
    prior = prior_of(model)
    if prior == "flower":
        return placed_in_petals(torch.from_numpy(labels), torch.from_numpy(noise)).numpy()
    return noise if prior == "normal" else _matched(model, noise)


def _matched(model: str, noise: np.ndarray) -> np.ndarray:
    """Standard normal noise with the mean and covariance of the test digits' codes."""
    codes = points(model).codes.astype(np.float64)
    values, vectors = np.linalg.eigh(np.cov(codes, rowvar=False))
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return codes.mean(0) + noise @ root


def _decoded(
    model: str,
    codes: np.ndarray,
    labels: np.ndarray | None,
    seed: int | None,
    temperature: float | None,
) -> Samples:
    codes = codes.astype(np.float32)
    told: Any = labels if is_conditional(model) else None
    pictures = decode(codes, model, told)
    return Samples(model, codes, labels, pictures, seed, temperature, library.require(model).sha256)
