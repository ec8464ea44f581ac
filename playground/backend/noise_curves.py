"""PSNR against the amount of noise: the mean of the test digits, and one digit before it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch

from ..imaging.classical_filters import FILTERS, smooth
from ..imaging.corruption import checked_noise, corrupt
from ..measures.pictures import peak_signal_to_noise, squared_errors
from . import library
from .reconstruct import to_tensor

NETWORKS = ("mnist-dense-32", "mnist-denoising-32", "mnist-denoising-conv", "mnist-stacked-denoising")
"""The autoencoders in the order of the page; the first never saw noise."""
BEST_NETWORK = "mnist-denoising-conv"
PCA = "mnist-pca-64"
CLASSICAL = (*FILTERS, "pca")


@dataclass(frozen=True)
class Curve:
    """PSNR in dB for rising amounts of one kind of noise.

    Attributes:
        amounts: ``(A,)``, from 0.
        noisy: ``(A,)``, of the noisy pictures themselves.
        networks, filters: by name ``(A,)``.
        crossing: the amount from which on ``BEST_NETWORK`` beats every classical filter, interpolated;
            0 where it always does, None where it never does at the end.
    """

    amounts: np.ndarray
    noisy: np.ndarray
    networks: dict[str, np.ndarray]
    filters: dict[str, np.ndarray]
    crossing: float | None


@cache
def mean_curve(noise: str) -> Curve:
    """The mean over test digits, as ``evaluate`` measured it.

    Raises:
        imaging.corruption.CorruptionError: for noise that does not exist.
        checkpoint.CheckpointError: if a network was not measured under noise.
    """
    kind = checked_noise(noise)

    def measured(key: str, name: str = BEST_NETWORK) -> np.ndarray:
        return library.statistic(name, f"{key}_{kind}").numpy()

    return _curve(
        amounts=measured("noise_amounts"),
        noisy=measured("noisy_psnr"),
        networks={name: measured("noise_psnr", name) for name in NETWORKS},
        filters=dict(zip(CLASSICAL, measured("filter_psnr"), strict=True)),
    )


@torch.inference_mode()
def curve(picture: np.ndarray, noise: str, seed: int) -> Curve:
    """The curve of one digit ``(28, 28)`` in [0, 1], at the amounts of :func:`mean_curve`.

    Raises:
        imaging.corruption.CorruptionError: for noise that does not exist.
        ValueError: for a picture of another shape.
    """
    to_tensor(picture)
    amounts = mean_curve(noise).amounts
    noisy = np.stack([corrupt(picture, noise, float(amount), seed) for amount in amounts])
    batch = torch.from_numpy(noisy)[:, None]

    def measured(pictures: np.ndarray) -> np.ndarray:
        errors = squared_errors(np.broadcast_to(picture, pictures.shape), np.clip(pictures, 0, 1))
        return peak_signal_to_noise(errors)

    networks = {name: measured(library.load(name).model(batch)[:, 0].numpy()) for name in NETWORKS}
    filters = {name: measured(_smoothed(noisy, name, noise, amounts)) for name in FILTERS}
    filters["pca"] = measured(library.load(PCA).model(batch)[:, 0].numpy())
    return _curve(amounts, measured(noisy), networks, filters)


def strength_of(name: str, noise: str, amount: float) -> float:
    """The strength of a classical filter that served held-back digits best at the nearest amount."""
    amounts = library.statistic(BEST_NETWORK, f"noise_amounts_{noise}")
    strengths = library.statistic(BEST_NETWORK, f"filter_strength_{noise}")[FILTERS.index(name)]
    return round(float(strengths[(amounts - amount).abs().argmin()]), 6)


def _smoothed(noisy: np.ndarray, name: str, noise: str, amounts: np.ndarray) -> np.ndarray:
    strengths = [strength_of(name, noise, float(amount)) for amount in amounts]
    return np.stack([smooth(one, name, strength) for one, strength in zip(noisy, strengths, strict=True)])


def _curve(
    amounts: np.ndarray, noisy: np.ndarray, networks: dict[str, np.ndarray], filters: dict[str, np.ndarray]
) -> Curve:
    # Between two measured amounts root mean squared errors are joined by straight lines, not decibels: the error of
    # noise left alone is such a line, and its decibels begin at infinity.
    network, *others = (10 ** (-psnr / 20) for psnr in (networks[BEST_NETWORK], *filters.values()))
    lead = np.min(others, axis=0) - network
    return Curve(amounts, noisy, networks, filters, crossing(amounts, lead))


def crossing(amounts: np.ndarray, lead: np.ndarray) -> float | None:
    """The amount from which on ``lead`` stays above zero: where it last rises through zero, interpolated.

    Args:
        amounts: ``(A,)`` rising.
        lead: ``(A,)``.

    Returns:
        The first amount where it is never below; None where it ends at or below zero.
    """
    behind = np.flatnonzero(lead <= 0)
    if not len(behind):
        return float(amounts[0])
    last = behind[-1]
    if last == len(amounts) - 1:
        return None
    share = -lead[last] / (lead[last + 1] - lead[last])
    return float(amounts[last] + share * (amounts[last + 1] - amounts[last]))
