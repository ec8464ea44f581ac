"""What may be asked of a latent space: every check with one sentence for whoever asked otherwise."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..models.classifier import DIGITS
from . import library

LARGEST_VALUE = 1e4
"""Of a number in a code; no test digit's code is near it."""
SEEDS = 2**32
HOTTEST = 3.0


class LatentError(ValueError):
    """A code, label, count, seed or setting that cannot be used; the message says why, and what can."""


def checked_latents(values: Any, model: str) -> np.ndarray:
    """Codes as float32 ``(N, latent_dim)``, from one code or several.

    Raises:
        library.UnknownModel: if there is no such model.
        LatentError: if their length is not the model's, or a value is not finite or larger than
            ``LARGEST_VALUE``.
    """
    size = library.require(model).latent_dim
    try:
        codes = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise LatentError("A latent is a list of numbers, for example [0.5, -1.2].") from None
    codes = codes[None] if codes.ndim < 2 else codes
    if codes.ndim != 2 or codes.shape[1] != size:
        raise LatentError(
            f"A latent of {model} has {size} numbers, got {codes[0].size if len(codes) else 0}."
        )
    if not np.isfinite(codes).all():
        raise LatentError("The latent holds values that are not finite numbers.")
    if np.abs(codes).max(initial=0) > LARGEST_VALUE:
        raise LatentError(f"The latent holds a value beyond ±{LARGEST_VALUE:,.0f}: no code lies there.")
    return codes.astype(np.float32)


def is_conditional(model: str) -> bool:
    """Whether a model's encoder and decoder take a label."""
    return library.require(model).family == "conditional"


def checked_label(label: Any, model: str) -> int | None:
    """A label from 0 to 9, or None.

    Raises:
        LatentError: for another label, or where the model is not conditional and one is given.
    """
    if label is None:
        return None
    if not is_conditional(model):
        raise LatentError(f"{model} is not a conditional model: leave label out.")
    return digit_label(label)


def digit_label(label: Any) -> int:
    """A label from 0 to 9.

    Raises:
        LatentError: for another.
    """
    if isinstance(label, bool) or not isinstance(label, int | np.integer) or not 0 <= label < DIGITS:
        raise LatentError(f"label is a whole number from 0 to {DIGITS - 1}, got {_shown(label)}.")
    return int(label)


def required_labels(labels: Any, model: str, count: int) -> Tensor | None:
    """Labels ``(count,)`` for a conditional model, from one or from as many; None for any other model.

    Raises:
        LatentError: if one is missing, out of range, or given to a model that takes none.
    """
    if not is_conditional(model):
        checked_label(labels if np.ndim(labels) == 0 else labels[0], model)
        return None
    if labels is None:
        raise LatentError(f"{model} is a conditional model: say which label, from 0 to {DIGITS - 1}.")
    several = [labels] * count if np.ndim(labels) == 0 else list(labels)
    if len(several) != count:
        raise LatentError(f"{count} codes need {count} labels, got {len(several)}.")
    return torch.tensor([digit_label(label) for label in several])


def whole_number(value: Any, name: str, lowest: int, highest: int) -> int:
    """A whole number within bounds.

    Raises:
        LatentError: for any other value, naming it and the bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not lowest <= value <= highest:
        raise LatentError(f"{name} is a whole number from {lowest:,} to {highest:,}, got {_shown(value)}.")
    return int(value)


def checked_seed(seed: Any) -> int:
    """A seed from 0 to 2³² − 1; raises as :func:`whole_number` does."""
    return whole_number(seed, "seed", 0, SEEDS - 1)


def checked_temperature(temperature: Any) -> float:
    """How widely codes are drawn: 1 is the prior, 0 its middle alone.

    Raises:
        LatentError: outside 0 to ``HOTTEST``.
    """
    number = isinstance(temperature, int | float) and not isinstance(temperature, bool)
    if not number or not 0 <= temperature <= HOTTEST:
        raise LatentError(f"temperature is a number from 0 to {HOTTEST:g}, got {_shown(temperature)}.")
    return float(temperature)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 30 else text[:30] + "…"
