"""Losses of networks that say of every pixel what it is."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class CrossEntropyAndDice:
    """Cross-entropy of every pixel with a weight for each class, and one minus the soft Dice of each class.

    The first teaches fast, the second keeps thin classes from being given up (Milletari et al., "V-Net", 2016).

    Attributes:
        weights: of the classes in the cross-entropy.
        dice: share of the second part.
    """

    weights: tuple[float, ...]
    dice: float = 0.5

    def __call__(self, model: nn.Module, pictures: Tensor, truths: Tensor) -> Tensor:
        logits = model(pictures).float()
        weights = torch.tensor(self.weights, device=logits.device)
        entropy = F.cross_entropy(logits, truths, weights)
        return (1 - self.dice) * entropy + self.dice * (1 - _soft_dice(logits, truths))


@dataclass(frozen=True)
class WeightedCrossEntropyAndDice:
    """Cross-entropy with a weight for each pixel, and one minus the soft Dice of each class.

    The truths are ``(N, 2, H, W)``: classes, and weights as `boundary_weights` gives them.

    Attributes:
        dice: share of the second part.
    """

    dice: float = 0.5

    def __call__(self, model: nn.Module, pictures: Tensor, truths: Tensor) -> Tensor:
        logits = model(pictures).float()
        classes, weights = truths[:, 0].long(), truths[:, 1]
        entropy = F.cross_entropy(logits, classes, reduction="none")
        return (1 - self.dice) * (entropy * weights).sum() / weights.sum() + self.dice * (
            1 - _soft_dice(logits, classes)
        )


def _soft_dice(logits: Tensor, truths: Tensor) -> Tensor:
    """The Dice coefficient of probabilities instead of masks, over the whole batch; the mean of the classes."""
    probabilities = logits.softmax(1).flatten(2)
    true = F.one_hot(truths, logits.shape[1]).movedim(-1, 1).flatten(2).float()
    overlap, sizes = (probabilities * true).sum((0, 2)), (probabilities + true).sum((0, 2))
    return (2 * overlap / sizes.clamp_min(1)).mean()


PIXEL_OBJECTIVES = (CrossEntropyAndDice, WeightedCrossEntropyAndDice)
"""Losses of segmentations; training reports no other figure beside them."""
