"""How well nuclei are found and counted in fields of view that the network has not seen, by the kind of light."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from itertools import product

import numpy as np
import torch
from torch import nn

from ..checkpoint import Checkpoint
from ..imaging.contrast import stretched
from ..measures.segmentation import (
    average_precision,
    dice,
    intersection_over_union,
    mean_average_precision,
    pixel_error,
)
from ..measures.watershed import nuclei as parted
from .evaluation import Evaluation, Table
from .nuclei import BORDER, INSIDE, KINDS, Nuclei, parts

THRESHOLDS = tuple(np.round(np.arange(0.3, 0.71, 0.05), 2).tolist())
"""Of the probability to be inside a nucleus or on its border, from which the validation part chooses."""
SMALLEST = (10, 20, 30)
"""Pixels that a nucleus must have, from which it chooses too."""
DISTANCES = (3, 5, 8, 12)
"""Pixels between the seeds of two nuclei, from which it chooses for the reference."""


@dataclass(frozen=True)
class PictureScore:
    """One picture against its true nuclei; `count_error` is how many too few or too many were found."""

    dice: float
    iou: float
    pixel_error: float
    ap50: float
    mean_ap: float
    count_error: float
    true_count: float


def evaluate_nuclei(loaded: Checkpoint) -> Evaluation:
    """Choose threshold and smallest nucleus on the validation part, then measure them on the test part.

    Raises:
        data_missing.DataMissing: if the pictures are not on disk.
    """
    validation, test = parts()["validation"], parts()["test"]
    seen = [probabilities(loaded.model, one) for one in validation]
    threshold, smallest = best_on(
        validation, product(THRESHOLDS, SMALLEST), lambda index, setting: parted(*seen[index], *setting)
    )
    (distance,) = best_on(
        validation,
        product(DISTANCES),
        lambda index, setting: classical(validation[index], *setting, smallest),
    )
    found = [score(parted(*probabilities(loaded.model, one), threshold, smallest), one) for one in test]
    reference = [score(classical(one, distance, smallest), one) for one in test]
    metrics = {
        **means(found),
        "by_kind": {kind: means(_of_kind(kind, test, found)) for kind in KINDS},
        "reference": means(reference),
        "threshold": threshold,
        "smallest": smallest,
    }
    return Evaluation(metrics, {}, (_table(test, found, reference, distance, metrics),))


def best_on(
    pictures: tuple[Nuclei, ...],
    settings: Iterable[tuple[float, ...]],
    find: Callable[[int, tuple[float, ...]], np.ndarray],
) -> tuple[float, ...]:
    """The setting whose labels have the greatest mean average precision; ``find`` gives those of one picture.

    Every kind weighs the same, or fluorescence, five in six pictures, would decide for all.
    """

    def quality(setting: tuple[float, ...]) -> float:
        found: dict[str, list[float]] = {}
        for index, one in enumerate(pictures):
            precision = mean_average_precision(find(index, setting), one.instances)
            found.setdefault(one.kind, []).append(precision)
        return float(np.mean([np.mean(of_kind) for of_kind in found.values()]))

    return max(settings, key=quality)


@torch.inference_mode()
def probabilities(network: nn.Module, one: Nuclei) -> tuple[np.ndarray, np.ndarray]:
    """The probabilities ``(H, W)`` of every pixel to be inside a nucleus, and on its border."""
    picture = torch.from_numpy(stretched(one.pixels)).permute(2, 0, 1)[None]
    found = network(picture.contiguous(memory_format=torch.channels_last)).softmax(1)[0].numpy()
    return found[INSIDE], found[BORDER]


def classical(one: Nuclei, distance: int, smallest: int) -> np.ndarray:
    """The reference without a network: Otsu's threshold, parted by a watershed from the points deepest inside.

    It is told whether the ground of the picture is dark. Labels ``(H, W)`` int32.
    """
    from scipy.ndimage import distance_transform_edt
    from skimage.feature import peak_local_max
    from skimage.filters import gaussian, threshold_otsu
    from skimage.measure import label
    from skimage.morphology import remove_small_objects
    from skimage.segmentation import watershed

    gray = gaussian(one.pixels.mean(2) / 255, 1)
    bright = gray > threshold_otsu(gray)
    mask = remove_small_objects(bright if one.kind == "fluorescence" else ~bright, max_size=smallest - 1)
    depth = gaussian(distance_transform_edt(mask), 1)
    seeds = np.zeros(mask.shape, np.int32)
    peaks = peak_local_max(depth, min_distance=distance, labels=label(mask), exclude_border=False)
    seeds[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return watershed(-depth, seeds, mask=mask).astype(np.int32)


def score(labels: np.ndarray, one: Nuclei) -> PictureScore:
    """Labels of one picture against its true nuclei."""
    mask, truth = labels > 0, one.instances > 0
    found, true = (len(np.unique(objects[objects > 0])) for objects in (labels, one.instances))
    return PictureScore(
        dice(mask, truth),
        intersection_over_union(mask, truth),
        pixel_error(mask, truth),
        average_precision(labels, one.instances),
        mean_average_precision(labels, one.instances),
        abs(found - true),
        true,
    )


def means(scores: list[PictureScore]) -> dict[str, float]:
    """Means over pictures, and the count errors' sum as a share of all true nuclei."""
    found = {
        of.name: float(np.mean([getattr(one, of.name) for one in scores])) for of in fields(PictureScore)
    }
    return found | {"relative_count_error": found["count_error"] / found["true_count"]}


