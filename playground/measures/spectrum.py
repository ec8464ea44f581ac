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


STRONGEST = 0.05
"""The share of frequencies that :func:`spectral_concentration` calls strong."""


def spectral_concentration(kernels: np.ndarray) -> np.ndarray:
    """Share of each kernel's energy that lies in the strongest twentieth of its frequencies.

    An edge or a stroke detector needs few frequencies, noise needs all: the share is high for the
    first and :func:`white_noise_concentration` for the second. The mean of the kernel does not count.

    Args:
        kernels: ``(..., H, W)``, such as the weights of one hidden unit.

    Returns:
        ``(...)`` in [0, 1]; 0 for a kernel that is the same everywhere.
    """
    kernels = np.asarray(kernels, dtype=np.float64)
    power = power_spectrum(kernels - kernels.mean((-2, -1), keepdims=True))
    energies = np.sort(power.reshape(*power.shape[:-2], -1), axis=-1)
    strong = energies[..., -round(STRONGEST * energies.shape[-1]) :].sum(-1)
    total = energies.sum(-1)
    flat = total <= 1e-12 * np.square(kernels).sum((-2, -1)) * energies.shape[-1]
    return np.divide(strong, total, out=np.zeros_like(total), where=~flat & (total > 0))


def white_noise_concentration() -> float:
    """What :func:`spectral_concentration` expects from white noise: ``q (1 − ln q)`` for the share ``q``.

    The energies of its frequencies are exponentially distributed; this is the mean of their top ``q``.
    """
    return float(STRONGEST * (1 - np.log(STRONGEST)))
