"""A network that says of every pixel what it belongs to, from its surroundings and from its own look.

Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015,
https://arxiv.org/abs/1505.04597; with padded convolutions, batch normalisation and LeakyReLU.
"""

from collections.abc import Collection, Sequence
from copy import deepcopy
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

Joining = Literal["concatenate", "sum"]
SLOPE = 0.2


class UNet(nn.Module):
    """Down by pooling, up by transposed convolution, and a skip connection on every level.

    What comes up a level knows what is there but only coarsely where; the skip connection brings the
    features that were on that level on the way down, which know where.

    Args:
        channels: of the picture.
        classes: how many maps of logits come out.
        width: channels of the first level; each level down has twice as many.
        depth: levels below the first; sizes need not divide by ``2 ** depth``.
        skips: levels whose skip connection is there, 1 the uppermost; by default all of them.
        joining: whether a skip connection's features stand beside what comes up or are added to it.

    Raises:
        ValueError: for a level that does not exist, or an unknown way of joining.
    """

    def __init__(
        self,
        channels: int = 1,
        classes: int = 2,
        width: int = 16,
        depth: int = 4,
        skips: Sequence[int] | None = None,
        joining: Joining = "concatenate",
    ) -> None:
        super().__init__()
        levels = range(1, depth + 1)
        self.channels, self.classes, self.depth = channels, classes, depth
        self.skips = frozenset(levels if skips is None else skips)
        if not self.skips <= set(levels):
            raise ValueError(f"skips are levels from 1 to {depth}, got {sorted(self.skips)}.")
        if joining not in ("concatenate", "sum"):
            raise ValueError(f'joining is "concatenate" or "sum", got "{joining}".')
        self.joining = joining
        widths = [width * 2**level for level in range(depth + 1)]
        before = [channels, *widths]
        self.down = nn.ModuleList(_convolutions(before[level], widths[level]) for level in range(depth))
        self.pool = nn.MaxPool2d(2)
        self.bridge = _convolutions(widths[-2], widths[-1])
        self.rise = nn.ModuleList(
            nn.ConvTranspose2d(widths[level + 1], widths[level], 2, stride=2) for level in range(depth)
        )
        self.up = nn.ModuleList(
            _convolutions(widths[level] * (2 if self._stands_beside(level + 1) else 1), widths[level])
            for level in range(depth)
        )
        self.head = nn.Conv2d(widths[0], classes, 1)

    def forward(self, pictures: Tensor, cut: Collection[int] = ()) -> Tensor:
        """Pictures ``(N, channels, H, W)`` in [0, 1] to logits ``(N, classes, H, W)``.

        Args:
            pictures: of any size; they are mirrored beyond their edges as far as the pooling needs.
            cut: levels whose skip connection carries only zeros this time.

        Raises:
            ValueError: for pictures of another shape.
        """
        if pictures.ndim != 4 or pictures.shape[1] != self.channels or 0 in pictures.shape:
            raise ValueError(
                f"Expected pictures of shape (N, {self.channels}, H, W), got {tuple(pictures.shape)}: "
                "convert them to that many channels, and call .unsqueeze(0) on a single one."
            )
        features, (top, left) = mirrored(pictures, 2**self.depth)
        carried = []
        for level in self.down:
            features = level(features)
            carried.append(features)
            features = self.pool(features)
        features = self.bridge(features)
        for level in reversed(range(self.depth)):
            features = self.rise[level](features)
            if level + 1 in self.skips:
                skipped = carried[level] * 0 if level + 1 in cut else carried[level]
                beside = self._stands_beside(level + 1)
                features = torch.cat([skipped, features], 1) if beside else features + skipped
            features = self.up[level](features)
        height, width = pictures.shape[2:]
        return self.head(features)[:, :, top : top + height, left : left + width]

    def _stands_beside(self, level: int) -> bool:
        return level in self.skips and self.joining == "concatenate"


def folded(network: UNet) -> UNet:
    """A copy for use alone, with batch normalisation folded into the convolutions before it: the same logits, faster.

    Args:
        network: in evaluation mode; it stays as it is.
    """
    copy = deepcopy(network)
    for block in [*copy.down, copy.bridge, *copy.up]:
        for place in (0, 3):
            block[place] = fuse_conv_bn_eval(block[place], block[place + 1])
            block[place + 1] = nn.Identity()
            block[place + 2] = nn.LeakyReLU(SLOPE, inplace=True)
    return copy.requires_grad_(False).to(memory_format=torch.channels_last)


def mirrored(pictures: Tensor, multiple: int) -> tuple[Tensor, tuple[int, int]]:
    """Pictures ``(N, C, H, W)`` reflected beyond their edges until both sides divide by ``multiple``.

    The edge itself is not repeated; a side of one pixel is. As much is added before as behind, or one
    pixel less.

    Returns:
        The larger pictures, and the row and column at which the old ones begin.
    """
    places, starts = [], []
    for size in pictures.shape[2:]:
        missing = -size % multiple
        start = missing // 2
        period = max(1, 2 * (size - 1))
        position = (torch.arange(size + missing, device=pictures.device) - start) % period
        places.append(torch.minimum(position, period - position) if size > 1 else position)
        starts.append(start)
    if pictures.shape[2:] == (len(places[0]), len(places[1])):
        return pictures, (0, 0)
    return pictures[:, :, places[0]][:, :, :, places[1]], (starts[0], starts[1])


def _convolutions(before: int, after: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels in (before, after):
        layers += [
            nn.Conv2d(channels, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.LeakyReLU(SLOPE),
        ]
    return nn.Sequential(*layers)
