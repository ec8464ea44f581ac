"""The adversarial autoencoder: a critic, not a KL, makes the codes look like the prior.

Makhzani et al., "Adversarial autoencoders", 2015.
"""

from collections.abc import Sequence
from math import prod

from torch import Tensor, nn

from .autoencoder import Autoencoder
from .classifier import DIGITS
from .dense import dense_stack
from .variational import FEATURES, INPUT_SHAPE, trunk

CRITIC_WIDTH = 256


class AdversarialAutoencoder(Autoencoder):
    """The variational autoencoder's encoder and decoder without its variance, and a critic of codes.

    The critic tells codes from draws of the prior. With ``label_aware`` it is told the label too, so
    that every label can have a place of its own in the prior; the encoder never is.

    Args:
        latent_dim: numbers in the code.
        label_aware: whether the critic reads labels.
        hidden: widths of the decoder's hidden layers.
        width: channels of the encoder's convolutions.
    """

    def __init__(
        self,
        latent_dim: int = 16,
        label_aware: bool = False,
        hidden: Sequence[int] = (512, 512),
        width: int = 32,
    ) -> None:
        super().__init__(INPUT_SHAPE, (latent_dim,), output="sigmoid")
        self.label_aware = label_aware
        self.encoder = nn.Sequential(trunk(width), nn.Linear(FEATURES, latent_dim))
        self.decoder = nn.Sequential(
            dense_stack([latent_dim, *hidden, prod(INPUT_SHAPE)]), nn.Unflatten(1, INPUT_SHAPE)
        )
        seen = latent_dim + (DIGITS if label_aware else 0)
        self.critic = nn.Sequential(dense_stack([seen, CRITIC_WIDTH, CRITIC_WIDTH, 1]), nn.Flatten(0))

    def criticise(self, codes: Tensor) -> Tensor:
        """Logits ``(N,)`` that codes ``(N, latent_dim [+ 10])`` are draws of the prior."""
        return self.critic(codes)
