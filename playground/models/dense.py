"""The fully connected autoencoder of every introduction.

Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from torch import nn

from .autoencoder import Autoencoder, Output
from .shapes import Shape


def dense_stack(widths: Sequence[int]) -> nn.Sequential:
    """Affine layers through ``widths`` with a ReLU between each two, none after the last."""
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class DenseAutoencoder(Autoencoder):
    """784-512-256-latent_dim and back, ReLU between layers, a linear code.

    Args:
        latent_dim: width of the bottleneck.
        hidden: widths between picture and bottleneck; the decoder mirrors them.
        output: what follows the last layer.
        input_shape: channels, height, width.
    """

    def __init__(
        self,
        latent_dim: int = 32,
        hidden: Sequence[int] = (512, 256),
        output: Output = "sigmoid",
        input_shape: Shape = (1, 28, 28),
    ) -> None:
        super().__init__(input_shape, (latent_dim,), output)
        widths = [prod(input_shape), *hidden, latent_dim]
        self.encoder = nn.Sequential(nn.Flatten(), dense_stack(widths))
        self.decoder = nn.Sequential(dense_stack(widths[::-1]), nn.Unflatten(1, self.input_shape))
