"""Real digits for those who do not draw: scikit-learn's, and MNIST's where the data set is on disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from ..imaging.mnist_files import test_digits
from ..imaging.mnist_style import in_mnist_style

# Two clear ones per digit, by their place in `load_digits()` and in MNIST's test split.
SCIKIT_LEARN = (
    (786, 166),
    (1308, 1631),
    (1272, 1232),
    (1300, 259),
    (966, 1731),
    (938, 1448),
    (136, 598),
    (498, 1314),
    (943, 1026),
    (325, 293),
)
MNIST = (
    (271, 13),
    (14, 276),
    (371, 418),
    (30, 90),
    (56, 27),
    (162, 588),
    (568, 446),
    (626, 328),
    (641, 257),
    (558, 150),
)


@dataclass(frozen=True)
class Example:
    """A handwritten digit as the networks see it.

    Attributes:
        label: what its writer meant, 0–9.
        picture: ``(28, 28)`` float32 in [0, 1], white ink on black.
        source: the data set it comes from.
    """

    label: int
    picture: np.ndarray
    source: Literal["scikit-learn", "mnist"]


@cache
def examples() -> tuple[Example, ...]:
    """The strip of examples: scikit-learn's twenty, then MNIST's twenty if it is on disk; each by label."""
    return _from_scikit_learn() + _from_mnist()


def _from_scikit_learn() -> tuple[Example, ...]:
    from sklearn.datasets import load_digits  # over a second to import

    pictures = load_digits().images / 16
    return tuple(
        Example(label, in_mnist_style(pictures[place]), "scikit-learn")
        for label, places in enumerate(SCIKIT_LEARN)
        for place in places
    )


def _from_mnist() -> tuple[Example, ...]:
    digits = test_digits()
    if digits is None:
        return ()
    pictures, _ = digits
    return tuple(
        Example(label, pictures[place].astype(np.float32) / 255, "mnist")
        for label, places in enumerate(MNIST)
        for place in places
    )
