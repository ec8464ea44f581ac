"""One row a checkpoint: data x architecture x objective x schedule."""

from dataclasses import dataclass, field
from typing import Any, Literal

from .augmentation import RandomAffine
from .objectives import AbsoluteError, BernoulliCrossEntropy, Classification, Objective, SquaredError

Family = Literal["autoencoder", "pca", "classifier"]


@dataclass(frozen=True)
class Recipe:
    """How one checkpoint is made.

    Attributes:
        name: the checkpoint's folder.
        title: how the page calls it.
        family: what it can do: rebuild pictures or read digits.
        architecture, arguments: a class of ``playground.models`` and its keyword arguments.
        objective: the loss; None for a closed-form fit (PCA).
        summary, limits: sentences for the model card.
        paper: what to read, and cite.
        epochs, batch_size, learning_rate, weight_decay: AdamW under a one-cycle schedule.
        precision: Lightning Fabric's name; weights are kept in float32 either way.
        augmentation: changes of the training pictures, or None.
        starts_from: a checkpoint whose encoder is taken over.
        freeze: parts of the network that stay as they are.
        dataset: a name that ``datasets.load`` knows.
        seed: of the initial weights and of the order of the data.
    """

    name: str
    title: str
    family: Family
    architecture: str
    objective: Objective | None
    summary: str
    limits: str
    paper: str
    arguments: dict[str, Any] = field(default_factory=dict)
    epochs: int = 20
    batch_size: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.0
    precision: Literal["32-true", "bf16-mixed"] = "32-true"
    augmentation: RandomAffine | None = None
    starts_from: str | None = None
    freeze: tuple[str, ...] = ()
    dataset: str = "mnist"
    seed: int = 0


_HINTON = (
    "Hinton and Salakhutdinov, *Reducing the dimensionality of data with neural networks*, Science 2006, "
    "https://doi.org/10.1126/science.1127647"
)
_ODENA = (
    "Odena, Dumoulin and Olah, *Deconvolution and checkerboard artifacts*, Distill 2016, "
    "https://doi.org/10.23915/distill.00003"
)
_LECUN = (
    "LeCun et al., *Gradient-based learning applied to document recognition*, 1998, "
    "https://doi.org/10.1109/5.726791"
)
_SEEN = "It has seen centred MNIST digits only: white ink on black, 28x28."
_DIGITS_ONLY = _SEEN + " Other pictures come back as digits."


def _dense(name: str, title: str, objective: Objective, loss: str) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family="autoencoder",
        architecture="DenseAutoencoder",
        arguments={"latent_dim": 32},
        objective=objective,
        epochs=60,
        batch_size=256,
        learning_rate=2e-3,
        summary=f"A fully connected autoencoder, 784-512-256-32 and back, trained on {loss}.",
        limits=_DIGITS_ONLY,
        paper=_HINTON,
    )


def _convolutional(name: str, title: str, upsampling: str, how: str) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family="autoencoder",
        architecture="ConvolutionalAutoencoder",
        arguments={"upsampling": upsampling},
        objective=SquaredError(),
        epochs=3,
        batch_size=64,
        learning_rate=1.5e-3,
        precision="bf16-mixed",
        summary=f"A deep convolutional autoencoder, 1-16-32-64, pool, 128-256, pool, and back by {how}.",
        limits="It has no bottleneck: 12,544 numbers for 784 pixels. It copies whatever it is shown, digit "
        "or not, so a small error says nothing about the picture.",
        paper=_ODENA,
    )


def _strided(name: str, title: str, rectified: bool, summary: str) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family="autoencoder",
        architecture="StridedAutoencoder",
        arguments={"latent_dim": 10, "width": 16, "rectified_code": rectified},
        objective=SquaredError(),
        epochs=20,
        batch_size=256,
        learning_rate=4e-3,
        summary=summary,
        limits=_DIGITS_ONLY,
        paper=_HINTON,
    )


