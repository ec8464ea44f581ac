"""The verbs that several tabs share: rebuild, encode, decode, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor

from ..measures.pictures import peak_signal_to_noise, squared_errors, structural_similarities
from ..models import Autoencoder, ConditionalVariationalAutoencoder, PrincipalComponents
from . import library
from .checks import checked_label, checked_latents, required_labels

REBUILDING = ("autoencoder", "pca", "variational", "adversarial", "conditional")
DEFAULT_MODEL = "mnist-dense-32"
READER = "mnist-conv-10-classifier"
COMPONENT_CHOICES = (10, 20, 32, 64)
"""Sizes of PCA that the page offers; ``evaluate`` measures each."""


@dataclass(frozen=True)
class Reconstruction:
    """A digit as one network rebuilds it.

    Attributes:
        model: the checkpoint's name.
        picture: ``(28, 28)`` float32, not clipped: a linear network leaves [0, 1].
        latent: the code, flat.
        latent_summary: what a strip of bars shows: the code itself, or, where it is a stack of
            maps, the mean of each map.
        mse: per pixel, in [0, 1] units.
        psnr: in dB.
        ssim: in [−1, 1].
        percentile: share of the test digits that this network rebuilds better, 0–100.
        label: what a conditional network was told, or read itself; None for all others.
        estimated: whether that label is the one that its q(y|x) reads.
    """

    model: str
    picture: np.ndarray
    latent: np.ndarray
    latent_summary: np.ndarray
    mse: float
    psnr: float
    ssim: float
    percentile: float
    label: int | None = None
    estimated: bool = False


@dataclass(frozen=True)
class Encoding:
    """A code.

    Attributes:
        mean: ``(K,)``.
        std: ``(K,)`` where the encoder is a distribution, else None.
        label: what a conditional network was told, or read itself; None for all others.
        label_probabilities: ``(10,)``, q(y|x) of a conditional network.
        estimated: whether the label is the one that q(y|x) reads.
    """

    mean: np.ndarray
    std: np.ndarray | None
    label: int | None = None
    label_probabilities: np.ndarray | None = None
    estimated: bool = False


@dataclass(frozen=True)
class Reading:
    """What a classifier reads in a picture, and the code that it read."""

    label: int
    confidence: float
    probabilities: np.ndarray
    code: np.ndarray


def reconstruct(
    picture: np.ndarray,
    model: str = DEFAULT_MODEL,
    components: int | None = None,
    label: int | None = None,
) -> Reconstruction:
    """Send a digit ``(28, 28)`` in [0, 1] through an autoencoder.

    Args:
        picture: white ink (1) on black (0).
        model: an autoencoder's name, or PCA's.
        components: with PCA, how many directions; one of ``COMPONENT_CHOICES``.
        label: with a conditional network, the digit's label; left out, q(y|x) reads it.

    Raises:
        library.UnknownModel, library.WrongFamily: for a name that does not fit.
        checks.LatentError: for a label that does not exist, or a network that takes none.
        ValueError: for a picture of another shape, or a size of PCA that was not measured.
    """
    return judge(picture, [rebuild(picture, model, components, label)])[0]


@dataclass(frozen=True)
class Rebuilt:
    """What a network made of a digit, not yet judged; the fields are those of `Reconstruction`."""

    model: str
    picture: np.ndarray
    latent: np.ndarray
    latent_summary: np.ndarray
    quantiles: np.ndarray
    label: int | None = None
    estimated: bool = False


@torch.inference_mode()
def rebuild(
    picture: np.ndarray, model: str, components: int | None = None, label: int | None = None
) -> Rebuilt:
    """The first half of :func:`reconstruct`: the network."""
    network, quantiles = _network(model, components)
    told = checked_label(label, model)
    if isinstance(network, ConditionalVariationalAutoencoder):
        code = encode(picture, model, told)
        return Rebuilt(
            model,
            network.decode(torch.from_numpy(code.mean)[None], torch.tensor([code.label]))[0, 0].numpy(),
            code.mean,
            code.mean,
            quantiles,
            code.label,
            code.estimated,
        )
    latent = network.encode(to_tensor(picture))
    rebuilt = network.decode(latent)[0, 0].numpy()
    return Rebuilt(model, rebuilt, latent.flatten().numpy(), _summary(latent[0]).numpy(), quantiles)


def judge(picture: np.ndarray, answers: Sequence[Rebuilt]) -> tuple[Reconstruction, ...]:
    """The second half of :func:`reconstruct`: the measures, of all networks' answers at once."""
    pictures = np.stack([answer.picture for answer in answers])
    errors = squared_errors(np.broadcast_to(picture, pictures.shape), pictures)
    ratios = peak_signal_to_noise(errors)
    similarities = structural_similarities(picture, pictures)
    return tuple(
        Reconstruction(
            model=answer.model,
            picture=answer.picture,
            latent=answer.latent,
            latent_summary=answer.latent_summary,
            mse=float(error),
            psnr=float(ratio),
            ssim=float(similarity),
            percentile=percentile_of(float(error), answer.quantiles),
            label=answer.label,
            estimated=answer.estimated,
        )
        for answer, error, ratio, similarity in zip(answers, errors, ratios, similarities, strict=True)
    )


