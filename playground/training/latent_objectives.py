"""Losses of networks whose codes follow a prior: variational, conditional, adversarial.

All are in nats per picture.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.func import functional_call

from ..measures.flower import sample_flower
from ..models.adversarial import AdversarialAutoencoder
from ..models.classifier import DIGITS
from ..models.variational import ConditionalVariationalAutoencoder, VariationalAutoencoder, one_hot


def cross_entropies(logits: Tensor, pictures: Tensor) -> Tensor:
    """Bernoulli cross-entropy of each picture, summed over pixels: ``(N, ...)`` to ``(N,)``."""
    each = F.binary_cross_entropy_with_logits(logits.float(), pictures, reduction="none")
    return each.flatten(1).sum(1)


def divergences(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(μ, diag σ²) ‖ N(0, I)) of each row: ``(N, K)`` and ``(N, K)`` to ``(N,)``."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1)


def drawn(mean: Tensor, log_variance: Tensor) -> Tensor:
    """One draw of each posterior, by the reparameterisation trick: ``(N, K)``."""
    return mean + (0.5 * log_variance).exp() * torch.randn_like(mean)


@dataclass(frozen=True)
class EvidenceLowerBound:
    """−ELBO = E_q[−log p(x|z)] + KL(q(z|x) ‖ p(z)), one draw per picture (Kingma and Welling 2014)."""

    def __call__(self, model: VariationalAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        mean, log_variance = (half.float() for half in model.posterior(pictures))
        logits = model.decode_logits(drawn(mean, log_variance))
        return (cross_entropies(logits, pictures) + divergences(mean, log_variance)).mean()


@dataclass(frozen=True)
class ConditionalEvidenceLowerBound:
    """−ELBO given the label, plus the cross-entropy of the label network.

    Where a label is missing (−1) the label network stands in: the bound is averaged over its ten
    answers, and their entropy is subtracted (Kingma et al. 2014, equations 6 to 9). On top, digits that are
    drawn from the prior with a label must be read as that label by q(y|x), whose weights this term leaves
    alone (Hu et al., "Toward controlled generation of text", 2017, equation 6).

    Attributes:
        label_weight: of the label network's cross-entropy on labelled pictures.
        agreement_weight: of the cross-entropy of the label network on drawn digits.
    """

    label_weight: float = 1.0
    agreement_weight: float = 0.0

    def __call__(self, model: ConditionalVariationalAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        known = labels >= 0
        total = pictures.new_zeros(())
        if known.any():
            bounds = self._bounds(model, pictures[known], labels[known])
            reading = F.cross_entropy(
                model.label_logits(pictures[known]).float(), labels[known], reduction="sum"
            )
            total = total + bounds.sum() + self.label_weight * reading
        if not known.all():
            total = total + self._unlabelled(model, pictures[~known]).sum()
        return total / len(pictures) + self.agreement_weight * self._disagreement(model, len(pictures))

    @staticmethod
    def _disagreement(model: ConditionalVariationalAutoencoder, count: int) -> Tensor:
        weight = model.mean.weight
        asked = torch.randint(DIGITS, (count,), device=weight.device)
        drawn = model.decode(torch.randn(count, model.latent_dim, device=weight.device), asked)
        still = {name: weight.detach() for name, weight in model.label_network.named_parameters()}
        return F.cross_entropy(functional_call(model.label_network, still, (drawn,)).float(), asked)

    def _unlabelled(self, model: ConditionalVariationalAutoencoder, pictures: Tensor) -> Tensor:
        logs = model.label_logits(pictures).float().log_softmax(1)
        repeated = pictures.repeat_interleave(DIGITS, 0)
        every_label = torch.arange(DIGITS, device=pictures.device).repeat(len(pictures))
        bounds = self._bounds(model, repeated, every_label).reshape(-1, DIGITS)
        return (logs.exp() * (bounds + logs)).sum(1)

    @staticmethod
    def _bounds(model: ConditionalVariationalAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        mean, log_variance = (half.float() for half in model.posterior(pictures, labels))
        logits = model.decode_logits(drawn(mean, log_variance), labels)
        return cross_entropies(logits, pictures) + divergences(mean, log_variance)


@dataclass(frozen=True)
class Adversarial:
    """Cross-entropy of the reconstruction, and a critic that tells codes from draws of the prior.

    The encoder is pushed to codes that the critic takes for draws of the prior (the non-saturating loss
    of Goodfellow et al. 2014); the critic learns in the same step from the same codes, where Makhzani et
    al. 2015 alternate.

    Attributes:
        weight: of the encoder's part, in nats per picture.
        gradient_penalty: of the critic's squared slope at draws of the prior, without which the two may
            circle each other for ever (R1 of Mescheder et al. 2018).
    """

    weight: float
    gradient_penalty: float = 0.0

    def __call__(self, model: AdversarialAutoencoder, pictures: Tensor, labels: Tensor) -> Tensor:
        codes = model.encode(pictures).float()
        rebuilding = cross_entropies(model.decode_logits(codes), pictures).mean()
        if model.label_aware:
            told = one_hot(labels)
            prior = torch.cat([sample_flower(labels), told], 1)
            codes = torch.cat([codes, told], 1)
        else:
            prior = torch.randn_like(codes)
        judging = F.softplus(model.criticise(codes.detach()).float()).mean()
        judging = judging + F.softplus(-model.criticise(prior).float()).mean()
        if self.gradient_penalty and torch.is_grad_enabled():
            judging = judging + self.gradient_penalty / 2 * _squared_slope(model, prior)
        # The critic must not be moved by what moves the encoder.
        still = {name: weight.detach() for name, weight in model.critic.named_parameters()}
        fooling = F.softplus(-functional_call(model.critic, still, (codes,)).float()).mean()
        return rebuilding + judging + self.weight * fooling


def _squared_slope(model: AdversarialAutoencoder, points: Tensor) -> Tensor:
    points = points.detach().requires_grad_()
    (slope,) = torch.autograd.grad(model.criticise(points).float().sum(), points, create_graph=True)
    return slope.square().sum(1).mean()
