"""What the noise tab asks for live: a noisy digit, every network's answer, every classical filter's.

Answers are clipped to [0, 1] before they are measured: they are pictures, as a filter's are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from ..checkpoint import Config
from ..imaging.classical_filters import FILTERS, smooth
from ..imaging.corruption import corrupt
from ..measures.contraction import tied_jacobian_squared_norms
from ..measures.pictures import peak_signal_to_noise, squared_errors, structural_similarities
from . import library
from .noise_curves import BEST_NETWORK, CLASSICAL, NETWORKS, PCA, strength_of
from .reconstruct import REBUILDING, to_tensor

ENCODERS = ("mnist-filters-0", "mnist-filters-25", "mnist-contractive", "mnist-stochastic-contractive")
"""One architecture, one tied sigmoid layer: trained plainly, with noise, and with two contractive penalties."""

Position = Sequence[float] | None
Verdict = Literal["", "within", "beyond", "unseen", "untrained"]


@dataclass(frozen=True)
class Compared:
    """A picture beside the clean digit.

    Attributes:
        name: a checkpoint, one of ``CLASSICAL``, or "noisy".
        picture: ``(28, 28)`` in [0, 1].
        psnr: in dB.
        ssim: in [−1, 1].
        verdict: of a network: whether it was trained for this noise. "within" its range, the right
            noise "beyond" the range, another kind ("unseen"), never any noise ("untrained"); empty
            where there is no noise or where it is no network.
        strength: of a classical filter, as the held-back digits chose it; None for others.
    """

    name: str
    picture: np.ndarray
    psnr: float
    ssim: float
    verdict: Verdict = ""
    strength: float | None = None


@dataclass(frozen=True)
class Look:
    """A noisy digit and what each of ``NETWORKS`` makes of it."""

    noisy: Compared
    answers: tuple[Compared, ...]


@dataclass(frozen=True)
class Movement:
    """How far the code of one encoder moves.

    Attributes:
        model: the encoder.
        distance: ‖h(x) − h(x̃)‖ for the clean and the noisy digit.
        jacobian: ‖∂h/∂x‖_F at the clean digit, not squared.
        relative_distance, relative_jacobian: both divided by the mean distance between the codes of
            two test digits, so that a code cannot look still by being small.
    """

    model: str
    distance: float
    jacobian: float
    relative_distance: float
    relative_jacobian: float


@dataclass(frozen=True)
class Walk:
    """A picture sent through a network again and again.

    Attributes:
        pictures: ``(steps + 1, 28, 28)`` in [0, 1]; the first is the noisy picture.
        psnrs: ``(steps + 1,)`` in dB against the clean digit.
    """

    model: str
    pictures: np.ndarray
    psnrs: np.ndarray


def warm_up() -> None:
    """Ask for everything once, so that nobody waits while scikit-image loads and the filters start.

    Raises:
        CheckpointError, library.UnknownModel: if a checkpoint of the tab is missing, damaged or not measured.
    """
    picture = np.zeros((28, 28), np.float32)
    picture[6:22, 12:16] = 1
    for noise in ("gaussian", "blur"):
        for ask in (look, movement, classical):
            ask(picture, noise, 0.5, seed=0)


def look(picture: np.ndarray, noise: str, amount: float, seed: int, position: Position = None) -> Look:
    """Make a digit ``(28, 28)`` in [0, 1] noisy and send it through ``NETWORKS``.

    Raises:
        imaging.corruption.CorruptionError: for noise that does not exist, or an amount out of range.
        ValueError: for a picture of another shape.
    """
    to_tensor(picture)  # the shape is checked before the noise is made
    noisy = corrupt(picture, noise, amount, seed, position)
    pictures = np.stack([noisy, *(answer_of(noisy, name) for name in NETWORKS)])
    verdicts = ("", *(verdict(library.require(name), noise, amount) for name in NETWORKS))
    shown, *answers = _compared(picture, pictures, ("noisy", *NETWORKS), verdicts=verdicts)
    return Look(shown, tuple(answers))


def classical(
    picture: np.ndarray, noise: str, amount: float, seed: int, position: Position = None
) -> tuple[Compared, ...]:
    """The same noisy digit through every filter of ``CLASSICAL``; raises as :func:`look` does.

    Each filter is told the noise: its strength is the one that served held-back training digits best
    at the nearest amount of this kind.
    """
    to_tensor(picture)
    noisy = corrupt(picture, noise, amount, seed, position)
    strengths = [strength_of(name, noise, amount) for name in FILTERS]
    pictures = [smooth(noisy, name, strength) for name, strength in zip(FILTERS, strengths, strict=True)]
    return _compared(
        picture, np.stack([*pictures, answer_of(noisy, PCA)]), CLASSICAL, strengths=(*strengths, None)
    )


def movement(
    picture: np.ndarray, noise: str, amount: float, seed: int, position: Position = None
) -> tuple[Movement, ...]:
    """How far the code moves from the clean to the noisy digit, for ``ENCODERS``; raises as :func:`look`."""
    to_tensor(picture)
    pair = torch.from_numpy(np.stack([picture, corrupt(picture, noise, amount, seed, position)]))
    return tuple(_movement(name, pair[:, None].float()) for name in ENCODERS)


def walk(
    picture: np.ndarray,
    noise: str,
    amount: float,
    seed: int,
    position: Position = None,
    model: str = BEST_NETWORK,
    steps: int = 10,
) -> Walk:
    """Feed a network's answer in again, ``steps`` times; raises as :func:`look` does.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model that rebuilds nothing.
    """
    to_tensor(picture)
    pictures = [corrupt(picture, noise, amount, seed, position)]
    for _ in range(steps):
        pictures.append(answer_of(pictures[-1], model))
    stacked = np.stack(pictures)
    return Walk(model, stacked, peak_signal_to_noise(_errors(picture, stacked)))


@torch.inference_mode()
def answer_of(picture: np.ndarray, model: str) -> np.ndarray:
    """What an autoencoder makes of a picture ``(28, 28)``, clipped to [0, 1].

    Raises:
        library.UnknownModel, library.WrongFamily: for a model that rebuilds nothing.
    """
    library.require(model, REBUILDING)
    return library.load(model).model(to_tensor(picture))[0, 0].clamp(0, 1).numpy()


def verdict(config: Config, noise: str, amount: float) -> Verdict:
    """Whether a network was trained for this noise; see :class:`Compared`."""
    if amount == 0:
        return ""
    if not config.corruption:
        return "untrained"
    if config.corruption["kind"] != noise:
        return "unseen"
    return "within" if amount <= config.corruption["high"] else "beyond"


@torch.inference_mode()
def _movement(model: str, pair: torch.Tensor) -> Movement:
    loaded = library.load(model)
    # One by one: in a batch the same picture twice gives codes that differ in the last bit.
    clean, noisy = (loaded.model.encode(picture[None]) for picture in pair)
    distance = float((clean - noisy).norm())
    jacobian = float(tied_jacobian_squared_norms(clean, loaded.model.weight).sqrt())
    scale = float(library.statistic(model, "code_distance"))
    return Movement(model, distance, jacobian, distance / scale, jacobian / scale)


def _compared(
    clean: np.ndarray,
    pictures: np.ndarray,
    names: Sequence[str],
    verdicts: Sequence[Verdict] | None = None,
    strengths: Sequence[float | None] | None = None,
) -> tuple[Compared, ...]:
    ratios = peak_signal_to_noise(_errors(clean, pictures))
    similarities = structural_similarities(clean, pictures)
    return tuple(
        Compared(
            name=name,
            picture=picture,
            psnr=float(ratio),
            ssim=float(similarity),
            verdict=verdicts[index] if verdicts else "",
            strength=strengths[index] if strengths else None,
        )
        for index, (name, picture, ratio, similarity) in enumerate(
            zip(names, pictures, ratios, similarities, strict=True)
        )
    )


def _errors(clean: np.ndarray, pictures: np.ndarray) -> np.ndarray:
    return squared_errors(np.broadcast_to(clean, pictures.shape), pictures)
