"""The latent tab: what a latent space is made of, and directions to move in."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..checkpoint import WEIGHTS, CheckpointError
from ..measures.attributes import attribute_direction, slants, thicknesses
from ..measures.importance import ACTIVE
from ..models import Autoencoder, ConditionalVariationalAutoencoder
from ..models.autoencoder import Output
from ..models.classifier import DIGITS
from . import library
from .library import WrongFamily

SLIDABLE = (
    "mnist-vae-16",
    "mnist-vae-2",
    "mnist-cvae-16",
    "mnist-aae-2",
    "mnist-aae-16",
    "mnist-dense-32",
    "mnist-conv-10",
    "mnist-linear-20",
    "mnist-dense-2",
    "mnist-dense-16",
    "mnist-cvae-semi-16",
)
"""In the order of the picker."""
MAPPABLE = (
    *SLIDABLE,
    "mnist-pca-64",
    "mnist-denoising-32",
    "mnist-dense-32-l1",
    "mnist-dense-32-bernoulli",
    "mnist-conv-10-relu",
)
"""All that have an atlas: the map's picker."""
DEFAULT_MODEL = "mnist-vae-16"


@dataclass(frozen=True)
class Layer:
    """One affine layer: the names of its tensors in the file, and whether a ReLU follows."""

    weight: str
    bias: str
    relu: bool


@dataclass(frozen=True)
class Decoder:
    """A decoder of affine layers and ReLUs alone, which a browser can run.

    Attributes:
        layers: from the code to the 784 pixels.
        output: what follows the last layer.
        labels: how many numbers of a one-hot label follow the code; 0 where it takes none.
    """

    layers: tuple[Layer, ...]
    output: Output
    labels: int


@dataclass(frozen=True)
class Space:
    """A latent space; ``K`` is its number of dimensions, and every array but ``order`` is in their own order.

    Attributes:
        decoder: None where it is not a plain MLP and the server must decode.
        order: ``(K,)`` dimensions, the most informative first: by KL where there is one, else by the
            variance of the codes.
        kl: ``(K,)`` mean KL over the test digits in nats; None for networks without a posterior.
        active: ``(K,)`` whether the mean of the codes moves at all.
        low, high: ``(K,)`` the 1st and 99th percentile of the test digits' codes.
        mean, deviation: ``(K,)`` of the test digits' codes.
    """

    model: str
    family: str
    conditional: bool
    latent_dim: int
    sha256: str
    decoder: Decoder | None
    order: np.ndarray
    kl: np.ndarray | None
    active: np.ndarray
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray


@dataclass(frozen=True)
class Points:
    """Codes ``(N, K)`` float32 of the test digits, posterior means where there are some, and labels ``(N,)`` uint8."""

    codes: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Attribute:
    """Something measured of the test digits, and the way it grows in the latent space.

    Attributes:
        direction: ``(K,)`` change of the code for one unit.
        low, high, mean, deviation: of the attribute over the test digits (1st and 99th percentile), in
            its unit.
        r2: the share of its variance that a linear function of the code explains.
    """

    direction: np.ndarray
    low: float
    high: float
    mean: float
    deviation: float
    r2: float


@dataclass(frozen=True)
class Directions:
    """Ways through a latent space.

    Attributes:
        label_means: ``(10, K)``, the mean code of each label; the difference of two is a direction.
        slant: in degrees, positive to the right.
        thickness: of the stroke, in pixels of 28.
    """

    label_means: np.ndarray
    slant: Attribute
    thickness: Attribute


def require_slidable(model: str) -> None:
    """Raise unless ``model`` is one of ``SLIDABLE``.

    Raises:
        library.UnknownModel: if there is no such model.
        library.WrongFamily: if it exists but has no code to slide.
    """
    library.require(model)
    if model not in SLIDABLE:
        raise WrongFamily(f'"{model}" has no code to slide. Choose one of: {", ".join(SLIDABLE)}.')


