"""How well pixels and cells were found.

Pictures of labels are whole numbers, 0 for what lies between objects; masks are true inside an object.
"""

from dataclasses import dataclass

import numpy as np

IOU_THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""0.5, 0.55 … 0.95: how much of its union with the true one an object must overlap, from loose to exact."""


@dataclass(frozen=True)
class RandAndInformation:
    """V_Rand and V_Info (Arganda-Carreras et al., "Crowdsourcing the creation of image segmentation algorithms
    for connectomics", 2015): 1 where both pictures part the true foreground alike, at best.

    Attributes:
        rand, information: F-scores, the harmonic means of the two below.
        rand_split, rand_merge: low where a true object was split, or where two were merged.
        information_split, information_merge: the same by mutual information.
    """

    rand: float
    rand_split: float
    rand_merge: float
    information: float
    information_split: float
    information_merge: float


def dice(mask: np.ndarray, truth: np.ndarray) -> float:
    """Twice the overlap of two masks of one shape over their sizes together; 1 where both are empty (Dice 1945)."""
    overlap, sizes = int((mask & truth).sum()), int(mask.sum()) + int(truth.sum())
    return 2 * overlap / sizes if sizes else 1.0


def intersection_over_union(mask: np.ndarray, truth: np.ndarray) -> float:
    """The overlap of two masks of one shape over their union; 1 where both are empty (Jaccard 1901)."""
    union = int((mask | truth).sum())
    return int((mask & truth).sum()) / union if union else 1.0


def pixel_error(mask: np.ndarray, truth: np.ndarray) -> float:
    """The share of pixels on which two masks of one shape differ."""
    return float((mask != truth).mean())


def rand_and_information(labels: np.ndarray, truth: np.ndarray) -> RandAndInformation | None:
    """How alike two pictures of labels part the foreground of the true one; None where that is empty.

    Pixels that are 0 in ``truth`` are left out. For figures "after thinning" the labels must fill the picture, as
    `measures.watershed.filled` makes them: a 0 there counts as one more object.
    """
    from sklearn.metrics import homogeneity_completeness_v_measure
    from sklearn.metrics.cluster import pair_confusion_matrix

    inside = truth > 0
    if not inside.any():
        return None
    found, true = labels[inside], truth[inside]
    (_, joined), (parted, both) = pair_confusion_matrix(true, found).tolist()
    homogeneity, completeness, harmonic = homogeneity_completeness_v_measure(true, found)
    return RandAndInformation(
        rand=_share(2 * both, joined + parted),
        rand_split=_share(both, parted),
        rand_merge=_share(both, joined),
        information=float(harmonic),
        information_split=float(completeness),
        information_merge=float(homogeneity),
    )


def _share(right: int, wrong: int) -> float:
    """Of pairs of pixels; 1 where there is no pair."""
    return right / (right + wrong) if right + wrong else 1.0


def average_precision(labels: np.ndarray, truth: np.ndarray, threshold: float = 0.5) -> float:
    """The share of objects that were found, TP / (TP + FP + FN), as the Data Science Bowl 2018 defines it.

    A true object is found where one labelled object's intersection over union with it is above the threshold; from a
    half on, at most one can be. Where both pictures hold no object it is 1, where only one of them does, 0.

    Args:
        labels, truth: whole numbers ``(H, W)``, 0 for what lies between objects.
        threshold: from 0.5 to below 1.

    Raises:
        ValueError: for another threshold: pairs of objects would no longer be one to one.
    """
    return _precision(_overlaps(labels, truth), threshold)


def mean_average_precision(labels: np.ndarray, truth: np.ndarray) -> float:
    """The mean of `average_precision` over `IOU_THRESHOLDS`."""
    overlaps = _overlaps(labels, truth)
    return float(np.mean([_precision(overlaps, threshold) for threshold in IOU_THRESHOLDS]))


@dataclass(frozen=True)
class _Overlaps:
    """How many objects each of two pictures has, and the intersection over union of every pair that meets."""

    found: int
    true: int
    ratios: np.ndarray


def _overlaps(labels: np.ndarray, truth: np.ndarray) -> _Overlaps:
    found, sizes = np.unique(labels[labels > 0], return_counts=True)
    true, true_sizes = np.unique(truth[truth > 0], return_counts=True)
    meeting = (labels > 0) & (truth > 0)
    # Pairs of labels as single numbers, which are sorted far faster.
    partners = np.searchsorted(found, labels[meeting]) * len(true) + np.searchsorted(true, truth[meeting])
    pairs, shared = np.unique(partners, return_counts=True)
    unions = sizes[pairs // max(1, len(true))] + true_sizes[pairs % max(1, len(true))] - shared
    return _Overlaps(len(found), len(true), shared / unions)


def _precision(overlaps: _Overlaps, threshold: float) -> float:
    if not 0.5 <= threshold < 1:
        raise ValueError(f"threshold must be from 0.5 to below 1, got {threshold}.")
    hits = int((overlaps.ratios > threshold).sum())
    every = overlaps.found + overlaps.true - hits
    return hits / every if every else 1.0
