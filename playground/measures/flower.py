"""A prior in the shape of a flower: ten Gaussians in the plane, one petal for every digit.

Makhzani et al., "Adversarial autoencoders", 2015, section 2.3.
"""

import math

import torch
from torch import Tensor

PETALS = 10
RADIUS = 2.0
"""Distance of every petal's centre from the middle."""
ALONG, ACROSS = 0.6, 0.15
"""Standard deviations of a petal, away from the middle and across."""


def petal_means() -> Tensor:
    """The centres ``(10, 2)``; petal 0 points right, the others follow counter-clockwise."""
    angles = torch.arange(PETALS) * (2 * math.pi / PETALS)
    return RADIUS * torch.stack([angles.cos(), angles.sin()], 1)


def sample_flower(labels: Tensor, generator: torch.Generator | None = None) -> Tensor:
    """One draw ``(N, 2)`` from the petal of each label ``(N,)``."""
    noise = torch.randn(len(labels), 2, generator=generator, device=labels.device)
    return placed_in_petals(labels, noise)


def placed_in_petals(labels: Tensor, noise: Tensor) -> Tensor:
    """Standard normal noise ``(N, 2)`` turned, stretched and moved into the petal of each label ``(N,)``."""
    scaled = noise * torch.tensor([ALONG, ACROSS], device=labels.device)
    angle = labels * (2 * math.pi / PETALS)
    cosine, sine = angle.cos(), angle.sin()
    along = RADIUS + scaled[:, 0]
    return torch.stack([along * cosine - scaled[:, 1] * sine, along * sine + scaled[:, 1] * cosine], 1)


def petal_log_densities(codes: Tensor) -> Tensor:
    """log p(z | petal) of codes ``(N, 2)`` under each petal, ``(N, 10)``; all petals are equally likely."""
    angles = torch.arange(PETALS, device=codes.device) * (2 * math.pi / PETALS)
    along = codes[:, :1] * angles.cos() + codes[:, 1:] * angles.sin() - RADIUS
    across = codes[:, 1:] * angles.cos() - codes[:, :1] * angles.sin()
    exponent = -0.5 * ((along / ALONG) ** 2 + (across / ACROSS) ** 2)
    return exponent - math.log(2 * math.pi * ALONG * ACROSS)
