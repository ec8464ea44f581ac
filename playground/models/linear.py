"""The linear autoencoder: at its optimum it spans the same subspace as PCA.

Baldi and Hornik, "Neural networks and principal component analysis", 1989.
"""

from math import prod

from torch import nn

from .autoencoder import Autoencoder
from .shapes import Shape


class LinearAutoencoder(Autoencoder):
    """Two affine maps, 784 -> latent_dim -> 784, and nothing else.

    Args:
        latent_dim: width of the bottleneck.
        input_shape: channels, height, width.
    """

    def __init__(self, latent_dim: int = 20, input_shape: Shape = (1, 28, 28)) -> None:
        super().__init__(input_shape, (latent_dim,), output="identity")
        pixels = prod(input_shape)
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(pixels, latent_dim))
        self.decoder = nn.Sequential(nn.Linear(latent_dim, pixels), nn.Unflatten(1, self.input_shape))
