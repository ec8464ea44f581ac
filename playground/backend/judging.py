"""What a classifier that never saw a drawn digit makes of one."""

from dataclasses import dataclass

import numpy as np
import torch

from ..measures.distribution import mean_pairwise_distance
from . import library

JUDGE = "mnist-classifier"
MEASURED = "mnist-vae-16"
"""Its config holds what real test digits come to."""


@dataclass(frozen=True)
class Quality:
    """Pictures as the judge sees them, beside real digits.

    Attributes:
        confidences, labels: ``(N,)`` the judge's highest probability for each picture, and its label.
        histogram: ``(10,)`` how many it reads as each label.
        diversity: mean Euclidean distance in pixels of two of them; None for a single picture.
        real_confidence, real_diversity: the same of the 10,000 test digits.
    """

    confidences: np.ndarray
    labels: np.ndarray
    histogram: np.ndarray
    mean_confidence: float
    diversity: float | None
    real_confidence: float
    real_diversity: float


@torch.inference_mode()
def judged(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Highest probability and label, ``(N,)`` each, of pictures ``(N, 28, 28)`` in [0, 1]."""
    batch = torch.from_numpy(np.ascontiguousarray(pictures, np.float32))[:, None]
    confidences, labels = library.load(JUDGE).model(batch).softmax(1).max(1)
    return confidences.numpy(), labels.numpy()


def quality(pictures: np.ndarray) -> Quality:
    """Measure pictures ``(N, 28, 28)`` in [0, 1], at least one.

    Raises:
        checkpoint.CheckpointError: if the test digits were not measured.
    """
    confidences, labels = judged(pictures)
    real = library.metric(MEASURED, "test_digits")
    flat = pictures.reshape(len(pictures), -1)
    return Quality(
        confidences=confidences,
        labels=labels,
        histogram=np.bincount(labels, minlength=10),
        mean_confidence=float(confidences.mean()),
        diversity=mean_pairwise_distance(flat) if len(flat) > 1 else None,
        real_confidence=real["confidence"],
        real_diversity=real["diversity"],
    )
