"""Principal component analysis in the clothes of an autoencoder: the reference on screen.

Pearson, "On lines and planes of closest fit to systems of points in space", 1901.
"""

from math import prod

import torch
from torch import Tensor, nn

from .autoencoder import Autoencoder
from .shapes import Shape, require_shape


class PrincipalComponents(Autoencoder):
    """Projection on the leading principal directions and back.

    ``encode`` subtracts the mean and takes coordinates along orthonormal directions, sorted by
    variance; ``decode`` goes back. Nothing is trained by gradient: ``components`` ``(K, D)`` and
    ``mean`` ``(D,)`` are set from a fit.

    Args:
        latent_dim: how many directions are kept.
        input_shape: channels, height, width.
    """

    def __init__(self, latent_dim: int = 64, input_shape: Shape = (1, 28, 28)) -> None:
        super().__init__(input_shape, (latent_dim,), output="identity")
        pixels = prod(input_shape)
        self.mean = nn.Parameter(torch.zeros(pixels), requires_grad=False)
        self.components = nn.Parameter(torch.eye(latent_dim, pixels), requires_grad=False)

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, *input_shape)`` to coordinates ``(N, latent_dim)`` along the directions."""
        require_shape(pictures, self.input_shape, "picture")
        return (pictures.flatten(1) - self.mean) @ self.components.T

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Coordinates ``(N, latent_dim)`` to pictures ``(N, *input_shape)``."""
        require_shape(latents, self.latent_shape, "latent")
        return (latents @ self.components + self.mean).unflatten(1, self.input_shape)

    def truncated(self, size: int) -> "PrincipalComponents":
        """The same analysis with its ``size`` leading directions only.

        Raises:
            ValueError: if ``size`` is not between 1 and ``latent_dim``.
        """
        if not 1 <= size <= self.latent_dim:
            raise ValueError(f"Choose between 1 and {self.latent_dim} principal components, got {size}.")
        smaller = PrincipalComponents(size, self.input_shape)
        smaller.mean.data = self.mean.data
        smaller.components.data = self.components.data[:size]
        return smaller.eval()
