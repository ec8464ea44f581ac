"""How far a reconstruction is from its picture: MSE, PSNR, SSIM.

All values are in [0, 1] units and nothing is clipped. Conventions: PSNR is per picture with
peak 1; SSIM is scikit-image's with Gaussian weights and σ = 1.5 (Wang et al. 2004).
"""

from collections.abc import Iterable

import numpy as np

PSNR_CEILING = 100.0
"""dB; stands for an exact copy, whose PSNR is infinite."""


def squared_errors(pictures: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    """Mean squared error of each picture: two arrays ``(N, ...)`` to ``(N,)``, per pixel.

    Raises:
        ValueError: if the shapes differ.
    """
    if pictures.shape != reconstructions.shape:
        raise ValueError(f"The shapes differ: {pictures.shape} and {reconstructions.shape}.")
    difference = pictures.astype(np.float64) - reconstructions.astype(np.float64)
    return (difference**2).reshape(len(pictures), -1).mean(axis=1)


def peak_signal_to_noise(mean_squared_error: np.ndarray) -> np.ndarray:
    """PSNR in dB for peak 1: ``−10 log10(MSE)``, at most ``PSNR_CEILING``."""
    floor = 10 ** (-PSNR_CEILING / 10)
    return -10 * np.log10(np.maximum(mean_squared_error, floor))


def structural_similarity(picture: np.ndarray, reconstruction: np.ndarray) -> float:
    """SSIM of two pictures ``(H, W)`` or ``(H, W, 3)``, in [−1, 1]; 1 means equal."""
    from skimage.metrics import structural_similarity as scikit_image_ssim

    return float(
        scikit_image_ssim(
            picture,
            reconstruction,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
            data_range=1.0,
            channel_axis=-1 if picture.ndim == 3 else None,
        )
    )


def structural_similarities(picture: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    """:func:`structural_similarity` of one picture ``(H, W)`` with each of ``(N, H, W)``, as ``(N,)``.

    The same numbers; all pictures are filtered at once, which takes a seventh of the time.

    Raises:
        ValueError: if the shapes differ.
    """
    if picture.shape != reconstructions.shape[1:]:
        raise ValueError(f"The shapes differ: {picture.shape} and {reconstructions.shape[1:]}.")
    return _similarities(picture[None], reconstructions)


def structural_similarity_of_pairs(pictures: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    """:func:`structural_similarity` of each picture ``(N, H, W)`` with its own reconstruction, as ``(N,)``.

    Raises:
        ValueError: if the shapes differ.
    """
    if pictures.shape != reconstructions.shape:
        raise ValueError(f"The shapes differ: {pictures.shape} and {reconstructions.shape}.")
    return _similarities(pictures, reconstructions)


def _similarities(pictures: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    """SSIM of ``(N, H, W)`` with ``(N, H, W)``, or of one ``(1, H, W)`` with all."""
    from scipy.ndimage import gaussian_filter

    x, y = pictures.astype(np.float32), reconstructions.astype(np.float32)
    products = np.concatenate([x, x * x, y, y * y, x * y])
    # Wang et al. 2004: a window of 11 x 11, that is σ = 1.5 cut off at 3.5 σ; windows over the border do not count.
    means = gaussian_filter(products, sigma=(0, 1.5, 1.5), truncate=3.5, mode="reflect")
    ends = np.cumsum([len(x), len(x), len(y), len(y)])
    mean_x, square_x, mean_y, square_y, product = np.split(means, ends)
    variance_x, variance_y = square_x - mean_x**2, square_y - mean_y**2
    covariance = product - mean_x * mean_y
    luminance, contrast = 0.01**2, 0.03**2
    similarity = (2 * mean_x * mean_y + luminance) * (2 * covariance + contrast)
    similarity /= (mean_x**2 + mean_y**2 + luminance) * (variance_x + variance_y + contrast)
    return similarity[:, 5:-5, 5:-5].mean((1, 2), dtype=np.float64)


def mean_structural_similarity(
    pictures: Iterable[np.ndarray], reconstructions: Iterable[np.ndarray]
) -> float:
    """The mean of :func:`structural_similarity` over pairs."""
    return float(
        np.mean([structural_similarity(*pair) for pair in zip(pictures, reconstructions, strict=True)])
    )
