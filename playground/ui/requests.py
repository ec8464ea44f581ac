"""What the page asks of a tab: the fields of a request read and checked, failures said in one sentence."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.backend.library import UnknownModel
from playground.checkpoint import CheckpointError
from playground.imaging.corruption import checked_seed
from playground.ui.packing import unpack_gray


@dataclass(frozen=True)
class MissingField(ValueError):
    """A field that a request lacks."""

    name: str

    def __str__(self) -> str:
        return f'The request lacks "{self.name}".'


def answer(
    request: Any,
    read: Callable[[dict[str, Any]], Sequence[Any]],
    make: Callable[..., dict[str, Any]],
    refusals: tuple[type[Exception], ...] = (),
) -> dict[str, Any]:
    """What `make` makes of what `read` found in the request; where either fails, why, in one sentence.

    Parameters:
        request: what the page sent, whatever it is; its `sequence` comes back with the answer.
        read: finds the arguments of `make`; what it raises is the request's fault.
        make: answers them. A model that it misses is missing on this machine: "model_broken".
        refusals: exceptions by which `make` refuses what was asked.
    """
    sequence = request.get("sequence") if isinstance(request, dict) else None
    try:
        asked = read(request)
    except UnknownModel as error:
        return {"sequence": sequence, "error": "unknown_model", "message": str(error)}
    except (TypeError, ValueError) as error:
        return {"sequence": sequence, "error": "bad_request", "message": str(error)}
    try:
        return {"sequence": sequence, **make(*asked)}
    except (CheckpointError, UnknownModel) as error:
        return {"sequence": sequence, "error": "model_broken", "message": str(error)}
    except refusals as error:
        return {"sequence": sequence, "error": "bad_request", "message": str(error)}


def field(request: dict[str, Any], name: str) -> Any:
    """What the request says under a name. Raises TypeError or MissingField where it says nothing."""
    if not isinstance(request, dict):
        raise TypeError("A request is a JSON object.")
    if name not in request:
        raise MissingField(name)
    return request[name]


def digit(request: dict[str, Any], name: str = "digit") -> np.ndarray:
    """A digit (28, 28) in [0, 1], sent as base64 of its bytes. Raises TypeError or ValueError."""
    packed = field(request, name)
    if not isinstance(packed, str):
        raise TypeError("The digit must be 28 x 28 gray bytes as base64.")
    return unpack_gray(packed, 28, 28)


def seed(request: dict[str, Any]) -> int:
    """A seed from 0 to 2**32 - 1. Raises TypeError or ValueError."""
    return checked_seed(field(request, "seed"))


def code(request: dict[str, Any], name: str = "code") -> np.ndarray:
    """A code (K,) of finite numbers, of any length. Raises TypeError or ValueError."""
    values = field(request, name)
    if not isinstance(values, list) or not all(type(value) in (int, float) for value in values):
        raise TypeError(f"{name} must be a list of numbers.")
    try:
        found = np.array(values, np.float64)
    except OverflowError:  # a whole number that no float can hold
        found = np.array([np.inf])
    if not np.isfinite(found).all():
        raise ValueError(f"{name} holds values that are not finite numbers.")
    return found


def label(request: dict[str, Any]) -> int | None:
    """A label from 0 to 9, or None. Raises TypeError or ValueError."""
    if not isinstance(request, dict):
        raise TypeError("A request is a JSON object.")
    return None if request.get("label") is None else whole(request, "label", 0, 9)


def model(request: dict[str, Any], known: Collection[str]) -> str:
    """One of the known models. Raises UnknownModel."""
    name = field(request, "model")
    if name not in known:
        raise UnknownModel(str(name), tuple(known))
    return name


def whole(request: dict[str, Any], name: str, smallest: int, largest: int) -> int:
    """A whole number within bounds. Raises TypeError or ValueError."""
    value = field(request, name)
    if type(value) is not int or not smallest <= value <= largest:
        raise ValueError(f"{name} must be a whole number from {smallest} to {largest}.")
    return value
