"""One sigmoid layer whose decoder is its encoder turned round.

The building block of Vincent et al., "Stacked denoising autoencoders", 2010, and of Rifai et al.,
"Contractive auto-encoders", 2011.
"""

from math import prod

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .autoencoder import Autoencoder
from .shapes import Shape, require_shape


class TiedAutoencoder(Autoencoder):
    """``h = sigmoid(W x + b)`` and ``y = sigmoid(Wᵀ h + c)``: encoder and decoder share ``W``.

    Args:
        latent_dim: how many hidden units.
        input_shape: of what comes in: a picture, or ``(width,)`` for a code of the layer below.
    """

    def __init__(self, latent_dim: int = 120, input_shape: Shape = (1, 28, 28)) -> None:
        super().__init__(input_shape, (latent_dim,), output="sigmoid")
        visible = prod(input_shape)
        self.weight = nn.Parameter(torch.empty(latent_dim, visible))
        self.hidden_bias = nn.Parameter(torch.zeros(latent_dim))
        self.visible_bias = nn.Parameter(torch.zeros(visible))
        # Small: weights of pixels that are never lit get no gradient and would stay as noise in the filters.
        nn.init.xavier_uniform_(self.weight)

    def encode(self, pictures: Tensor) -> Tensor:
        """``(N, *input_shape)`` in [0, 1] to codes ``(N, latent_dim)`` in (0, 1).

        Raises:
            ValueError: if the input has another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        return F.linear(pictures.flatten(1), self.weight, self.hidden_bias).sigmoid()

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Codes ``(N, latent_dim)`` to ``(N, *input_shape)`` before the sigmoid.

        Raises:
            ValueError: if the codes have another shape.
        """
        require_shape(latents, self.latent_shape, "latent")
        return F.linear(latents, self.weight.t(), self.visible_bias).unflatten(1, self.input_shape)
