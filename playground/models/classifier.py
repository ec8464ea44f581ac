"""Networks that read digits: from pixels, and from a code of ten numbers."""

from torch import Tensor, nn

from .shapes import require_shape
from .strided import StridedAutoencoder

DIGITS = 10


class ConvolutionalClassifier(nn.Module):
    """A plain CNN on pixels: three scales with one, two and one convolution, then averaging.

    ``forward`` takes pictures ``(N, 1, 28, 28)`` in [0, 1] and gives logits ``(N, 10)``.
    ``features`` gives what the last layer reads, ``(N, 4 * width)``.

    Args:
        width: channels of the first scale.
        dropout: share of features dropped in training before the last layer.
    """

    input_shape = (1, 28, 28)

    def __init__(self, width: int = 32, dropout: float = 0.3) -> None:
        super().__init__()
        one, two, four = width, 2 * width, 4 * width
        self.body = nn.Sequential(
            *_convolution(1, one),
            nn.MaxPool2d(2),
            *_convolution(one, two),
            *_convolution(two, two),
            nn.MaxPool2d(2),
            *_convolution(two, four),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(four, DIGITS))

    def features(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, 1, 28, 28)`` to features ``(N, 4 * width)``, non-negative."""
        require_shape(pictures, self.input_shape, "picture")
        return self.body(pictures)

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits ``(N, 10)``."""
        return self.head(self.features(pictures))


class CodeClassifier(nn.Module):
    """Ten digits from a ten-number code: an encoder, then a small CNN of 1x1 convolutions.

    The encoder is ``StridedAutoencoder``'s, so it can start from a trained autoencoder, be frozen,
    or be tuned together with the head.

    Args:
        latent_dim: numbers in the code.
        width: channels of the encoder's first convolution.
        hidden: channels of the head's two hidden layers.
    """

    input_shape = (1, 28, 28)

    def __init__(self, latent_dim: int = 10, width: int = 16, hidden: int = 128) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        self.encoder = StridedAutoencoder(latent_dim, width).encoder
        self.head = nn.Sequential(
            nn.Conv2d(latent_dim, hidden, 1),
            nn.BatchNorm2d(hidden),
            nn.GELU(),
            nn.Conv2d(hidden, hidden, 1),
            nn.BatchNorm2d(hidden),
            nn.GELU(),
            nn.Conv2d(hidden, DIGITS, 1),
            nn.Flatten(),
        )

    def encode(self, pictures: Tensor) -> Tensor:
        """Pictures ``(N, 1, 28, 28)`` to codes ``(N, latent_dim, 1, 1)``."""
        require_shape(pictures, self.input_shape, "picture")
        return self.encoder(pictures)

    def read(self, codes: Tensor) -> Tensor:
        """Codes ``(N, latent_dim, 1, 1)`` to logits ``(N, 10)``."""
        require_shape(codes, (self.latent_dim, 1, 1), "latent")
        return self.head(codes)

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits ``(N, 10)``."""
        return self.read(self.encode(pictures))


def _convolution(before: int, after: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
