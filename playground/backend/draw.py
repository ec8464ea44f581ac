"""What the draw tab asks for: one digit through every network at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ..measures import likelihood
from ..measures.pictures import squared_errors
from ..measures.spectrum import nyquist_energy, power_spectrum
from .reconstruct import DEFAULT_MODEL, Reading, Reconstruction, judge, read_digit, rebuild

DUEL = (
    "mnist-linear-20",
    "mnist-pca-64",
    "mnist-dense-32",
    "mnist-conv-10",
    "mnist-conv",
    "mnist-conv-resize",
)
"""The autoencoders in the order of the page."""
LOSSES = ("mnist-dense-32-l1", "mnist-dense-32", "mnist-dense-32-bernoulli")
"""One network under three losses: absolute error, squared error, cross-entropy."""
UPSAMPLINGS = ("mnist-conv", "mnist-conv-resize")

_second_core = ThreadPoolExecutor(max_workers=2, thread_name_prefix="deep")


@dataclass(frozen=True)
class Likelihood:
    """−log p of the digit under three models of a pixel, in nats per picture."""

    model: str
    picture: np.ndarray
    laplace: float
    gaussian: float
    bernoulli: float


@dataclass(frozen=True)
class Checkerboard:
    """How much of a reconstruction's error repeats every two pixels.

    Attributes:
        energy: share of the error's energy at the Nyquist frequencies, 0–1.
        spectrum: ``(28, 28)`` in [0, 1], logarithmic over six decades below the strongest bin of
            all the compared spectra, zero frequency in the centre.
    """

    model: str
    energy: float
    spectrum: np.ndarray


@dataclass(frozen=True)
class Look:
    """Everything that the tab shows of one digit."""

    reconstructions: tuple[Reconstruction, ...]
    reading: Reading
    likelihoods: tuple[Likelihood, ...]
    checkerboards: tuple[Checkerboard, ...]
    difference: np.ndarray


def look(picture: np.ndarray, pca_components: int = 20) -> Look:
    """Send a digit ``(28, 28)`` in [0, 1] through every network of the tab.

    Args:
        picture: white ink (1) on black (0).
        pca_components: how many directions PCA keeps.

    Raises:
        ValueError: for a picture of another shape or a size of PCA that was not measured.
    """
    # The two deep networks take as long as all others together: a second core has them meanwhile.
    deep = {name: _second_core.submit(rebuild, picture, name) for name in UPSAMPLINGS}
    rebuilt = {
        name: rebuild(picture, name, pca_components if name == "mnist-pca-64" else None)
        for name in dict.fromkeys((*DUEL, *LOSSES))
        if name not in deep
    }
    reading = read_digit(picture)
    rebuilt |= {name: answer.result() for name, answer in deep.items()}
    judged = {answer.model: answer for answer in judge(picture, list(rebuilt.values()))}
    transposed, resized = (judged[name] for name in UPSAMPLINGS)
    return Look(
        reconstructions=tuple(judged[name] for name in DUEL),
        reading=reading,
        likelihoods=tuple(_likelihood(picture, judged[name]) for name in LOSSES),
        checkerboards=_checkerboards(picture, [transposed, resized]),
        difference=transposed.picture - resized.picture,
    )


def error_of(picture: np.ndarray) -> float:
    """Mean squared error per pixel of a digit ``(28, 28)`` through the default autoencoder."""
    rebuilt = rebuild(picture, DEFAULT_MODEL).picture
    return float(squared_errors(picture[None], rebuilt[None])[0])


def _likelihood(picture: np.ndarray, answer: Reconstruction) -> Likelihood:
    return Likelihood(
        model=answer.model,
        picture=answer.picture,
        laplace=likelihood.laplace(picture, answer.picture),
        gaussian=likelihood.gaussian(picture, answer.picture),
        bernoulli=likelihood.bernoulli(picture, answer.picture),
    )


def _checkerboards(picture: np.ndarray, answers: list[Reconstruction]) -> tuple[Checkerboard, ...]:
    errors = np.stack([answer.picture - picture for answer in answers])
    power = power_spectrum(errors)
    decades = np.log10(np.maximum(power / max(power.max(), 1e-12), 1e-6))
    spectra = (decades / 6 + 1).astype(np.float32)
    energies = nyquist_energy(errors)
    return tuple(
        Checkerboard(answer.model, float(energy), spectrum)
        for answer, energy, spectrum in zip(answers, energies, spectra, strict=True)
    )
