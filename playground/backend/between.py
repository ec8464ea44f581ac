"""From one digit to another: interpolation in codes and in pixels, and arithmetic with codes."""

from dataclasses import dataclass

import numpy as np

from ..measures.interpolation import METHODS, Method, interpolated
from .checks import LatentError, checked_latents, is_conditional, whole_number
from .latent import require_slidable
from .reconstruct import Encoding, decode, encode

STEPS = (2, 100)


@dataclass(frozen=True)
class Walk:
    """Codes ``(S, K)`` on the way, and their pictures ``(S, 28, 28)`` in [0, 1]."""

    codes: np.ndarray
    pictures: np.ndarray


@dataclass(frozen=True)
class Interpolation:
    """The way between two digits through a latent space, beside the one through pixels.

    Attributes:
        codes: ``(S, K)``.
        pictures: ``(S, 28, 28)`` decoded.
        blends: ``(S, 28, 28)`` the two digits mixed pixel by pixel.
        label: with which a conditional network decodes the way; None for others.
        estimated: whether the label is what q(y|x) reads in the first digit.
    """

    codes: np.ndarray
    pictures: np.ndarray
    blends: np.ndarray
    label: int | None
    estimated: bool


@dataclass(frozen=True)
class Arithmetic:
    """a − b + c.

    Attributes:
        code: ``(K,)``.
        picture: ``(28, 28)``, decoded from it.
        parts: the reconstructions of a, b and c.
        label: with which a conditional network decodes the result: what it reads in c, whose style is changed.
    """

    code: np.ndarray
    picture: np.ndarray
    parts: tuple[np.ndarray, np.ndarray, np.ndarray]
    label: int | None


def between(
    start: np.ndarray,
    end: np.ndarray,
    model: str,
    steps: int = 10,
    method: Method = "linear",
    label: int | None = None,
) -> Walk:
    """Go from one code to another.

    Args:
        start, end: ``(K,)``.
        model: a name.
        steps: pictures, both ends included; 2 to 100.
        method: ``"linear"`` or ``"spherical"``.
        label: of a conditional model.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a code to go through.
        checks.LatentError: for any other argument that cannot be used.
    """
    require_slidable(model)
    shares = _shares(steps, method)
    first, second = (checked_latents(code, model)[0] for code in (start, end))
    codes = interpolated(first, second, shares, method).astype(np.float32)
    return Walk(codes, decode(codes, model, label))


def interpolate(
    first: np.ndarray,
    second: np.ndarray,
    model: str,
    steps: int = 10,
    method: Method = "linear",
    label: int | None = None,
) -> Interpolation:
    """Go from one digit ``(28, 28)`` in [0, 1] to another; arguments and errors as :func:`between`.

    A conditional model encodes and decodes with ``label``; left out, it reads the label of the first digit
    and uses it for both, so that what changes on the way is the style.
    """
    require_slidable(model)
    shares = _shares(steps, method)[:, None, None]
    one, other, told = _encoded([first, second], model, label)
    walked = between(one.mean, other.mean, model, steps, method, told)
    blends = (1 - shares) * first + shares * second
    return Interpolation(walked.codes, walked.pictures, blends.astype(np.float32), told, one.estimated)


def arithmetic(first: np.ndarray, second: np.ndarray, third: np.ndarray, model: str) -> Arithmetic:
    """Decode the code of ``first`` − ``second`` + ``third``, digits ``(28, 28)`` in [0, 1].

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a code.
        ValueError: for a picture of another shape.
    """
    require_slidable(model)
    encodings = [encode(picture, model) for picture in (first, second, third)]
    code = encodings[0].mean - encodings[1].mean + encodings[2].mean
    parts = tuple(decode(part.mean, model, part.label) for part in encodings)
    label = encodings[2].label
    return Arithmetic(code, decode(code, model, label), parts, label)


def _shares(steps: int, method: Method) -> np.ndarray:
    if method not in METHODS:
        raise LatentError(f"method is one of {', '.join(METHODS)}, got {str(method)[:30]}.")
    return np.linspace(0, 1, whole_number(steps, "steps", *STEPS))


def _encoded(
    pictures: list[np.ndarray], model: str, label: int | None
) -> tuple[Encoding, Encoding, int | None]:
    one = encode(pictures[0], model, label)
    told = one.label if is_conditional(model) else None
    return one, encode(pictures[1], model, told), told
