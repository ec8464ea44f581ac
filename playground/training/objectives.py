"""One loss a class. Each takes a network and a batch and gives a scalar to minimise."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..measures.contraction import stochastic_contraction, tied_jacobian_squared_norms
from ..models import Autoencoder, StackedAutoencoder, TiedAutoencoder
from .corruption import Corruption

Objective = Callable[[nn.Module, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class SquaredError:
    """Mean of (x − y)² over pixels: the negative log-likelihood of a Gaussian, up to constants."""

    def __call__(self, model: Autoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        return self.between(model, pictures, pictures)

    def between(self, model: Autoencoder, seen: Tensor, wanted: Tensor) -> Tensor:
        """The loss of the network's answer to ``seen`` against ``wanted``."""
        return F.mse_loss(model(seen).float(), wanted)


@dataclass(frozen=True)
class LogSquaredError:
    """Mean over pictures of log(MSE + floor): what PSNR measures, so that every picture counts alike.

    Under a plain squared error the noisiest pictures of a batch decide alone.

    Attributes:
        floor: where an error is small enough; keeps the logarithm finite.
    """

    floor: float = 1e-3

    def __call__(self, model: Autoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        return self.between(model, pictures, pictures)

    def between(self, model: Autoencoder, seen: Tensor, wanted: Tensor) -> Tensor:
        """The loss of the network's answer to ``seen`` against ``wanted``."""
        errors = (model(seen).float() - wanted).square().flatten(1).mean(1)
        return (errors + self.floor).log().mean()


@dataclass(frozen=True)
class AbsoluteError:
    """Mean of |x − y| over pixels: the negative log-likelihood of a Laplacian, up to constants."""

    def __call__(self, model: Autoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        return F.l1_loss(model(pictures).float(), pictures)


@dataclass(frozen=True)
class BernoulliCrossEntropy:
    """Mean cross-entropy over pixels, from logits, where the log of a probability is stable."""

    def __call__(self, model: Autoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        return self.between(model, pictures, pictures)

    def between(self, model: Autoencoder, seen: Tensor, wanted: Tensor) -> Tensor:
        """The loss of the network's answer to ``seen`` against ``wanted``."""
        logits = model.decode_logits(model.encode(seen))
        return F.binary_cross_entropy_with_logits(logits.float(), wanted)


@dataclass(frozen=True)
class Denoising:
    """Rebuild the clean picture from a corrupted one (Vincent et al. 2010).

    Attributes:
        corruption: what is done to the picture before the network sees it.
        loss: how its answer is compared with the clean picture.
    """

    corruption: Corruption
    loss: SquaredError | LogSquaredError | BernoulliCrossEntropy

    def __call__(self, model: Autoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        return self.loss.between(model, self.corruption(pictures), pictures)


@dataclass(frozen=True)
class Contractive:
    """Cross-entropy plus ``weight`` · ‖∂h/∂x‖²_F, both per picture, divided by the number of pixels.

    The Jacobian is exact, in closed form (Rifai et al. 2011); the norm is squared, as in the paper.

    Attributes:
        weight: λ of the paper.
    """

    weight: float

    def __call__(self, model: TiedAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        codes = model.encode(pictures)
        rebuilding = F.binary_cross_entropy_with_logits(model.decode_logits(codes).float(), pictures)
        penalty = tied_jacobian_squared_norms(codes, model.weight).mean()
        return rebuilding + self.weight * penalty / prod(model.input_shape)


@dataclass(frozen=True)
class StochasticContractive:
    """Cross-entropy plus ``weight`` · E‖h(x) − h(x̃)‖², x̃ = x + ε, ε ~ N(0, σ²I), unclipped.

    The contractive penalty before its Taylor expansion: with ``weight`` = λ / σ² it tends to λ‖∂h/∂x‖²_F
    as σ tends to zero. Both terms are divided by the number of pixels.

    Attributes:
        weight: of the penalty.
        sigma: standard deviation of ε, in units of pixel values.
    """

    weight: float
    sigma: float

    def __call__(self, model: TiedAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        rebuilding = BernoulliCrossEntropy().between(model, pictures, pictures)
        penalty = stochastic_contraction(model.encode, pictures, self.sigma).mean()
        return rebuilding + self.weight * penalty / prod(model.input_shape)


@dataclass(frozen=True)
class LayerReconstruction:
    """One layer of a stack rebuilds what the layers below make of the pictures; those stay as they are.

    Attributes:
        layer: which one, from 0.
        corruption: of what the layer reads, or None for a plain autoencoder.
    """

    layer: int
    corruption: Corruption | None

    def __call__(self, model: StackedAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        with torch.no_grad():
            wanted = model.encode_up_to(pictures, self.layer)
        seen = self.corruption(wanted) if self.corruption else wanted
        return BernoulliCrossEntropy().between(model.layers[self.layer], seen, wanted.float())


@dataclass(frozen=True)
class Classification:
    """Softmax cross-entropy against the label.

    Attributes:
        smoothing: share of the target spread over all classes (Szegedy et al. 2016).
    """

    smoothing: float = 0.0

    def __call__(self, model: nn.Module, pictures: Tensor, labels: Tensor) -> Tensor:
        return F.cross_entropy(self.read(model, pictures).float(), labels, label_smoothing=self.smoothing)

    @staticmethod
    def read(model: nn.Module, pictures: Tensor) -> Tensor:
        """Logits ``(N, 10)`` of a classifier, or of the classifier that a stack carries."""
        return model.classify(pictures) if isinstance(model, StackedAutoencoder) else model(pictures)


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
