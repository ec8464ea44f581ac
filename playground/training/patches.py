"""Crops of microscope pictures, turned, stretched and bent at random together with what is true of every pixel.

Elastic deformation is what lets a network learn from a few dozen slices: tissue may always be bent (Ronneberger et
al. 2015, section 3.1).
"""

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.transforms.v2.functional import gaussian_blur


@dataclass(frozen=True)
class Deformation:
    """How much a crop may be changed.

    Attributes:
        scale: largest relative change of size, either way.
        bend: standard deviation in pixels of the displacement at the knots of a coarse grid.
        knots: distance of these knots in pixels.
        gain, bias: largest relative change of contrast, and of brightness on [0, 1], either way.
        gamma: largest exponent of the gray values; its inverse is the smallest.
        blur: largest standard deviation in pixels of a Gaussian filter.
        noise: largest standard deviation of Gaussian noise.
        colour: largest relative change of each channel by itself, either way.
    """

    scale: float = 0.2
    bend: float = 4.0
    knots: int = 48
    gain: float = 0.2
    bias: float = 0.1
    gamma: float = 1.25
    blur: float = 0.0
    noise: float = 0.04
    colour: float = 0.0


@dataclass(frozen=True)
class Patches:
    """Random crops of a few pictures; as many as an epoch shall have, though there is no end of them.

    Attributes:
        pictures: uint8, each ``(C, H, W)``, of any size.
        truths: each ``(H, W)`` int64, the class of every pixel; or ``(2, H, W)`` float32, its class and its weight.
        side: of a crop.
        count: crops of an epoch.
        deformation: what is done to them.
        chances: how often each picture is chosen, up to a factor; None for as often as it has pixels.
    """

    pictures: tuple[Tensor, ...]
    truths: tuple[Tensor, ...]
    side: int
    count: int
    deformation: Deformation
    chances: tuple[float, ...] | None = None

    def __len__(self) -> int:
        return self.count

    def to(self, device: torch.device) -> "Patches":
        return dataclasses.replace(
            self,
            pictures=tuple(picture.to(device) for picture in self.pictures),
            truths=tuple(truth.to(device) for truth in self.truths),
        )

    def take(self, indices: Tensor) -> tuple[Tensor, Tensor]:
        """As many new crops as there are indices: pictures ``(N, C, S, S)`` in [0, 1] and truths ``(N, S, S)``.

        With weights the truths are ``(N, 2, S, S)``. Which crops, torch's random numbers say.
        """
        crops = [self._crop() for _ in indices]
        pictures = torch.stack([picture for picture, _ in crops])
        return pictures.contiguous(memory_format=torch.channels_last), torch.stack(
            [truth for _, truth in crops]
        )

    def _crop(self) -> tuple[Tensor, Tensor]:
        chances = self.chances or tuple(float(picture[0].numel()) for picture in self.pictures)
        chosen = int(torch.multinomial(torch.tensor(chances), 1))
        picture, truth = self.pictures[chosen], self.truths[chosen]
        grid = _sampling_grid(truth.shape[-2:], self.side, self.deformation).to(truth.device)
        bent = F.grid_sample(
            picture[None].float() / 255, grid, padding_mode="reflection", align_corners=False
        )
        true = F.grid_sample(
            truth.reshape(1, -1, *truth.shape[-2:]).float(),
            grid,
            mode="nearest",
            padding_mode="reflection",
            align_corners=False,
        )
        true = true[0] if truth.ndim == 3 else true[0, 0]
        return _other_light(bent[0], self.deformation), true.to(truth.dtype)


@dataclass(frozen=True)
class WholePictures:
    """Pictures as they are, one at a time: what is held back."""

    pictures: tuple[Tensor, ...]
    truths: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.pictures)

    def to(self, device: torch.device) -> "WholePictures":
        return WholePictures(
            tuple(picture.to(device) for picture in self.pictures),
            tuple(truth.to(device) for truth in self.truths),
        )

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """One picture ``(1, C, H, W)`` in [0, 1] after the other with its truth ``(1, …, H, W)``: sizes differ."""
        for picture, truth in zip(self.pictures, self.truths, strict=True):
            yield picture[None].float() / 255, truth[None]


def _sampling_grid(shape: tuple[int, ...], side: int, deformation: Deformation) -> Tensor:
    """Where each pixel of a crop comes from, ``(1, S, S, 2)`` as `grid_sample` wants it: x, y from -1 to 1."""
    height, width = shape
    steps = torch.arange(side) - (side - 1) / 2
    places = torch.stack(torch.meshgrid(steps, steps, indexing="xy"))
    knots = math.ceil(side / deformation.knots) + 3
    bending = F.interpolate(
        deformation.bend * torch.randn(1, 2, knots, knots),
        size=(side, side),
        mode="bicubic",
        align_corners=False,
    )[0]
    angle, stretch, mirror, left, top = torch.rand(5).tolist()
    cosine, sine = math.cos(2 * math.pi * angle), math.sin(2 * math.pi * angle)
    size = (1 + deformation.scale) ** (2 * stretch - 1)
    turn = size * torch.tensor([[cosine, -sine], [sine, cosine]])
    if mirror < 0.5:
        turn[:, 0] *= -1
    places = torch.einsum("ij,jhw->ihw", turn, places + bending)
    room = [max(0.0, length - side) for length in (width, height)]
    centre = torch.tensor([width / 2 + room[0] * (left - 0.5), height / 2 + room[1] * (top - 0.5)])
    pixels = places + centre[:, None, None]
    scaled = 2 * pixels / torch.tensor([width, height])[:, None, None] - 1
    return scaled.permute(1, 2, 0)[None]


def _other_light(picture: Tensor, deformation: Deformation) -> Tensor:
    gain, bias, power, noise = (2 * torch.rand(4) - 1).tolist()
    changed = (picture - 0.5) * (1 + deformation.gain * gain) + 0.5 + deformation.bias * bias
    changed = changed.clamp(0, 1) ** (deformation.gamma**power)
    if deformation.colour:
        channels = 1 + deformation.colour * (2 * torch.rand(len(picture), 1, 1) - 1)
        changed = changed * channels.to(changed.device)
    if deformation.blur:
        sigma = max(1e-3, deformation.blur * float(torch.rand(1)))
        changed = gaussian_blur(changed, 2 * math.ceil(3 * deformation.blur) + 1, sigma)
    grain = torch.randn(changed.shape).to(changed.device)
    return (changed + deformation.noise * abs(noise) * grain).clamp(0, 1)
