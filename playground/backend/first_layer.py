"""The first-layer weights of the filter networks, as pictures, and how they answer to a digit."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch

from ..measures.spectrum import spectral_concentration, white_noise_concentration
from ..models import TiedAutoencoder
from . import library
from .library import WrongFamily
from .reconstruct import to_tensor

FILTER_NETWORKS = ("mnist-filters-0", "mnist-filters-25", "mnist-filters-50")
"""One tied sigmoid layer, trained with 0, 25 and 50 % of the pixels masked."""


@dataclass(frozen=True)
class Kernels:
    """What the hidden units of one network look for, the most edge-like first.

    Attributes:
        model: the checkpoint's name.
        weights: ``(H, 28, 28)``.
        bound: the largest weight, either way.
        concentration: ``(H,)`` falling: share of a filter's energy in the strongest twentieth of its
            frequencies.
        order: ``(H,)``, the unit that each filter belongs to.
        mean_concentration: over all filters.
        noise_concentration: what white noise has.
    """

    model: str
    weights: np.ndarray
    bound: float
    concentration: np.ndarray
    order: np.ndarray
    mean_concentration: float
    noise_concentration: float


@cache
@torch.inference_mode()
def kernels(model: str) -> Kernels:
    """The filters of a network with one tied layer, sorted.

    Raises:
        library.UnknownModel: if there is no such model.
        library.WrongFamily: if its first layer is not made of pictures.
    """
    weights = _layer(model).weight.reshape(-1, 28, 28).numpy()
    concentration = spectral_concentration(weights)
    order = np.argsort(-concentration, kind="stable")
    return Kernels(
        model=model,
        weights=weights[order],
        bound=float(np.abs(weights).max()),
        concentration=concentration[order],
        order=order,
        mean_concentration=float(concentration.mean()),
        noise_concentration=white_noise_concentration(),
    )


@torch.inference_mode()
def responses(picture: np.ndarray, model: str) -> np.ndarray:
    """The activation of every hidden unit for a digit ``(28, 28)``, ``(H,)`` in (0, 1), in `kernels`' order.

    Raises:
        library.UnknownModel, library.WrongFamily: as :func:`kernels`.
        ValueError: for a picture of another shape.
    """
    return _layer(model).encode(to_tensor(picture))[0].numpy()[kernels(model).order]


def _layer(model: str) -> TiedAutoencoder:
    library.require(model)
    network = library.load(model).model
    if not isinstance(network, TiedAutoencoder):
        raise WrongFamily(
            f'"{model}" has no single tied layer to look at. Choose one of: {", ".join(FILTER_NETWORKS)}.'
        )
    return network
