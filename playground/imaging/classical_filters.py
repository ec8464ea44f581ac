"""Smoothing without a network: the filters that denoising autoencoders are compared with.

SciPy and scikit-image take half a second to import, so they are imported where they are used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Real
from types import MappingProxyType

import numpy as np

STRENGTHS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "gaussian": (0.2, 0.35, 0.45, 0.6, 0.75, 0.9, 1.1, 1.5),
        "median": (1, 3, 5, 7, 9),
        "total_variation": (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5),
        "non_local_means": (0.01, 0.06, 0.1, 0.14, 0.18, 0.22, 0.3, 0.4),
    }
)
"""What is tried of each filter, from almost nothing to too much; for their units see `smooth`."""

FILTERS = tuple(STRENGTHS)


def smooth(pictures: np.ndarray, filter: str, strength: float) -> np.ndarray:
    """Filter noisy pictures, each by itself.

    The strength is of

    - ``gaussian`` the standard deviation in pixels;
    - ``median`` the side of the square window in pixels, an odd number (1 changes nothing);
    - ``total_variation`` the weight of the total variation against the squared distance (Rudin, Osher and Fatemi
      1992, by Chambolle's algorithm of 2004);
    - ``non_local_means`` h, how much two patches of 5x5 pixels may differ and still be averaged (Buades, Coll and
      Morel 2005).

    Args:
        pictures: float (H, W) or (N, H, W) in [0, 1].
        filter: one of `FILTERS`.
        strength: more than 0; any, not only those of `STRENGTHS`.

    Returns:
        float32 of the same shape in [0, 1].

    Raises:
        ValueError: for anything else than the above, in one sentence.
    """
    if filter not in FILTERS:
        raise ValueError(f'There is no filter called "{filter}". Choose one of: {", ".join(FILTERS)}.')
    positive = isinstance(strength, Real) and not isinstance(strength, bool) and 0 < strength < math.inf
    if not positive:
        raise ValueError(f"The strength of {filter} must be a number above 0.")
    if filter == "median" and strength % 2 != 1:
        raise ValueError("The window of the median must have an odd number of pixels.")
    pictures = np.asarray(pictures, np.float32)
    if pictures.ndim not in (2, 3):
        raise ValueError("A filter needs one picture (H, W) or several of them (N, H, W).")
    return np.clip(_SMOOTHERS[filter](pictures, strength), 0, 1).astype(np.float32)


def _gaussian(pictures: np.ndarray, sigma: float) -> np.ndarray:
    from scipy import ndimage

    return ndimage.gaussian_filter(pictures, sigma, mode="nearest", axes=(-2, -1))


def _median(pictures: np.ndarray, side: float) -> np.ndarray:
    from scipy import ndimage

    return ndimage.median_filter(pictures, size=int(side), mode="nearest", axes=(-2, -1))


def _total_variation(pictures: np.ndarray, weight: float) -> np.ndarray:
    from skimage.restoration import denoise_tv_chambolle

    return _each(pictures, lambda picture: denoise_tv_chambolle(picture, weight))


def _non_local_means(pictures: np.ndarray, h: float) -> np.ndarray:
    from skimage.restoration import denoise_nl_means

    return _each(
        pictures,
        lambda picture: denoise_nl_means(picture, patch_size=5, patch_distance=6, h=h, fast_mode=True),
    )


def _each(pictures: np.ndarray, filtered: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    if pictures.ndim == 2:
        return filtered(pictures)
    return np.stack([filtered(picture) for picture in pictures])


_SMOOTHERS: Mapping[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "gaussian": _gaussian,
    "median": _median,
    "total_variation": _total_variation,
    "non_local_means": _non_local_means,
}
