"""What can be measured of a digit's style: how it leans, how thick its stroke is."""

import numpy as np

INK = 0.5
"""From here on a pixel is ink."""


def slants(pictures: np.ndarray) -> np.ndarray:
    """How far each digit leans from upright, in degrees; positive leans right, as / does.

    The line that the ink's columns follow over its rows, from second moments, as MNIST's digits are
    straightened (LeCun et al., "Gradient-based learning applied to document recognition", 1998).

    Args:
        pictures: ``(N, H, W)`` in [0, 1], white ink on black.

    Returns:
        ``(N,)`` from −90 to 90; 0 where there is no ink or all of it lies in one row.
    """
    weights = np.asarray(pictures, np.float64)
    rows, columns = np.arange(weights.shape[1])[:, None], np.arange(weights.shape[2])
    mass = np.maximum(weights.sum((1, 2)), 1e-12)
    down = rows - (weights * rows).sum((1, 2), keepdims=True) / mass[:, None, None]
    across = columns - (weights * columns).sum((1, 2), keepdims=True) / mass[:, None, None]
    together, along = (weights * down * across).sum((1, 2)), (weights * down**2).sum((1, 2))
    # Rows count downwards: ink that goes left on the way down leans right.
    shear = np.divide(-together, along, out=np.zeros_like(together), where=along > 1e-9)
    return np.degrees(np.arctan(shear))


def thicknesses(pictures: np.ndarray) -> np.ndarray:
    """The mean thickness of each digit's stroke, in pixels.

    Twice the mean distance from the stroke's middle line to the ground. The ink is measured at four
    times its size, or a stroke of two pixels could be one or three.

    Args:
        pictures: ``(N, H, W)`` in [0, 1], white ink on black.

    Returns:
        ``(N,)``; 0 where there is no ink.
    """
    return np.array([_thickness(picture) for picture in pictures])


def _thickness(picture: np.ndarray, enlargement: int = 4) -> float:
    from scipy.ndimage import distance_transform_edt, zoom
    from skimage.morphology import skeletonize

    ink = zoom(np.asarray(picture, np.float32), enlargement, order=1) >= INK
    if not ink.any():
        return 0.0
    return 2 * float(distance_transform_edt(ink)[skeletonize(ink)].mean()) / enlargement


def attribute_direction(codes: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, float]:
    """How codes move when an attribute grows, and how much of it they tell.

    The attribute is regressed on the codes (least squares, v̂ = w·z + c); the direction is the mean
    change of the code for one unit of v̂, cov(z, v̂) / var(v̂), which stays where codes are, as w itself
    need not (Haufe et al., "On the interpretation of weight vectors of linear models", 2014).

    Args:
        codes: ``(N, K)``.
        values: ``(N,)``, the attribute of each.

    Returns:
        The direction ``(K,)``, for which w·direction = 1, and R², the explained share of the variance.

    Raises:
        ValueError: if the codes tell nothing of the attribute.
    """
    centred = np.asarray(codes, np.float64) - np.mean(codes, 0, dtype=np.float64)
    wanted = np.asarray(values, np.float64) - np.mean(values, dtype=np.float64)
    weights, *_ = np.linalg.lstsq(centred, wanted, rcond=None)
    fitted = centred @ weights
    variance = fitted @ fitted
    if not variance > 0:
        raise ValueError("The codes tell nothing of the attribute: there is no direction to move in.")
    share = 1 - float(((wanted - fitted) ** 2).sum() / (wanted @ wanted))
    return centred.T @ fitted / variance, share
