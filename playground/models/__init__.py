"""Architectures: tensors in, tensors out. No files, no data sets, no user interface."""

from torch import nn

from .adversarial import AdversarialAutoencoder
from .autoencoder import Autoencoder
from .classifier import CodeClassifier, ConvolutionalClassifier
from .convolutional import ConvolutionalAutoencoder
from .dense import DenseAutoencoder
from .linear import LinearAutoencoder
from .principal_components import PrincipalComponents
from .residual import ResidualAutoencoder
from .stacked import StackedAutoencoder
from .strided import StridedAutoencoder
from .tied import TiedAutoencoder
from .unet import UNet
from .variational import ConditionalVariationalAutoencoder, VariationalAutoencoder

ARCHITECTURES: dict[str, type[nn.Module]] = {
    architecture.__name__: architecture
    for architecture in (
        LinearAutoencoder,
        DenseAutoencoder,
        PrincipalComponents,
        ConvolutionalAutoencoder,
        StridedAutoencoder,
        ResidualAutoencoder,
        TiedAutoencoder,
        StackedAutoencoder,
        VariationalAutoencoder,
        ConditionalVariationalAutoencoder,
        AdversarialAutoencoder,
        CodeClassifier,
        ConvolutionalClassifier,
        UNet,
    )
}

__all__ = [
    "ARCHITECTURES",
    "AdversarialAutoencoder",
    "Autoencoder",
    "CodeClassifier",
    "ConditionalVariationalAutoencoder",
    "ConvolutionalAutoencoder",
    "ConvolutionalClassifier",
    "DenseAutoencoder",
    "LinearAutoencoder",
    "PrincipalComponents",
    "ResidualAutoencoder",
    "StackedAutoencoder",
    "StridedAutoencoder",
    "TiedAutoencoder",
    "UNet",
    "VariationalAutoencoder",
]
