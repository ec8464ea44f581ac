"""How near a network's codes are to its prior, and its drawn digits to real ones: what generators share."""

from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import checkpoint
from ..measures.distribution import frechet_distance, inverse_multiquadric_discrepancy
from ..measures.importance import ACTIVE
from ..models import ConvolutionalClassifier
from . import datasets
from .evaluation import Table

JUDGE = "mnist-classifier"
POINTS = 10_000
BATCH = 500


def discrepancies(codes: Tensor, prior: Tensor, other: Tensor) -> dict[str, float]:
    """Unbiased MMD² of codes ``(N, K)`` to draws of the prior, and of two such sets of draws."""
    scale = _scale(codes.shape[1])
    return {
        "codes_to_prior": inverse_multiquadric_discrepancy(codes.numpy(), prior.numpy(), scale),
        "prior_to_prior": inverse_multiquadric_discrepancy(other.numpy(), prior.numpy(), scale),
    }


def frechet_distances(root: Path, drawn: Tensor, real: Tensor) -> dict[str, float]:
    """Of drawn digits to test digits ``(N, 1, 28, 28)``, and of as many training digits to them."""
    judge = checkpoint.load_folder(root / JUDGE).model
    return {
        "samples": frechet_distance(features(judge, drawn), features(judge, real)),
        "training_digits": floor(root),
    }


def features(judge: ConvolutionalClassifier, pictures: Tensor) -> np.ndarray:
    """The judge's features of pictures, ``(N, F)``."""
    return torch.cat([judge.features(batch) for batch in pictures.split(BATCH)]).numpy()


@cache
def floor(root: Path) -> float:
    """What equally many training digits have: no generator can be expected to be nearer."""
    judge = checkpoint.load_folder(root / JUDGE).model
    training, test = (
        datasets.load("mnist", split).pictures[:POINTS].float() / 255 for split in ("train", "test")
    )
    return frechet_distance(features(judge, training), features(judge, test))


def _scale(dimensions: int) -> float:
    """Of the kernel: the expected squared distance of two standard normal points."""
    return 2.0 * dimensions


def dimension_table(kl: Tensor, variance: Tensor) -> Table:
    """KL ``(K,)`` in nats and variance of the posterior mean ``(K,)``, the most informative first."""
    order = kl.argsort(descending=True).tolist()
    return Table(
        "Dimensions, by their KL",
        "Mean KL of every dimension in nats, and the variance of its posterior mean over test digits; active above "
        f"{ACTIVE}.",
        ("dimension", "KL", "variance of the mean"),
        tuple((str(index), float(kl[index]), float(variance[index])) for index in order),
    )


def distribution_table(
    discrepancy: dict[str, float], frechet: dict[str, float], dimensions: int, prior: str
) -> Table:
    """Both kinds of distance, each beside its floor; ``prior`` says what the decoder was fed with."""
    return Table(
        "As a generator",
        f"Fed with {prior}. MMD² is unbiased, between the codes of the 10,000 test digits and as many draws, with "
        f"the kernel C / (C + ‖x − y‖²), C = {_scale(dimensions):g}; prior against prior is its floor. The Fréchet "
        f"distance is taken in the features of `{JUDGE}`, in float64, 10,000 drawn digits against the 10,000 test "
        "digits; 10,000 training digits are its floor. Neither is comparable with figures in other features.",
        ("", "codes or samples", "floor"),
        (
            ("MMD²", discrepancy["codes_to_prior"], discrepancy["prior_to_prior"]),
            ("Fréchet distance", frechet["samples"], frechet["training_digits"]),
        ),
    )
