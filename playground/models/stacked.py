"""A stack of tied layers, and the classifier that starts from it.

Bengio et al., "Greedy layer-wise training of deep networks", 2007; Vincent et al., "Stacked
denoising autoencoders", 2010.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from .autoencoder import Autoencoder
from .classifier import DIGITS
from .shapes import require_shape
from .tied import TiedAutoencoder


class StackedAutoencoder(Autoencoder):
    """Tied sigmoid layers, each on the codes of the one below, and a classifier of the same shape.

    Two networks in one: ``encode`` and ``decode`` are the stack as it was pretrained, layer by
    layer; ``classify`` is a copy of its encoder with a softmax layer on top, tuned with labels.
    Tuning therefore leaves the autoencoder as it was, and both can be shown.

    Args:
        widths: hidden units of each layer, from the picture up.
    """

    def __init__(self, widths: Sequence[int] = (800, 800, 800)) -> None:
        super().__init__((1, 28, 28), (widths[-1],), output="sigmoid")
        shapes = [self.input_shape, *((width,) for width in widths[:-1])]
        self.layers = nn.ModuleList(
            TiedAutoencoder(width, shape) for width, shape in zip(widths, shapes, strict=True)
        )
        self.classifier = nn.Sequential(nn.Flatten())
        for layer in self.layers:
            self.classifier += nn.Sequential(nn.Linear(layer.weight.shape[1], layer.latent_dim), nn.Sigmoid())
        self.classifier.append(nn.Linear(widths[-1], DIGITS))
        self.start_classifier()

    @torch.no_grad()
    def start_classifier(self) -> None:
        """Copy the stack's encoder into the classifier, and let its softmax layer start from zero."""
        linears = [module for module in self.classifier if isinstance(module, nn.Linear)]
        for linear, layer in zip(linears, self.layers, strict=False):  # the softmax layer has no source
            linear.weight.copy_(layer.weight)
            linear.bias.copy_(layer.hidden_bias)
        nn.init.zeros_(linears[-1].weight)
        nn.init.zeros_(linears[-1].bias)

    def encode_up_to(self, pictures: Tensor, layer: int) -> Tensor:
        """What layer ``layer`` (from 0) reads: the pictures themselves, or codes of the layers below."""
        for below in self.layers[:layer]:
            pictures = below.encode(pictures)
        return pictures

    def decode_from(self, latents: Tensor, layers: int) -> Tensor:
        """Codes ``(N, width)`` of the lowest ``layers`` layers to pictures ``(N, 1, 28, 28)``."""
        for above in reversed(self.layers[:layers]):
            latents = above.decode(latents)
        return latents

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, 1, 28, 28)`` in [0, 1] to codes of the last layer, in (0, 1).

        Raises:
            ValueError: if the pictures have another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        return self.encode_up_to(pictures, len(self.layers))

    def decode_logits(self, latents: Tensor) -> Tensor:
        """Codes of the last layer to pictures before the last sigmoid.

        Raises:
            ValueError: if the codes have another shape.
        """
        require_shape(latents, self.latent_shape, "latent")
        for above in reversed(self.layers[1:]):
            latents = above.decode(latents)
        return self.layers[0].decode_logits(latents)

    def classify(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, 1, 28, 28)`` in [0, 1] to logits ``(N, 10)``, by the tuned copy.

        Raises:
            ValueError: if the pictures have another shape.
        """
        require_shape(pictures, self.input_shape, "picture")
        return self.classifier(pictures)
