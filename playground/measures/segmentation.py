"""How well pixels and cells were found.

Pictures of labels are whole numbers, 0 for what lies between objects; masks are true inside an object.
"""

from dataclasses import dataclass

import numpy as np


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
