"""One loss a class. Each takes a network and a batch and gives a scalar to minimise."""

from collections.abc import Callable
from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

Objective = Callable[[nn.Module, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class SquaredError:
    """Mean of (x − y)² over pixels: the negative log-likelihood of a Gaussian, up to constants."""

    def __call__(self, model: nn.Module, pictures: Tensor, labels: Tensor) -> Tensor:
        return F.mse_loss(model(pictures).float(), pictures)


@dataclass(frozen=True)
class AbsoluteError:
    """Mean of |x − y| over pixels: the negative log-likelihood of a Laplacian, up to constants."""

    def __call__(self, model: nn.Module, pictures: Tensor, labels: Tensor) -> Tensor:
        return F.l1_loss(model(pictures).float(), pictures)


@dataclass(frozen=True)
class BernoulliCrossEntropy:
    """Mean cross-entropy over pixels, from logits, where the log of a probability is stable."""

    def __call__(self, model: nn.Module, pictures: Tensor, labels: Tensor) -> Tensor:
        logits = model.decode_logits(model.encode(pictures))
        return F.binary_cross_entropy_with_logits(logits.float(), pictures)


@dataclass(frozen=True)
class Classification:
    """Softmax cross-entropy against the label.

    Attributes:
        smoothing: share of the target spread over all classes (Szegedy et al. 2016).
    """

    smoothing: float = 0.0

    def __call__(self, model: nn.Module, pictures: Tensor, labels: Tensor) -> Tensor:
        return F.cross_entropy(model(pictures).float(), labels, label_smoothing=self.smoothing)


class TrainingStep(nn.Module):
    """A network and its objective as one module, so that ``forward`` is the loss.

    Data-parallel wrappers synchronise gradients of what passes through ``forward`` alone.
    """

    def __init__(self, model: nn.Module, objective: Objective) -> None:
        super().__init__()
        self.model = model
        self.objective = objective

    def forward(self, pictures: Tensor, labels: Tensor) -> Tensor:
        return self.objective(self.model, pictures, labels)
