"""Checkerboard artefacts, seen in the spectrum of the error.

A stride-2 transposed convolution writes even and odd pixels by different weights. What that leaves
in a picture repeats every two pixels: it lies at the Nyquist frequency of the rows or the columns.
Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts", Distill 2016.
"""

import numpy as np


def power_spectrum(pictures: np.ndarray) -> np.ndarray:
    """Squared magnitude of the 2-d Fourier transform of ``(..., H, W)``, zero frequency in the centre."""
    transformed = np.fft.fft2(np.asarray(pictures, dtype=np.float64))
    return np.fft.fftshift(np.abs(transformed) ** 2, axes=(-2, -1))


def nyquist_energy(errors: np.ndarray) -> np.ndarray:
    """Share of each error's energy that lies at the Nyquist frequency of rows or columns.

    Args:
        errors: ``(..., H, W)`` with even ``H`` and ``W``: reconstruction minus picture.

    Returns:
        ``(...)`` in [0, 1]; 0 for an error that is zero everywhere. White noise on 28x28 gives
        :func:`white_noise_energy`, 55 / 784 = 0.070; a pure checkerboard gives 1.

    Raises:
        ValueError: if a side is odd, for then no frequency is exactly Nyquist.
    """
    height, width = errors.shape[-2:]
    if height % 2 or width % 2:
        raise ValueError(
            f"Sides must be even to have a Nyquist frequency, got {height}x{width}: crop one row."
        )
    power = power_spectrum(errors)
    # After the shift the Nyquist frequency of an even side is its first row or column.
    at_nyquist = power[..., 0, :].sum(-1) + power[..., 1:, 0].sum(-1)
    total = power.sum((-2, -1))
    return np.divide(at_nyquist, total, out=np.zeros_like(total), where=total > 0)


def white_noise_energy(height: int, width: int) -> float:
    """What :func:`nyquist_energy` expects from white noise: the share of the bins that it counts."""
    return (height + width - 1) / (height * width)
