"""Between points: what lies at a place is the mean of its nearest points, the nearer ones counting more.

Shepard, "A two-dimensional interpolation function for irregularly-spaced data", 1968, with the power two.
"""

import numpy as np

NEIGHBOURS = 10


def shepard_weights(distances: np.ndarray) -> np.ndarray:
    """Weights of the nearest points by their distances ``(..., k)``: 1/d², summing to 1 along the last axis.

    Where some distances are zero only those points count, equally.
    """
    distances = np.asarray(distances, np.float64)
    touching = distances == 0
    weights = np.where(
        touching.any(-1, keepdims=True), touching, 1 / np.square(np.where(touching, 1, distances))
    )
    return weights / weights.sum(-1, keepdims=True)


def weighted_mean(distances: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What lies at places whose nearest points are ``distances`` ``(M, k)`` away and have ``values`` ``(M, k, V)``.

    Returns:
        ``(M, V)``.
    """
    return (shepard_weights(distances)[..., None] * values).sum(1)