def require_mappable(model: str) -> None:
    """Raise unless ``model`` is one of ``MAPPABLE``.

    Raises:
        library.UnknownModel: if there is no such model.
        library.WrongFamily: if it exists but no map of its codes does.
    """
    library.require(model)
    if model not in MAPPABLE:
        raise WrongFamily(f'There is no map of the codes of "{model}". Choose one of: {", ".join(MAPPABLE)}.')


@cache
@torch.inference_mode(False)
def space(model: str) -> Space:
    """What is known of a model's latent space; raises as :func:`require_mappable` does."""
    require_mappable(model)
    config = library.require(model)
    codes = points(model).codes
    variance = codes.var(0)
    statistics = library.load(model).statistics
    kl = statistics["kl_per_dimension"].numpy() if "kl_per_dimension" in statistics else None
    low, high = np.percentile(codes, [1, 99], axis=0)
    return Space(
        model=model,
        family=config.family,
        conditional=config.family == "conditional",
        latent_dim=codes.shape[1],
        sha256=config.sha256,
        decoder=plain_decoder(library.load(model).model),
        order=np.argsort(-(variance if kl is None else kl), kind="stable"),
        kl=kl,
        active=variance > ACTIVE,
        low=low,
        high=high,
        mean=codes.mean(0),
        deviation=np.sqrt(variance),
    )


def plain_decoder(network: nn.Module) -> Decoder | None:
    """The decoder's layers by name, or None where it is not made of affine layers and ReLUs alone."""
    layers: list[Layer] = []
    for name, module in network.named_modules():
        if not name.startswith("decoder.") or isinstance(module, nn.Sequential | nn.Unflatten):
            continue
        if isinstance(module, nn.Linear):
            layers.append(Layer(f"{name}.weight", f"{name}.bias", relu=False))
        elif isinstance(module, nn.ReLU) and layers:
            layers[-1] = Layer(layers[-1].weight, layers[-1].bias, relu=True)
        else:
            return None
    if isinstance(network, ConditionalVariationalAutoencoder):
        return Decoder(tuple(layers), "sigmoid", DIGITS)
    return Decoder(tuple(layers), network.output, 0) if layers and isinstance(network, Autoencoder) else None


def weights_file(model: str) -> Path:
    """Where the weights of a model lie; raises as :func:`require_mappable` does."""
    require_mappable(model)
    return library.load(model).folder / WEIGHTS


@cache
@torch.inference_mode(False)
def points(model: str) -> Points:
    """Where the test digits lie.

    Raises:
        library.UnknownModel: if there is no such model.
        checkpoint.CheckpointError: if its atlas was not drawn.
    """
    return Points(atlas_tensor(model, "codes").float().numpy(), atlas_tensor(model, "labels").numpy())


@cache
@torch.inference_mode(False)
def directions(model: str) -> Directions:
    """Ways through a model's latent space, from the test digits' codes; raises as :func:`space` does."""
    require_slidable(model)
    codes, labels = points(model).codes, points(model).labels
    return Directions(
        label_means=np.stack([codes[labels == label].mean(0) for label in range(DIGITS)]),
        slant=_attribute(codes, atlas_tensor(model, "slants")),
        thickness=_attribute(codes, atlas_tensor(model, "thicknesses")),
    )


def attribute_of(picture: np.ndarray) -> tuple[float, float]:
    """The slant in degrees and the stroke's thickness in pixels of a digit ``(28, 28)`` in [0, 1]."""
    return float(slants(picture[None])[0]), float(thicknesses(picture[None])[0])


def _attribute(codes: np.ndarray, measured: Tensor) -> Attribute:
    values = measured.double().numpy()
    direction, share = attribute_direction(codes, values)
    low, high = np.percentile(values, [1, 99])
    return Attribute(direction, float(low), float(high), float(values.mean()), float(values.std()), share)


def atlas_tensor(model: str, key: str) -> Tensor:
    """One tensor of a model's atlas.

    Raises:
        library.UnknownModel: if there is no such model.
        checkpoint.CheckpointError: if its atlas was not drawn.
    """
    atlas = library.load(model).atlas
    if key not in atlas:
        raise CheckpointError(f"{model} has no atlas: run `python -m playground.training atlas {model}`.")
    return atlas[key]