_ROWS = (
    Recipe(
        name="mnist-pca-64",
        title="PCA",
        family="pca",
        architecture="PrincipalComponents",
        arguments={"latent_dim": 64},
        objective=None,
        epochs=0,
        summary="Principal component analysis with 64 directions; fewer are taken by truncation.",
        limits="It is linear: it blurs, and its pictures may be darker than black or brighter than white.",
        paper="Pearson, *On lines and planes of closest fit to systems of points in space*, 1901, "
        "https://doi.org/10.1080/14786440109462720",
    ),
    Recipe(
        name="mnist-linear-20",
        title="Linear",
        family="autoencoder",
        architecture="LinearAutoencoder",
        arguments={"latent_dim": 20},
        objective=SquaredError(),
        epochs=60,
        batch_size=256,
        learning_rate=2e-3,
        summary="Two affine maps, 784-20-784, trained on the squared error. It finds PCA's subspace.",
        limits="It is linear: it blurs, and its pictures may be darker than black or brighter than white. "
        "Its axes are not PCA's: only the subspace is.",
        paper="Baldi and Hornik, *Neural networks and principal component analysis*, Neural Networks 1989, "
        "https://doi.org/10.1016/0893-6080(89)90014-2",
    ),
    _dense("mnist-dense-32", "Dense", SquaredError(), "the squared error (L2)"),
    _dense("mnist-dense-32-l1", "Dense, L1", AbsoluteError(), "the absolute error (L1)"),
    _dense(
        "mnist-dense-32-bernoulli", "Dense, Bernoulli", BernoulliCrossEntropy(), "the Bernoulli cross-entropy"
    ),
    _convolutional(
        "mnist-conv", "Convolutional, transposed", "transposed", "stride-2 transposed convolutions"
    ),
    _convolutional("mnist-conv-resize", "Convolutional, resize", "resize", "upsampling and convolution"),
    _strided(
        "mnist-conv-10",
        "Ten numbers",
        rectified=False,
        summary="Strided convolutions (16, 32, 64 channels) to ten numbers, a linear code, and transposed "
        "convolutions back.",
    ),
    _strided(
        "mnist-conv-10-relu",
        "Ten numbers, ReLU on the code",
        rectified=True,
        summary="The network of `mnist-conv-10` with a ReLU on its ten numbers, as course notes draw it. "
        "Kept to show what that costs.",
    ),
    Recipe(
        name="mnist-conv-10-classifier-frozen",
        title="Digits from ten numbers, encoder frozen",
        family="classifier",
        architecture="CodeClassifier",
        arguments={"latent_dim": 10, "width": 16},
        objective=Classification(),
        epochs=20,
        learning_rate=4e-3,
        starts_from="mnist-conv-10",
        freeze=("encoder",),
        summary="A small CNN of 1x1 convolutions that reads digits from the ten numbers of `mnist-conv-10`, "
        "whose encoder stays as it was.",
        limits=_SEEN,
        paper=_LECUN,
    ),
    Recipe(
        name="mnist-conv-10-classifier",
        title="Digits from ten numbers",
        family="classifier",
        architecture="CodeClassifier",
        arguments={"latent_dim": 10, "width": 16},
        objective=Classification(smoothing=0.05),
        epochs=16,
        learning_rate=4e-3,
        weight_decay=1e-2,
        augmentation=RandomAffine(),
        starts_from="mnist-conv-10-classifier-frozen",
        summary="A small CNN of 1x1 convolutions on ten numbers, the encoder tuned with it, starting "
        "from `mnist-conv-10-classifier-frozen`.",
        limits=_SEEN + " Its ten numbers no longer rebuild the picture: they were tuned to name it.",
        paper=_LECUN,
    ),
    Recipe(
        name="mnist-classifier",
        title="Digits from pixels",
        family="classifier",
        architecture="ConvolutionalClassifier",
        arguments={"width": 32},
        objective=Classification(smoothing=0.05),
        epochs=10,
        batch_size=128,
        learning_rate=4e-3,
        precision="bf16-mixed",
        weight_decay=1e-2,
        augmentation=RandomAffine(),
        summary="A plain CNN on pixels: the judge of generated digits and the peer of the ten-number reader.",
        limits=_SEEN + " It names one of ten digits for any picture, also where there is none.",
        paper=_LECUN,
    ),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _ROWS}
