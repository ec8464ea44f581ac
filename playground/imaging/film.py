"""A row of pictures that change together, as one GIF."""

import io

import numpy as np
from PIL import Image

ZOOM = 6
"""Screen pixels of one pixel."""
GAP = 8
"""Black pixels of the screen between two pictures."""
FRAME, REST = 60, 600
"""Milliseconds that a picture stays, and that the first and the last stay."""


def film(lanes: np.ndarray) -> bytes:
    """A GIF that goes from the first step to the last and back again, for ever.

    Args:
        lanes: ``(L, S, H, W)`` in [0, 1]: L pictures side by side, S steps of each, at least two.
    """
    pixels = np.rint(np.clip(lanes, 0, 1) * 255).astype(np.uint8)
    frames = [Image.fromarray(_side_by_side(pixels[:, step])) for step in range(pixels.shape[1])]
    there_and_back = [*frames, *frames[-2:0:-1]]
    durations = [FRAME] * len(there_and_back)
    durations[0] = durations[len(frames) - 1] = REST
    output = io.BytesIO()
    there_and_back[0].save(
        output, "GIF", save_all=True, append_images=there_and_back[1:], duration=durations, loop=0
    )
    return output.getvalue()


def _side_by_side(pictures: np.ndarray) -> np.ndarray:
    """Pictures ``(L, H, W)`` enlarged without smoothing, in one row with gaps."""
    enlarged = pictures.repeat(ZOOM, 1).repeat(ZOOM, 2)
    padded = np.pad(enlarged, ((0, 0), (0, 0), (0, GAP)))
    return np.concatenate(list(padded), 1)[:, :-GAP]
