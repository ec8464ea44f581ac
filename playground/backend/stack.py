"""The stacked denoising autoencoder: digits drawn from its layers, and what pretraining is worth."""

from dataclasses import dataclass

import numpy as np
import torch

from ..checkpoint import CheckpointError
from . import library
from .reconstruct import to_tensor

STACK = "mnist-stacked-denoising"
JUDGE = "mnist-classifier"
ARMS = ("none", "stacked", "stacked-denoising")
"""No pretraining, and pretraining by plain and by denoising autoencoders."""
LARGEST_COUNT = 100
VINCENT = {"stacked": 1.40, "stacked-denoising": 1.28}
"""Test errors in % at three layers: Vincent et al. 2010, table 3."""


@dataclass(frozen=True)
class Sample:
    """Digits drawn from one layer.

    Attributes:
        mean_picture: ``(28, 28)`` in [0, 1]: the layer's probabilities decoded, nothing drawn.
        pictures: ``(count, 28, 28)`` in [0, 1].
        labels: ``(count,)``, what the judge reads in each.
    """

    mean_picture: np.ndarray
    pictures: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Row:
    """Test errors in % of one way to start, with so many labels; one for each seed."""

    arm: str
    labels: int
    errors: tuple[float, ...]
    mean: float
    spread: float


@torch.inference_mode()
def sample_stack(picture: np.ndarray, layer: int, count: int, seed: int) -> Sample:
    """Read a layer's code as Bernoulli probabilities, draw from them, and decode each draw.

    Vincent et al. 2010, section 6.

    Args:
        picture: a digit ``(28, 28)`` in [0, 1].
        layer: 1 is the lowest.
        count: up to ``LARGEST_COUNT``.
        seed: of the draws; the same one gives the same digits.

    Raises:
        ValueError: for a layer, count or picture that does not fit.
    """
    stack = library.load(STACK).model
    if layer not in range(1, len(stack.layers) + 1):
        raise ValueError(f"layer is a whole number from 1 to {len(stack.layers)}, got {layer}.")
    if not 1 <= count <= LARGEST_COUNT:
        raise ValueError(f"count is a whole number from 1 to {LARGEST_COUNT}, got {count}.")
    probabilities = stack.encode_up_to(to_tensor(picture), layer)
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.bernoulli(probabilities.expand(count, -1), generator=generator)
    pictures = stack.decode_from(drawn, layer)
    return Sample(
        mean_picture=stack.decode_from(probabilities, layer)[0, 0].numpy(),
        pictures=pictures[:, 0].numpy(),
        labels=library.load(JUDGE).model(pictures).argmax(1).numpy(),
    )


def experiment() -> tuple[Row, ...]:
    """What pretraining is worth, as ``evaluate`` measured it: every arm with few and with all labels.

    Raises:
        CheckpointError: if the experiment was not run or not measured.
    """
    measured = library.require(STACK).metrics.get("pretraining")
    if measured is None:
        raise CheckpointError(
            "The experiment was not measured: run `python -m playground.training compare-pretraining` and "
            f"`python -m playground.training evaluate {STACK}`."
        )
    return tuple(_row(arm, int(labels), errors) for arm in ARMS for labels, errors in measured[arm].items())


def _row(arm: str, labels: int, errors: list[float]) -> Row:
    return Row(arm, labels, tuple(errors), float(np.mean(errors)), float(np.std(errors, ddof=1)))
