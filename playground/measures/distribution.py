"""How far sets of points are apart: maximum mean discrepancy, Fréchet distance, and a set from itself."""

import numpy as np

BLOCK = 2_000


def inverse_multiquadric_discrepancy(first: np.ndarray, second: np.ndarray, scale: float) -> float:
    """Unbiased squared MMD between two samples under k(x, y) = C / (C + ‖x − y‖²).

    Gretton et al., "A kernel two-sample test", 2012, equation 3; the kernel is that of Tolstikhin et
    al., "Wasserstein auto-encoders", 2018. Unbiased, so that it is around zero, and may be below, for
    two samples of one distribution.

    Args:
        first, second: ``(N, K)`` and ``(M, K)``, at least two points each.
        scale: C; twice the number of dimensions is the expected squared distance of two standard
            normal points.

    Returns:
        The squared discrepancy.

    Raises:
        ValueError: if a sample has fewer than two points or the dimensions differ.
    """
    if min(len(first), len(second)) < 2 or first.shape[1] != second.shape[1]:
        raise ValueError(f"Two samples of at least two points each, got {first.shape} and {second.shape}.")
    within = [
        (_kernel_sum(points, points, scale) - len(points)) / (len(points) * (len(points) - 1))
        for points in (first, second)
    ]
    between = _kernel_sum(first, second, scale) / (len(first) * len(second))
    return float(sum(within) - 2 * between)


def _kernel_sum(first: np.ndarray, second: np.ndarray, scale: float) -> float:
    second = np.asarray(second, np.float64)
    squares = (second**2).sum(1)
    total = 0.0
    for start in range(0, len(first), BLOCK):
        block = np.asarray(first[start : start + BLOCK], np.float64)
        distances = (block**2).sum(1)[:, None] + squares - 2 * block @ second.T
        total += (scale / (scale + np.maximum(distances, 0))).sum()
    return total


def mean_pairwise_distance(points: np.ndarray) -> float:
    """The mean Euclidean distance of two different points: how diverse a set is.

    Args:
        points: ``(N, K)``, at least two.

    Raises:
        ValueError: if there are fewer.
    """
    if len(points) < 2:
        raise ValueError(f"A distance needs two points, got {len(points)}.")
    all_points = np.asarray(points, np.float64)
    squares = (all_points**2).sum(1)
    total = 0.0
    for start in range(0, len(all_points), BLOCK):
        rows = slice(start, start + BLOCK)
        distances = squares[rows, None] + squares - 2 * all_points[rows] @ all_points.T
        distances[np.arange(len(distances)), np.arange(start, start + len(distances))] = 0
        total += np.sqrt(np.maximum(distances, 0)).sum()
    return float(total / (len(points) * (len(points) - 1)))


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½) of two samples of features, in float64.

    The Fréchet distance of two Gaussians (Dowson and Landau 1982), as Heusel et al. 2017 use it. It
    depends on the number of points: compare equal numbers only.

    Args:
        first, second: ``(N, F)`` features.

    Returns:
        The squared distance, not negative.

    Raises:
        ValueError: if the numbers of points or features differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"Two samples of the same shape, got {first.shape} and {second.shape}.")
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    shift = ((one.mean(0) - two.mean(0)) ** 2).sum()
    spread, other = np.cov(one, rowvar=False), np.cov(two, rowvar=False)
    # tr (Σ₁ Σ₂)^½ is the sum of the roots of the eigenvalues of Σ₁^½ Σ₂ Σ₁^½, which is symmetric.
    values, vectors = np.linalg.eigh(spread)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    mixed = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ other @ root), 0)).sum()
    return float(max(0.0, shift + np.trace(spread) + np.trace(other) - 2 * mixed))
