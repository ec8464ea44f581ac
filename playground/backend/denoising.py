"""What the API asks for: one picture, one noise, one network."""

from dataclasses import dataclass

import numpy as np

from ..imaging.corruption import corrupt
from ..measures.pictures import peak_signal_to_noise, squared_errors, structural_similarities
from .noise import answer_of
from .noise_curves import BEST_NETWORK
from .reconstruct import to_tensor

DEFAULT_MODEL = BEST_NETWORK


@dataclass(frozen=True)
class Denoising:
    """A noisy digit and a network's answer, both ``(28, 28)`` in [0, 1], measured against the clean one.

    PSNR in dB, SSIM in [−1, 1].
    """

    noisy: np.ndarray
    clean: np.ndarray
    psnr_noisy: float
    psnr_denoised: float
    ssim_noisy: float
    ssim_denoised: float


def denoise(
    picture: np.ndarray,
    model: str = DEFAULT_MODEL,
    noise: str = "gaussian",
    amount: float = 0.5,
    seed: int = 0,
) -> Denoising:
    """Make a digit ``(28, 28)`` in [0, 1] noisy and let an autoencoder clean it.

    Raises:
        imaging.corruption.CorruptionError: for noise that does not exist, or an amount out of range.
        library.UnknownModel, library.WrongFamily: for a model that rebuilds nothing.
        ValueError: for a picture of another shape.
    """
    to_tensor(picture)
    noisy = corrupt(picture, noise, amount, seed)
    pictures = np.stack([noisy, answer_of(noisy, model)])
    errors = squared_errors(np.broadcast_to(picture, pictures.shape), pictures)
    psnr_noisy, psnr_denoised = map(float, peak_signal_to_noise(errors))
    ssim_noisy, ssim_denoised = map(float, structural_similarities(picture, pictures))
    return Denoising(noisy, pictures[1], psnr_noisy, psnr_denoised, ssim_noisy, ssim_denoised)
