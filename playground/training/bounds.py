"""−ELBO and log p(x) of a whole split: what every variational autoencoder is measured by.

A network is given as two functions of a slice of the split, so that one which takes labels is measured as
one which takes none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ..measures.importance import log_mean_exp, log_weights
from .latent_objectives import cross_entropies, divergences

GRAY_SAMPLES = 16
"""Draws per digit for the reconstruction term of the bound; its KL is exact."""
IMPORTANCE_SAMPLES = 500
SEED = 0
BATCH = 500
IMPORTANCE_BATCH = 20

Posterior = Callable[[Tensor, slice], tuple[Tensor, Tensor]]
"""Pictures of a slice ``(N, 1, 28, 28)`` to mean and log-variance ``(N, K)``."""
DecodeLogits = Callable[[Tensor, slice, int], Tensor]
"""Codes ``(N · repeats, K)`` of a slice, every digit's together, to logits."""


@dataclass(frozen=True)
class Bound:
    """−ELBO on gray pixels in nats per digit, a cross-entropy bound: its two terms, and its sum."""

    reconstruction: float
    kl: float
    negative_elbo: float


def gray_bound(pictures: Tensor, posterior: Posterior, decode_logits: DecodeLogits) -> Bound:
    """The bound on ``pictures`` ``(N, 1, 28, 28)`` as they are."""
    generator, reconstruction, kl = torch.Generator().manual_seed(SEED), 0.0, 0.0
    for rows in _slices(len(pictures), BATCH):
        batch = pictures[rows]
        mean, log_variance = posterior(batch, rows)
        kl += divergences(mean, log_variance).sum().item()
        for _ in range(GRAY_SAMPLES):
            codes = mean + (0.5 * log_variance).exp() * torch.randn(mean.shape, generator=generator)
            reconstruction += cross_entropies(decode_logits(codes, rows, 1), batch).sum().item()
    reconstruction, kl = reconstruction / (GRAY_SAMPLES * len(pictures)), kl / len(pictures)
    return Bound(reconstruction, kl, reconstruction + kl)


def importance_weighted_nll(pictures: Tensor, posterior: Posterior, decode_logits: DecodeLogits) -> float:
    """−log p(x) in nats per digit, on digits binarised once with a fixed seed."""
    binary = torch.bernoulli(pictures, generator=torch.Generator().manual_seed(SEED))
    generator, total = torch.Generator().manual_seed(SEED), 0.0
    for rows in _slices(len(binary), IMPORTANCE_BATCH):
        weights = log_weights(
            binary[rows],
            *posterior(binary[rows], rows),
            lambda codes, rows=rows: decode_logits(codes, rows, IMPORTANCE_SAMPLES),
            IMPORTANCE_SAMPLES,
            generator,
        )
        total -= log_mean_exp(weights).sum().item()
    return total / len(pictures)


def _slices(length: int, size: int) -> list[slice]:
    return [slice(start, min(start + size, length)) for start in range(0, length, size)]