@torch.inference_mode()
def encode(picture: np.ndarray, model: str = DEFAULT_MODEL, label: int | None = None) -> Encoding:
    """The code of a digit ``(28, 28)``.

    Args:
        picture: white ink (1) on black (0).
        model: a name.
        label: as :func:`reconstruct` takes it.

    Raises:
        As :func:`reconstruct` does.
    """
    network, _ = _network(model, None)
    batch, told = to_tensor(picture), checked_label(label, model)
    if isinstance(network, ConditionalVariationalAutoencoder):
        probabilities = network.label_logits(batch).softmax(1)[0]
        estimated = told is None
        told = int(probabilities.argmax()) if told is None else told
        mean, std = _gaussian(network.posterior(batch, torch.tensor([told])))
        return Encoding(mean, std, told, probabilities.numpy(), estimated)
    if library.require(model).family != "variational":
        return Encoding(mean=network.encode(batch).flatten().numpy(), std=None)
    return Encoding(*_gaussian(network.posterior(batch)))


def _gaussian(posterior: tuple[Tensor, Tensor]) -> tuple[np.ndarray, np.ndarray]:
    mean, log_variance = posterior
    return mean[0].numpy(), (0.5 * log_variance[0]).exp().numpy()


@torch.inference_mode()
def decode(
    latents: np.ndarray, model: str = DEFAULT_MODEL, label: int | Sequence[int] | None = None
) -> np.ndarray:
    """The picture ``(28, 28)`` of a code, or the pictures ``(N, 28, 28)`` of several, clipped to [0, 1].

    Args:
        latents: ``(K,)`` or ``(N, K)``.
        model: a name.
        label: with a conditional network, one label for all codes or one for each.

    Raises:
        library.UnknownModel, library.WrongFamily: for a name that does not fit.
        checks.LatentError: if a code has another length than the model's or is not finite, or a label
            is missing, does not exist, or is given to a network that takes none.
    """
    network, _ = _network(model, None)
    codes = checked_latents(latents, model)
    labels = required_labels(label, model, len(codes))
    batch = torch.from_numpy(codes).reshape(-1, *network.latent_shape)
    pictures = network.decode(batch) if labels is None else network.decode(batch, labels)
    pictures = pictures[:, 0].clamp(0, 1).numpy()
    return pictures if np.ndim(latents) == 2 else pictures[0]


@torch.inference_mode()
def read_digit(picture: np.ndarray) -> Reading:
    """Name a digit ``(28, 28)`` from the ten numbers of the tuned encoder.

    Raises:
        ValueError: for a picture of another shape.
    """
    network = library.load(READER).model
    code = network.encode(to_tensor(picture))
    probabilities = network.read(code).softmax(1)[0].numpy()
    label = int(probabilities.argmax())
    return Reading(label, float(probabilities[label]), probabilities, code.flatten().numpy())


def to_tensor(picture: np.ndarray) -> Tensor:
    """A picture ``(28, 28)`` in [0, 1] as a batch of one ``(1, 1, 28, 28)``.

    Raises:
        ValueError: if it has another shape or holds values that are not finite.
    """
    if picture.shape != (28, 28):
        raise ValueError(f"Expected a digit of 28x28 pixels, got {'x'.join(map(str, picture.shape))}.")
    if not np.isfinite(picture).all():
        raise ValueError("The picture holds values that are not finite numbers.")
    return torch.from_numpy(np.ascontiguousarray(picture, dtype=np.float32))[None, None]


def percentile_of(error: float, quantiles: np.ndarray) -> float:
    """Where an error lies among the test set's, 0–100: the share that is smaller.

    Args:
        error: mean squared error of one picture.
        quantiles: ``(Q,)`` evenly spaced quantiles of the test set's errors, rising.
    """
    shares = np.linspace(0, 100, len(quantiles))
    return float(np.interp(error, quantiles, shares, left=0.0, right=100.0))


@cache
@torch.inference_mode(False)  # what is kept must be usable in every mode
def _network(
    model: str, components: int | None
) -> tuple[Autoencoder | ConditionalVariationalAutoencoder, np.ndarray]:
    """The network of that name, cut to size where it is PCA, and its error quantiles."""
    library.require(model, REBUILDING)
    loaded = library.load(model)
    network, key = loaded.model, "error_quantiles"
    if components is not None:
        if not isinstance(network, PrincipalComponents) or components not in COMPONENT_CHOICES:
            sizes = ", ".join(map(str, COMPONENT_CHOICES))
            raise ValueError(f"components is one of {sizes} and for PCA only, got {components} for {model}.")
        network, key = network.truncated(components), f"error_quantiles_{components}"
    return network, library.statistic(model, key).numpy()


def _summary(latent: Tensor) -> Tensor:
    is_map = latent.ndim == 3 and latent.shape[-1] > 1
    return latent.mean((-2, -1)) if is_map else latent.flatten()
