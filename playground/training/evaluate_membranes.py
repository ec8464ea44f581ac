"""How well membranes are found in slices that the network has not seen, by three folds of the tissue."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import nn

from ..checkpoint import Checkpoint
from ..measures.segmentation import RandAndInformation, dice, intersection_over_union, pixel_error
from ..measures.segmentation import rand_and_information as compare
from ..measures.watershed import cells, filled
from . import membranes
from .cross_validation import fold_network
from .evaluation import Evaluation, Table

THRESHOLDS = tuple(np.round(np.arange(0.3, 0.96, 0.05), 2).tolist())
"""Of the probability to be inside a cell, from which the training slices choose."""
SMALLEST = 10
"""Pixels; what is smaller is a speck and no cell."""
REFERENCE = ("a plain Keras U-Net, on other slices", 0.9641, 0.9828)


@dataclass(frozen=True)
class SliceScore:
    """One slice against its labels, at one threshold."""

    parts: RandAndInformation
    pixel_error: float
    dice: float
    iou: float


def evaluate_membranes(loaded: Checkpoint) -> Evaluation:
    """Measure a recipe's folds; the checkpoint itself was trained on every slice, and nothing is left for it.

    Raises:
        checkpoint.CheckpointError: if the folds were not trained on this machine.
        data_missing.DataMissing: if the slices are not on disk.
    """
    thresholds, scores = [], []
    for number in range(len(membranes.FOLDS)):
        network = fold_network(loaded.name, number)
        threshold, found = score_fold(network, number)
        thresholds.append(threshold)
        scores.append(found)
    every = [score for found in scores for score in found]
    means = _means(every)
    metrics = {"cross_validation": means, "threshold": float(np.median(thresholds))}
    return Evaluation(metrics, {}, (_table(thresholds, scores, means),))


def score_fold(network: nn.Module, number: int) -> tuple[float, list[SliceScore]]:
    """The threshold that a fold's training slices choose, by V_Rand, and the scores of its held-out ones with it."""
    split = membranes.fold(number)
    training = {slice_: inside_probability(network, slice_) for slice_ in split.training}

    def quality(threshold: float) -> float:
        return float(
            np.mean([_score(slice_, found, threshold).parts.rand for slice_, found in training.items()])
        )

    threshold = max(THRESHOLDS, key=quality)
    return threshold, [
        _score(slice_, inside_probability(network, slice_), threshold) for slice_ in split.held_out
    ]


@torch.inference_mode()
def inside_probability(network: nn.Module, slice_: int) -> np.ndarray:
    """The probability ``(512, 512)`` of every pixel of a slice to be inside a cell."""
    picture = torch.from_numpy(membranes.slices()[0][slice_])[None, None].float() / 255
    return network(picture.contiguous(memory_format=torch.channels_last)).softmax(1)[0, 1].numpy()


def _score(slice_: int, inside: np.ndarray, threshold: float) -> SliceScore:
    truth = membranes.slices()[1][slice_]
    labels = filled(cells(inside, threshold, SMALLEST), inside)
    parts = compare(labels, cells(truth.astype(np.float32)))
    mask = inside > threshold
    return SliceScore(
        parts, pixel_error(mask, truth), dice(mask, truth), intersection_over_union(mask, truth)
    )


def _means(scores: list[SliceScore]) -> dict[str, float]:
    def mean(of: str) -> float:
        return float(np.mean([getattr(score, of) for score in scores]))

    parts = {
        name: float(np.mean([getattr(score.parts, of) for score in scores]))
        for name, of in (("v_rand", "rand"), ("v_info", "information"))
    }
    return parts | {name: mean(name) for name in ("pixel_error", "dice", "iou")}


def _table(thresholds: list[float], scores: list[list[SliceScore]], means: dict[str, float]) -> Table:
    row = partial(_row, keys=("v_rand", "v_info", "pixel_error", "dice", "iou"))
    return Table(
        "Membranes in slices not seen",
        "Three folds of consecutive slices; the slice on either side of a fold is used for nothing, because "
        "neighbours in the tissue look alike. Each fold's threshold is the one with the best V_Rand on its training "
        "slices. V_Rand and V_Info are F-scores over the true foreground; pieces connected by four neighbours, those "
        f"under {SMALLEST} pixels dropped, are grown by a watershed until they meet (thinning). The last row was "
        "measured by others on other slices: the sets differ, only the order of magnitude can be compared.",
        ("slices", "threshold", "V_Rand", "V_Info", "pixel error", "Dice", "IoU"),
        (
            *(
                (f"{fold.start} to {fold.stop - 1}", threshold, *row(_means(found)))
                for fold, threshold, found in zip(membranes.FOLDS, thresholds, scores, strict=True)
            ),
            ("all", None, *row(means)),
            (REFERENCE[0], None, *REFERENCE[1:], None, None, None),
        ),
    )


def _row(means: dict[str, float], keys: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(means[key] for key in keys)
