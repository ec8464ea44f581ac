"""A deep convolutional autoencoder without a bottleneck, with two ways back up.

The two decoders are the subject of Odena, Dumoulin and Olah, "Deconvolution and checkerboard
artifacts", Distill 2016.
"""

from typing import Literal

from torch import nn

from .autoencoder import Autoencoder, Output

Upsampling = Literal["transposed", "resize"]


def convolution(before: int, after: int) -> nn.Sequential:
    """A 3x3 convolution that keeps the size, and a ReLU."""
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1), nn.ReLU())


class ConvolutionalAutoencoder(Autoencoder):
    """1-16-32-64, pool, 128-256, pool -> 256x7x7, and back to 28x28 in four layers.

    The code has 12,544 numbers for 784 pixels: this network can copy, and does.

    Args:
        upsampling: ``"transposed"`` doubles the size with a stride-2 transposed convolution whose
            kernel (3) the stride does not divide, so neighbouring pixels are written unequally
            often; ``"resize"`` repeats pixels and convolves, so all are written alike.
        output: what follows the last layer. A sigmoid under a squared error collapses to black here:
            most pixels are, and once there its gradient is gone.
    """

    def __init__(self, upsampling: Upsampling = "transposed", output: Output = "identity") -> None:
        super().__init__((1, 28, 28), (256, 7, 7), output)
        if upsampling not in ("transposed", "resize"):
            raise ValueError(f'upsampling must be "transposed" or "resize", got "{upsampling}".')
        self.encoder = nn.Sequential(
            convolution(1, 16),
            convolution(16, 32),
            convolution(32, 64),
            nn.MaxPool2d(2),
            convolution(64, 128),
            convolution(128, 256),
            nn.MaxPool2d(2),
        )
        double = _transposed if upsampling == "transposed" else _resized
        self.decoder = nn.Sequential(
            double(256, 128),
            nn.ReLU(),
            convolution(128, 64),
            convolution(64, 16),
            double(16, 1),
        )
        self.apply(_he_initialise)


def _transposed(before: int, after: int) -> nn.Module:
    return nn.ConvTranspose2d(before, after, 3, stride=2, padding=1, output_padding=1)


def _resized(before: int, after: int) -> nn.Module:
    return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(before, after, 3, padding=1))


def _he_initialise(layer: nn.Module) -> None:
    """Weights that keep the variance through ReLUs (He et al. 2015); PyTorch's own let nine layers fade."""
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
        # The axes of a transposed kernel are swapped, so what each output sums over is its "fan out".
        fan = "fan_out" if isinstance(layer, nn.ConvTranspose2d) else "fan_in"
        nn.init.kaiming_normal_(layer.weight, mode=fan, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
