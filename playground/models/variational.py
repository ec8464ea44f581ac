"""Variational autoencoders: the encoder gives a distribution over codes, not a code.

Kingma and Welling, "Auto-encoding variational Bayes", 2014; Sohn et al., "Learning structured output
representation using deep conditional generative models", 2015, for the label in both halves; Kingma
et al., "Semi-supervised learning with deep generative models", 2014, for the label network.
"""

from collections.abc import Sequence
from math import prod

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .autoencoder import Autoencoder
from .classifier import DIGITS
from .dense import dense_stack
from .shapes import require_shape

FEATURES = 256
"""What the convolutions hand to the two heads of the posterior."""
INPUT_SHAPE = (1, 28, 28)


def trunk(width: int) -> nn.Sequential:
    """Pictures ``(N, 1, 28, 28)`` to features ``(N, 256)``: two strided convolutions and a layer."""
    return nn.Sequential(
        nn.Conv2d(1, width, 4, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(width, width, 4, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(width * 7 * 7, FEATURES),
        nn.ReLU(),
    )


class VariationalAutoencoder(Autoencoder):
    """q(z|x) = N(μ(x), diag σ²(x)) from convolutions; p(x|z) Bernoulli from a plain MLP.

    ``encode`` gives the posterior's mean, so that the same network trained without sampling and
    without KL is an ordinary autoencoder: the fair opponent. The decoder is affine layers and ReLUs
    alone, so that a browser can run it.

    Args:
        latent_dim: numbers in the code.
        hidden: widths of the decoder's hidden layers.
        width: channels of the encoder's convolutions.
    """

    def __init__(self, latent_dim: int = 16, hidden: Sequence[int] = (512, 512), width: int = 32) -> None:
        super().__init__(INPUT_SHAPE, (latent_dim,), output="sigmoid")
        self.encoder = trunk(width)
        self.mean = nn.Linear(FEATURES, latent_dim)
        self.log_variance = nn.Linear(FEATURES, latent_dim)
        self.decoder = nn.Sequential(
            dense_stack([latent_dim, *hidden, prod(INPUT_SHAPE)]), nn.Unflatten(1, INPUT_SHAPE)
        )

    def posterior(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z|x), each ``(N, latent_dim)``, of pictures ``(N, 1, 28, 28)``.

        Raises:
            ValueError: if the pictures have another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        features = self.encoder(pictures)
        return self.mean(features), self.log_variance(features)

    def encode(self, pictures: Tensor) -> Tensor:
        """The posterior's mean ``(N, latent_dim)``; raises as :meth:`posterior` does."""
        return self.posterior(pictures)[0]


class ConditionalVariationalAutoencoder(nn.Module):
    """q(z|x, y) and p(x|z, y): the label stands in both halves, so the code need not say it.

    ``forward`` rebuilds pictures with the labels that the label network q(y|x) reads in them.

    Args:
        latent_dim: numbers in the code.
        hidden: widths of the decoder's hidden layers.
        width: channels of the encoder's convolutions.
    """

    input_shape = INPUT_SHAPE

    def __init__(self, latent_dim: int = 16, hidden: Sequence[int] = (512, 512), width: int = 32) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        self.latent_shape = (latent_dim,)
        self.encoder = trunk(width)
        self.mean = nn.Linear(FEATURES + DIGITS, latent_dim)
        self.log_variance = nn.Linear(FEATURES + DIGITS, latent_dim)
        self.decoder = nn.Sequential(
            dense_stack([latent_dim + DIGITS, *hidden, prod(INPUT_SHAPE)]), nn.Unflatten(1, INPUT_SHAPE)
        )
        self.label_network = nn.Sequential(
            trunk(width),
            nn.Dropout(0.5),
            nn.Linear(FEATURES, DIGITS),
        )

    def label_logits(self, pictures: Tensor) -> Tensor:
        """Logits ``(N, 10)`` of q(y|x) for pictures ``(N, 1, 28, 28)``.

        Raises:
            ValueError: if the pictures have another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        return self.label_network(pictures)

    def posterior(self, pictures: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z|x, y), each ``(N, latent_dim)``.

        Args:
            pictures: ``(N, 1, 28, 28)`` in [0, 1].
            labels: ``(N,)`` from 0 to 9.

        Raises:
            ValueError: if the pictures have another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        features = torch.cat([self.encoder(pictures), one_hot(labels)], 1)
        return self.mean(features), self.log_variance(features)

    def decode_logits(self, latents: Tensor, labels: Tensor) -> Tensor:
        """Codes ``(N, latent_dim)`` and labels ``(N,)`` to pictures before the sigmoid.

        Raises:
            ValueError: if the codes have another shape.
        """
        require_shape(latents, self.latent_shape, "latent")
        return self.decoder(torch.cat([latents, one_hot(labels)], 1))

    def decode(self, latents: Tensor, labels: Tensor) -> Tensor:
        """Codes ``(N, latent_dim)`` and labels ``(N,)`` to pictures ``(N, 1, 28, 28)``."""
        return self.decode_logits(latents, labels).sigmoid()

    def forward(self, pictures: Tensor) -> Tensor:
        """The reconstruction of each picture from the posterior's mean and the label that is read."""
        labels = self.label_logits(pictures).argmax(1)
        return self.decode(self.posterior(pictures, labels)[0], labels)


def one_hot(labels: Tensor) -> Tensor:
    """Labels ``(N,)`` as float rows ``(N, 10)`` with a single one."""
    return F.one_hot(labels, DIGITS).float()
