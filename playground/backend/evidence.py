"""What a variational autoencoder believes of one digit: its bound, and log p(x) by three estimators."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ..measures.importance import log_mean_exp, log_normal, log_weights
from ..models import ConditionalVariationalAutoencoder, VariationalAutoencoder
from . import library
from .library import WrongFamily
from .reconstruct import to_tensor

BOUNDED = ("mnist-vae-2", "mnist-vae-16", "mnist-cvae-16", "mnist-cvae-semi-16")
ESTIMATED = ("mnist-vae-2", "mnist-vae-16")
BOUND_DRAWS = 16
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
BINARY_SEED = 0
GRID_SIDE = 48
GRID_REACH = 4.0
"""How many standard deviations of q(z|x) the grid of the true posterior holds to each side, at least."""
GRID_DEPTH = 8.0
"""In nats: the grid holds all codes whose posterior density is this near to the largest, too."""
GRID_PASSES = 3


@dataclass(frozen=True)
class Bound:
    """−ELBO of one gray digit in nats, term by term: a cross-entropy bound, no normalised likelihood.

    Attributes:
        pixels: ``(28, 28)`` the reconstruction term of each pixel, mean of ``BOUND_DRAWS`` draws of the
            posterior.
        reconstruction: their sum.
        kl_per_dimension: ``(K,)``, exact.
        kl: their sum.
        label: what a conditional network read in it; None for others.
    """

    model: str
    pixels: np.ndarray
    reconstruction: float
    kl: float
    kl_per_dimension: np.ndarray
    negative_elbo: float
    label: int | None


@dataclass(frozen=True)
class Posterior:
    """The true posterior p(z|x) of a two-number model on a grid, beside q(z|x).

    Attributes:
        centre, half_width: ``(2,)`` of the grid, which holds both densities, wherever they lie.
        exact, approximate: ``(side, side)`` densities, each scaled to a largest value of 1; rows are the
            second number, rising.
    """

    centre: np.ndarray
    half_width: np.ndarray
    exact: np.ndarray
    approximate: np.ndarray


@dataclass(frozen=True)
class Evidence:
    """log p(x) of one binarised digit in nats, by three estimators.

    Attributes:
        counts: ``(C,)`` numbers of samples; each estimate uses the first so many of the same draws.
        naive: ``(C,)`` log of the mean of p(x|z) over draws of the prior.
        importance: ``(C,)`` log of the mean weight over draws of q(z|x) (Burda et al. 2016).
        elbo: the mean log-weight over all draws of q(z|x).
        binary: ``(28, 28)`` the digit whose probability it is: drawn once, pixel by pixel.
        posterior: for two-number models.
    """

    model: str
    counts: np.ndarray
    naive: np.ndarray
    importance: np.ndarray
    elbo: float
    binary: np.ndarray
    posterior: Posterior | None


@torch.inference_mode()
def bound(picture: np.ndarray, model: str, seed: int = 0) -> Bound:
    """The terms of −ELBO for a digit ``(28, 28)`` in [0, 1], not binarised.

    Args:
        picture: white ink (1) on black (0).
        model: one of ``BOUNDED``; a conditional one reads the label itself.
        seed: of the draws.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a bound.
        ValueError: for a picture of another shape.
    """
    network = _network(model, BOUNDED)
    batch = to_tensor(picture)
    label = None
    if isinstance(network, ConditionalVariationalAutoencoder):
        label = network.label_logits(batch).argmax(1)
        mean, log_variance = network.posterior(batch, label)
    else:
        mean, log_variance = network.posterior(batch)
    noise = torch.randn(BOUND_DRAWS, mean.shape[1], generator=torch.Generator().manual_seed(seed))
    codes = mean + (0.5 * log_variance).exp() * noise
    logits = (
        network.decode_logits(codes)
        if label is None
        else network.decode_logits(codes, label.expand(BOUND_DRAWS))
    )
    pixels = F.binary_cross_entropy_with_logits(logits, batch.expand_as(logits), reduction="none").mean(
        (0, 1)
    )
    each = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)[0]
    reconstruction, kl = float(pixels.sum()), float(each.sum())
    told = None if label is None else int(label)
    return Bound(model, pixels.numpy(), reconstruction, kl, each.numpy(), reconstruction + kl, told)


@torch.inference_mode()
def evidence(picture: np.ndarray, model: str, seed: int = 0) -> Evidence:
    """log p(x) of a digit ``(28, 28)`` in [0, 1], binarised once with a fixed seed.

    Args:
        picture: white ink (1) on black (0).
        model: one of ``ESTIMATED``.
        seed: of the draws.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a likelihood.
        ValueError: for a picture of another shape.
    """
    network = _network(model, ESTIMATED)
    gray = to_tensor(picture)
    binary = torch.bernoulli(gray, generator=torch.Generator().manual_seed(BINARY_SEED))
    mean, log_variance = network.posterior(binary)
    generator = torch.Generator().manual_seed(seed)
    prior = torch.randn(COUNTS[-1], mean.shape[1], generator=generator)
    naive = -_cross_entropies(network, prior, binary)
    weights = log_weights(binary, mean, log_variance, network.decode_logits, COUNTS[-1], generator)[0]
    return Evidence(
        model=model,
        counts=np.array(COUNTS),
        naive=_prefixes(naive),
        importance=_prefixes(weights),
        elbo=float(weights.mean()),
        binary=binary[0, 0].numpy(),
        posterior=_posterior(network, binary, mean[0], log_variance[0], prior, naive)
        if mean.shape[1] == 2
        else None,
    )


def _network(
    model: str, names: tuple[str, ...]
) -> VariationalAutoencoder | ConditionalVariationalAutoencoder:
    library.require(model)
    if model not in names:
        raise WrongFamily(f'"{model}" has no likelihood to speak of. Choose one of: {", ".join(names)}.')
    return library.load(model).model


def _cross_entropies(network: VariationalAutoencoder, codes: Tensor, picture: Tensor) -> Tensor:
    logits = network.decode_logits(codes)
    each = F.binary_cross_entropy_with_logits(logits, picture.expand_as(logits), reduction="none")
    return each.flatten(1).sum(1)


def _prefixes(values: Tensor) -> np.ndarray:
    return np.array([float(log_mean_exp(values[:count])) for count in COUNTS])


def _posterior(
    network: VariationalAutoencoder,
    picture: Tensor,
    mean: Tensor,
    log_variance: Tensor,
    prior: Tensor,
    log_likelihood: Tensor,
) -> Posterior:
    """First from the draws of the prior, then from the grid itself: where does the posterior lie?"""
    reach = GRID_REACH * (0.5 * log_variance).exp()
    codes, exact = prior, log_normal(prior) + log_likelihood
    margin = reach
    for _ in range(GRID_PASSES):
        likely = codes[exact > exact.max() - GRID_DEPTH]
        low = torch.minimum(likely.amin(0) - margin, mean - reach)
        high = torch.maximum(likely.amax(0) + margin, mean + reach)
        centre, half_width = (low + high) / 2, (high - low) / 2
        codes = centre + half_width * _unit_lattice()
        exact = log_normal(codes) - _cross_entropies(network, codes, picture)
        margin = 2 * half_width / GRID_SIDE  # one cell, in which the density may still be large
    return Posterior(
        centre=centre.numpy(),
        half_width=half_width.numpy(),
        exact=_scaled(exact),
        approximate=_scaled(log_normal(codes, mean, log_variance)),
    )


def _unit_lattice() -> Tensor:
    steps = torch.linspace(-1, 1, GRID_SIDE)
    down, across = torch.meshgrid(steps, steps, indexing="ij")
    return torch.stack([across.flatten(), down.flatten()], 1)


def _scaled(log_density: Tensor) -> np.ndarray:
    return (log_density - log_density.max()).exp().reshape(GRID_SIDE, GRID_SIDE).numpy()
