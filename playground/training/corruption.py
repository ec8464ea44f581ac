"""Noise that networks are trained against, drawn anew for every batch.

The page's noise is ``imaging.corruption``: many kinds, one picture, a seed. Here are the two kinds
that training uses, on whatever device the batch is.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor


@dataclass(frozen=True)
class GaussianNoise:
    """Each picture gets its own σ, uniform between ``low`` and ``high``; the sum is clipped to [0, 1].

    Attributes:
        low, high: smallest and largest σ, in units of pixel values.
    """

    kind: ClassVar[str] = "gaussian"
    low: float = 0.0
    high: float = 0.8

    def __call__(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, ...)`` in [0, 1] to noisy ones of the same shape, in [0, 1]."""
        each = (len(pictures), *[1] * (pictures.ndim - 1))
        sigma = self.low + (self.high - self.low) * torch.rand(each, device=pictures.device)
        return (pictures + sigma * torch.randn_like(pictures)).clamp(0, 1)


@dataclass(frozen=True)
class Masking:
    """Every number is set to zero with the same probability, as in Vincent et al. 2010.

    Attributes:
        low, high: the smallest and the largest fraction of numbers that are masked; both are one
            value here, under the names that every range has.
    """

    kind: ClassVar[str] = "masking"
    low: float
    high: float

    def __call__(self, pictures: Tensor) -> Tensor:
        """``(N, ...)`` to the same shape, some of it zero."""
        each = (len(pictures), *[1] * (pictures.ndim - 1))
        fraction = self.low + (self.high - self.low) * torch.rand(each, device=pictures.device)
        return pictures * (torch.rand_like(pictures) >= fraction)


Corruption = GaussianNoise | Masking
