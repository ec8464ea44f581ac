"""log p(x) of a latent-variable model, from draws of its posterior.

Burda, Grosse and Salakhutdinov, "Importance weighted autoencoders", 2016.
"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

ACTIVE = 0.01
"""A dimension is active when the variance of its posterior mean over the test digits is above this."""


def log_normal(values: Tensor, mean: Tensor | float = 0.0, log_variance: Tensor | float = 0.0) -> Tensor:
    """log N(z; μ, diag σ²), summed over the last axis: ``(..., K)`` to ``(...)``."""
    log_variance = torch.as_tensor(log_variance, dtype=values.dtype, device=values.device)
    each = (values - mean).square() / log_variance.exp() + log_variance + math.log(2 * math.pi)
    return -0.5 * each.sum(-1)


def log_weights(
    pictures: Tensor,
    mean: Tensor,
    log_variance: Tensor,
    decode_logits: Callable[[Tensor], Tensor],
    samples: int,
    generator: torch.Generator,
) -> Tensor:
    """log p(x|z) + log p(z) − log q(z|x) for draws z ~ q(z|x), with p(z) = N(0, I) and p(x|z) Bernoulli.

    Args:
        pictures: ``(N, ...)`` of zeros and ones; gray ones give a bound that is no likelihood.
        mean, log_variance: of q(z|x), ``(N, K)``.
        decode_logits: codes ``(M, K)`` to logits ``(M, ...)``.
        samples: draws per picture.
        generator: of random numbers.

    Returns:
        ``(N, samples)`` in nats. Their mean is the ELBO, :func:`log_mean_exp` of them the
        importance-weighted bound.
    """
    noise = torch.randn(len(mean), samples, mean.shape[1], generator=generator, dtype=mean.dtype)
    deviation = (0.5 * log_variance).exp()[:, None]
    codes = mean[:, None] + deviation * noise
    logits = decode_logits(codes.flatten(0, 1)).flatten(1).reshape(len(mean), samples, -1)
    target = pictures.flatten(1)[:, None].expand_as(logits)
    rebuilding = F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(-1)
    posterior = log_normal(codes, mean[:, None], log_variance[:, None])
    return log_normal(codes) - rebuilding - posterior


def log_mean_exp(values: Tensor) -> Tensor:
    """log of the mean of exponentials over the last axis, without overflow: ``(..., S)`` to ``(...)``."""
    return torch.logsumexp(values, -1) - math.log(values.shape[-1])