def _of_kind(kind: str, pictures: tuple[Nuclei, ...], scores: list[PictureScore]) -> list[PictureScore]:
    return [found for one, found in zip(pictures, scores, strict=True) if one.kind == kind]


def _table(
    test: tuple[Nuclei, ...],
    found: list[PictureScore],
    reference: list[PictureScore],
    distance: int,
    metrics: dict[str, float],
) -> Table:
    def row(name: str, chosen: list[PictureScore], pictures: list[Nuclei]) -> tuple[str | float, ...]:
        mean = means(chosen)
        return (
            name,
            len(pictures),
            len({one.field for one in pictures}),
            *(mean[key] for key in ("dice", "iou", "pixel_error", "ap50", "mean_ap")),
            mean["true_count"],
            mean["count_error"],
            f"{mean['relative_count_error']:.1%}",
        )

    of_kind = {kind: [one for one in test if one.kind == kind] for kind in KINDS}
    return Table(
        "Nuclei in fields of view not seen",
        "The test part: a fifth of the pictures of every kind and size, by whole fields of view, none of which has a "
        "tile among the pictures that trained. Other fields of the same plates and slides have: the figures are of new "
        f"pictures from known laboratories. The threshold {metrics['threshold']:g} on inside and border together, and "
        f"at least {metrics['smallest']} pixels a nucleus, had the best mean AP on the validation part, where every "
        "kind weighed the same. AP is TP / (TP + FP + FN) at an intersection over union above 0.5, mean AP its mean "
        "over 0.5, 0.55 … 0.95; all figures are means over pictures. The count error is how many nuclei a picture has "
        "too many or too few, and its sum as a share of all true nuclei. The reference is Otsu's threshold and a "
        f"watershed from the points deepest inside, at least {distance} pixels apart (chosen on the validation part "
        "too), on the same pictures.",
        (
            "pictures of",
            "pictures",
            "fields",
            "Dice",
            "IoU",
            "pixel error",
            "AP at 0.5",
            "mean AP",
            "nuclei a picture",
            "count error",
            "of the count",
        ),
        (
            *(row(kind, _of_kind(kind, test, found), of_kind[kind]) for kind in KINDS),
            row("all", found, list(test)),
            *(row(f"reference, {kind}", _of_kind(kind, test, reference), of_kind[kind]) for kind in KINDS),
            row("reference, all", reference, list(test)),
        ),
    )
