"""A small convolutional autoencoder with a real bottleneck: ten numbers for a digit."""

from torch import nn

from .autoencoder import Autoencoder, Output


class StridedAutoencoder(Autoencoder):
    """Strided convolutions down to a code, transposed convolutions back.

    28 -> 14 -> 7 -> 4 -> 1 with ``width``, 2x and 4x as many channels; the code is kept as
    ``(latent_dim, 1, 1)`` so that 1x1 convolutions can read it. Each scale has a second
    convolution that keeps the size.

    Args:
        latent_dim: numbers in the code.
        width: channels of the first convolution.
        rectified_code: put a ReLU on the code, as course notes do. Units die: see the card of
            ``mnist-conv-10``.
        output: what follows the last layer.
    """

    def __init__(
        self,
        latent_dim: int = 10,
        width: int = 16,
        rectified_code: bool = False,
        output: Output = "sigmoid",
    ) -> None:
        super().__init__((1, 28, 28), (latent_dim, 1, 1), output)
        one, two, four = width, 2 * width, 4 * width
        self.encoder = nn.Sequential(
            _down(1, one),
            _down(one, two),
            _down(two, four),
            nn.Conv2d(four, latent_dim, 4),
            nn.ReLU() if rectified_code else nn.Identity(),
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(latent_dim, four, 4),
            nn.BatchNorm2d(four),
            nn.GELU(),
            _up(four, two, kernel=3),
            _up(two, one, kernel=4),
            nn.ConvTranspose2d(one, 1, 4, stride=2, padding=1),
        )


def _same(channels: int) -> list[nn.Module]:
    return [nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.GELU()]


def _down(before: int, after: int) -> nn.Sequential:
    halve = nn.Conv2d(before, after, 3, stride=2, padding=1)
    return nn.Sequential(halve, nn.BatchNorm2d(after), nn.GELU(), *_same(after))


def _up(before: int, after: int, kernel: int) -> nn.Sequential:
    """Double the size: kernel 4 gives an even size (7 -> 14), kernel 3 an odd one (4 -> 7)."""
    double = nn.ConvTranspose2d(before, after, kernel, stride=2, padding=1)
    return nn.Sequential(double, nn.BatchNorm2d(after), nn.GELU(), *_same(after))
