"""A convolutional autoencoder of residual blocks, deep enough to tell a digit from noise.

He et al., "Deep residual learning for image recognition", 2016, for the blocks; Vincent et al.,
"Stacked denoising autoencoders", 2010, for what it is used for.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from .autoencoder import Autoencoder, Output


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions whose result is added to what came in; the shape stays.

    Args:
        channels: of input and output.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, features: Tensor) -> Tensor:
        """``(N, channels, H, W)`` to the same shape, non-negative."""
        return F.relu(features + self.change(features))


class ResidualAutoencoder(Autoencoder):
    """28 -> 14 -> 7 by strided convolutions, residual blocks on the way, and back by resizing.

    The code is ``(2 * width, 7, 7)``, eight times as many numbers as pixels at the default width:
    there is no hard bottleneck, so it is the corruption in training that keeps the network from
    copying.

    Args:
        width: channels at 14x14; twice as many at 7x7.
        output: what follows the last layer. Under a squared error a sigmoid can collapse to black,
            as most pixels are; without one it cannot.
    """

    def __init__(self, width: int = 64, output: Output = "identity") -> None:
        super().__init__((1, 28, 28), (2 * width, 7, 7), output)
        self.encoder = nn.Sequential(
            _convolution(1, width, kernel=4, stride=2),
            ResidualBlock(width),
            _convolution(width, 2 * width, kernel=4, stride=2),
            ResidualBlock(2 * width),
            ResidualBlock(2 * width),
        )
        self.decoder = nn.Sequential(
            ResidualBlock(2 * width),
            ResidualBlock(2 * width),
            nn.Upsample(scale_factor=2),
            _convolution(2 * width, width),
            ResidualBlock(width),
            nn.Upsample(scale_factor=2),
            _convolution(width, width // 2),
            nn.Conv2d(width // 2, 1, 3, padding=1),
        )


def _convolution(before: int, after: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    convolve = nn.Conv2d(before, after, kernel, stride, padding=1, bias=False)
    return nn.Sequential(convolve, nn.BatchNorm2d(after), nn.ReLU())
