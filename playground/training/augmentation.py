"""Small random changes of the training pictures, so that a network learns what does not matter."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class RandomAffine:
    """Each picture turned, scaled, slanted and shifted a little, by its own random amounts.

    Attributes:
        degrees: largest rotation, either way.
        scale: largest relative change of size, either way, independently in x and y.
        slant: largest horizontal shear, either way.
        shift: largest shift in pixels, either way.
    """

    degrees: float = 10.0
    scale: float = 0.1
    slant: float = 0.15
    shift: float = 2.0

    def __call__(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, C, H, W)`` to changed ones of the same shape, zero outside."""
        count, height = len(pictures), pictures.shape[-2]
        angle, wide, high, slant, across, down = (
            2 * torch.rand(6, count, device=pictures.device) - 1
        ).unbind()
        angle = angle * math.radians(self.degrees)
        wide, high = 1 + self.scale * wide, 1 + self.scale * high
        cosine, sine = angle.cos(), angle.sin()
        pixel = 2 / height  # affine_grid measures from -1 to 1
        rows = (
            torch.stack([wide * cosine, self.slant * slant - high * sine, self.shift * pixel * across], 1),
            torch.stack([wide * sine, high * cosine, self.shift * pixel * down], 1),
        )
        grid = F.affine_grid(torch.stack(rows, 1), list(pictures.shape), align_corners=False)
        return F.grid_sample(pictures, grid, align_corners=False)
