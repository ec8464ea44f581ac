"""The MNIST test digits, where the data set happens to be on disk. The page never needs them."""

from functools import cache

import numpy as np

from .data_root import data_root


@cache
def test_digits() -> tuple[np.ndarray, np.ndarray] | None:
    """Pictures ``(10000, 28, 28)`` uint8 and labels ``(10000,)``; None where MNIST is not on disk."""
    if not list((data_root() / "MNIST" / "raw").glob("t10k-*-ubyte")):
        return None
    from torchvision.datasets import MNIST

    try:
        dataset = MNIST(data_root(), train=False, download=False)
    except (RuntimeError, OSError, ValueError):  # incomplete or damaged files: as good as none
        return None
    return dataset.data.numpy(), dataset.targets.numpy()
