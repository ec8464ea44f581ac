"""A U-Net on pictures of any size: large ones in tiles that overlap, so that memory stays bounded and nothing changes.

Every output depends on a neighbourhood of its pixel alone. A tile that is read with that much around it, on the same
grid of poolings, gives the logits that the whole picture would give.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

    from ..models import UNet

TILE = 1024
"""Side of a tile's own ground in pixels, a multiple of the network's coarsest grid."""
RUNS = 2
"""Networks that may run at once, each with one thread: as many as a small server has cores."""

_running = threading.BoundedSemaphore(RUNS)


def reach(depth: int) -> int:
    """From how far away a pixel is influenced, at most, rounded up to the grid of the poolings.

    On the level l each of two 3x3 convolutions, on the way down and up, reaches 2ˡ pixels further, and so do a pooling
    and a transposed convolution; the bridge has two more convolutions.
    """
    grid = 2**depth
    convolutions = 4 * (grid - 1) + 2 * grid
    resampling = 2 * (grid - 1)
    return -(-(convolutions + resampling) // grid) * grid


def probabilities(
    network: UNet,
    picture: np.ndarray,
    cut: Collection[int] = (),
    report: Callable[[float], None] | None = None,
    tile: int = TILE,
) -> np.ndarray:
    """The probability of each class for every pixel.

    Args:
        network: in evaluation mode.
        picture: float32 ``(C, H, W)`` in [0, 1].
        cut: levels whose skip connection carries nothing.
        report: is told the share that is done, 0 to 1.
        tile: side of a tile's own ground; a multiple of 2 to the network's depth.

    Returns:
        float32 ``(classes, H, W)``.
    """
    import torch

    from ..models.unet import mirrored

    grid = 2**network.depth
    padded, (top, left) = mirrored(torch.from_numpy(picture)[None], grid)
    height, width = padded.shape[2:]
    margin = reach(network.depth)
    found = np.empty((network.classes, height, width), np.float32)
    places = [(row, column) for row in range(0, height, tile) for column in range(0, width, tile)]
    done = 0
    counting = threading.Lock()

    def run(place: tuple[int, int]) -> None:
        nonlocal done
        (above, under), (before, behind) = (
            (max(0, start - margin), min(length, start + tile + margin))
            for start, length in zip(place, (height, width), strict=True)
        )
        own = tuple(slice(start, start + tile) for start in place)
        part = padded[:, :, above:under, before:behind].contiguous(memory_format=torch.channels_last)
        with _running:
            answer = _softmax(network, part, cut)
        row, column = place[0] - above, place[1] - before
        found[(slice(None), *own)] = answer[:, row : row + tile, column : column + tile]
        with counting:
            done += 1
            if report:
                report(done / len(places))

    if len(places) == 1:
        run(places[0])
    else:
        with ThreadPoolExecutor(RUNS) as pool:
            list(pool.map(run, places))
    return found[:, top : top + picture.shape[1], left : left + picture.shape[2]]


def _softmax(network: UNet, part: Tensor, cut: Collection[int]) -> np.ndarray:
    import torch

    with torch.inference_mode():
        return network(part, cut).softmax(1)[0].numpy()
