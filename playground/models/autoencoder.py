"""What every autoencoder has in common: an encoder, a code, a decoder."""

from typing import Literal

import torch
from torch import Tensor, nn

from .shapes import Shape, require_shape

Output = Literal["identity", "sigmoid"]


class Autoencoder(nn.Module):
    """An encoder and a decoder that meet in a latent code.

    A subclass sets ``encoder`` and ``decoder``. The decoder ends in logits; ``output`` turns them
    into a picture: ``"sigmoid"`` keeps values in (0, 1), ``"identity"`` leaves them as they are.

    Shapes: a picture is ``(N, *input_shape)``, a latent ``(N, *latent_shape)``.

    Example:
        >>> from playground.models import DenseAutoencoder
        >>> network = DenseAutoencoder(latent_dim=32)
        >>> network(torch.rand(2, 1, 28, 28)).shape
        torch.Size([2, 1, 28, 28])
    """

    encoder: nn.Module
    decoder: nn.Module

    def __init__(self, input_shape: Shape, latent_shape: Shape, output: Output) -> None:
        super().__init__()
        if output not in ("identity", "sigmoid"):
            raise ValueError(f'output must be "identity" or "sigmoid", got "{output}".')
        self.input_shape = tuple(input_shape)
        self.latent_shape = tuple(latent_shape)
        self.output = output

    @property
    def latent_dim(self) -> int:
        """How many numbers the code of one picture has."""
        return int(torch.tensor(self.latent_shape).prod())

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, *input_shape)`` in [0, 1] to latents ``(N, *latent_shape)``, unbounded.

        Raises:
            ValueError: if the pictures have another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        return self.encoder(pictures)

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Latents ``(N, *latent_shape)`` to the decoder's values before its output function.

        Raises:
            ValueError: if the latents have another shape.
        """
        require_shape(latents, self.latent_shape, "latent")
        return self.decoder(latents)

    def decode(self, latents: Tensor) -> Tensor:
        """Latents ``(N, *latent_shape)`` to pictures ``(N, *input_shape)``.

        Raises:
            ValueError: if the latents have another shape.
        """
        logits = self.decode_logits(latents)
        return logits.sigmoid() if self.output == "sigmoid" else logits

    def forward(self, pictures: Tensor) -> Tensor:
        """The reconstruction of each picture, same shape as ``pictures``."""
        return self.decode(self.encode(pictures))
