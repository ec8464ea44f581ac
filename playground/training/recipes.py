"""One row a checkpoint: data x architecture x objective x schedule."""

from dataclasses import dataclass, field
from typing import Any, Literal

from .augmentation import RandomAffine
from .corruption import Corruption, GaussianNoise, Masking
from .latent_objectives import Adversarial, ConditionalEvidenceLowerBound, EvidenceLowerBound
from .objectives import (
    AbsoluteError,
    BernoulliCrossEntropy,
    Classification,
    Contractive,
    Denoising,
    LayerReconstruction,
    LogSquaredError,
    Objective,
    SquaredError,
    StochasticContractive,
)
from .segmentation_objectives import CrossEntropyAndDice, WeightedCrossEntropyAndDice

Family = Literal[
    "autoencoder", "pca", "classifier", "variational", "conditional", "adversarial", "segmentation"
]


@dataclass(frozen=True)
class Stage:
    """A stretch of training before the recipe's own objective: part of the network, its own schedule.

    Attributes:
        part: the only part of the network that moves.
        objective, epochs, learning_rate: as a recipe's.
    """

    part: str
    objective: Objective
    epochs: int
    learning_rate: float


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
        stages: what is trained before, one after the other, on the same network.
        examples: how many labelled training examples are used, as many of each label; None for all.
        labelled: how many keep their label, as many of each, while all others are used without; None
            for all. They are shown several times an epoch.
        storage: the number format of the file; figures are measured on what was stored.
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
    stages: tuple[Stage, ...] = ()
    examples: int | None = None
    labelled: int | None = None
    storage: Literal["float32", "float16"] = "float32"
    dataset: str = "mnist"
    seed: int = 0

    @property
    def corruption(self) -> Corruption | None:
        """The noise that the network saw in training, if any."""
        objectives = [*(stage.objective for stage in self.stages), self.objective]
        return next((found for one in objectives if (found := getattr(one, "corruption", None))), None)


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
_VINCENT = (
    "Vincent et al., *Stacked denoising autoencoders*, JMLR 2010, "
    "https://www.jmlr.org/papers/v11/vincent10a.html"
)
_RIFAI = (
    "Rifai et al., *Contractive auto-encoders: explicit invariance during feature extraction*, ICML 2011, "
    "https://icml.cc/2011/papers/455_icmlpaper.pdf"
)
_KINGMA = "Kingma and Welling, *Auto-encoding variational Bayes*, ICLR 2014, https://arxiv.org/abs/1312.6114"
_MAKHZANI = "Makhzani et al., *Adversarial autoencoders*, 2015, https://arxiv.org/abs/1511.05644"
_RONNEBERGER = (
    "Ronneberger, Fischer and Brox, *U-Net: convolutional networks for biomedical image segmentation*, MICCAI 2015, "
    "https://arxiv.org/abs/1505.04597; Arganda-Carreras et al., *Crowdsourcing the creation of image segmentation "
    "algorithms for connectomics*, Frontiers in Neuroanatomy 2015, https://doi.org/10.3389/fnana.2015.00142"
)
_NUCLEI = (
    "Ronneberger, Fischer and Brox, *U-Net: convolutional networks for biomedical image segmentation*, MICCAI 2015, "
    "https://arxiv.org/abs/1505.04597; Caicedo et al., *Nucleus segmentation across imaging experiments: the 2018 "
    "Data Science Bowl*, Nature Methods 2019, https://doi.org/10.1038/s41592-019-0612-7"
)
_NUCLEI_LIMITS = (
    "It has seen nuclei from few laboratories, and of the common red and violet stain (haematoxylin and eosin) one "
    "field of view, in training: no figure speaks of that stain. In stained tissue it joins or cuts nuclei that lie "
    "over one another, and pale ones out of focus are found by chance. In fluorescence dim nuclei beside glaring ones "
    "come out too small or are missed, and tight clumps of dividing or dying cells are joined."
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


def _membrane(name: str, title: str, summary: str, **arguments: Any) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family="segmentation",
        architecture="UNet",
        arguments=arguments,
        objective=WeightedCrossEntropyAndDice(),
        dataset="isbi2012",
        epochs=24,
        batch_size=4,
        learning_rate=3e-3,
        weight_decay=1e-4,
        precision="bf16-mixed",
        storage="float16",
        summary=summary,
        limits="It has seen one piece of tissue, a fly's ventral nerve cord under one electron microscope, 4 nm a "
        "pixel. Other tissue, stains or resolutions may be parted anywhere.",
        paper=_RONNEBERGER,
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


def _tied(name: str, title: str, objective: Objective, summary: str, paper: str = _VINCENT) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family="autoencoder",
        architecture="TiedAutoencoder",
        arguments={"latent_dim": 120},
        objective=objective,
        epochs=60,
        batch_size=128,
        learning_rate=2e-3,
        summary=f"One tied sigmoid layer, 784-120-784, {summary}.",
        limits=_DIGITS_ONLY,
        paper=paper,
    )


def _stacked(name: str, title: str, corruption: Corruption | None, summary: str) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family="autoencoder",
        architecture="StackedAutoencoder",
        arguments={"widths": [800, 800, 800]},
        stages=tuple(
            Stage(f"layers.{layer}", LayerReconstruction(layer, corruption), epochs=15, learning_rate=1e-3)
            for layer in range(3)
        ),
        objective=Classification(),
        freeze=("layers",),
        epochs=30,
        batch_size=128,
        learning_rate=2e-3,
        precision="bf16-mixed",
        storage="float16",
        summary=summary,
        limits=_DIGITS_ONLY
        + " Its classifier and its autoencoder are two networks: the first began as a copy "
        "of the other's encoder and was tuned away from it.",
        paper=_VINCENT,
    )


def _latent(
    name: str,
    title: str,
    family: Family,
    architecture: str,
    objective: Objective,
    summary: str,
    paper: str,
    *,
    epochs: int = 60,
    labelled: int | None = None,
    **arguments: Any,
) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        family=family,
        architecture=architecture,
        arguments=arguments,
        objective=objective,
        epochs=epochs,
        batch_size=128,
        learning_rate=1.5e-3,
        precision="bf16-mixed",
        storage="float16",
        labelled=labelled,
        summary=summary,
        limits=_DIGITS_ONLY,
        paper=paper,
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
    Recipe(
        name="mnist-denoising-32",
        title="Denoising, 32 numbers",
        family="autoencoder",
        architecture="DenseAutoencoder",
        arguments={"latent_dim": 32},
        objective=Denoising(GaussianNoise(0.0, 0.8), SquaredError()),
        epochs=80,
        batch_size=256,
        learning_rate=2e-3,
        summary="The network of `mnist-dense-32`, 784-512-256-32 and back, trained to rebuild the clean digit "
        "from a noisy one.",
        limits=_DIGITS_ONLY + " What it cannot make out it replaces by a digit that it knows.",
        paper=_VINCENT,
    ),
    Recipe(
        name="mnist-denoising-conv",
        title="Denoising, convolutional",
        family="autoencoder",
        architecture="ResidualAutoencoder",
        arguments={"width": 64},
        objective=Denoising(GaussianNoise(0.0, 0.8), LogSquaredError()),
        epochs=16,
        batch_size=128,
        learning_rate=3e-3,
        precision="bf16-mixed",
        summary="A convolutional autoencoder of residual blocks, 28 -> 14 -> 7 and back, trained to rebuild the "
        "clean digit from a noisy one. The error's logarithm is minimised, which is PSNR up to a constant.",
        limits=_SEEN + " It has no hard bottleneck (6,272 numbers for 784 pixels): without noise it nearly "
        "copies. What it cannot make out it replaces by strokes that it knows.",
        paper=_VINCENT,
    ),
    _tied("mnist-filters-0", "One layer, plain", BernoulliCrossEntropy(), "trained without noise"),
    _tied(
        "mnist-filters-25",
        "One layer, 25 % masked",
        Denoising(Masking(0.25, 0.25), BernoulliCrossEntropy()),
        "denoising at 25 % masking",
    ),
    _tied(
        "mnist-filters-50",
        "One layer, 50 % masked",
        Denoising(Masking(0.5, 0.5), BernoulliCrossEntropy()),
        "denoising at 50 % masking",
    ),
    _tied(
        "mnist-contractive",
        "Contractive",
        Contractive(weight=0.1),
        "with the exact Frobenius norm of the encoder's Jacobian, squared, as a penalty",
        _RIFAI,
    ),
    _tied(
        "mnist-stochastic-contractive",
        "Contractive, stochastic",
        StochasticContractive(weight=10.0, sigma=0.1),
        "with E‖h(x) − h(x̃)‖² as a penalty, x̃ = x + ε, ε ~ N(0, 0.1² I), unclipped",
        _RIFAI,
    ),
    _stacked(
        "mnist-stacked",
        "Stacked",
        None,
        "Three tied sigmoid layers, 784-800-800-800, trained greedily: each as an autoencoder of the frozen codes "
        "below. A copy of the encoder with a softmax layer is tuned with labels.",
    ),
    _stacked(
        "mnist-stacked-denoising",
        "Stacked, denoising",
        Masking(0.25, 0.25),
        "Three tied sigmoid layers, 784-800-800-800, trained greedily: each as a denoising autoencoder of the "
        "frozen codes below, 25 % of which are masked. A copy of the encoder with a softmax layer is tuned with "
        "labels.",
    ),
    *(
        _latent(
            f"mnist-vae-{size}",
            f"VAE, {size} numbers",
            "variational",
            "VariationalAutoencoder",
            EvidenceLowerBound(),
            f"A variational autoencoder with {size} latent numbers: convolutions give q(z|x), a plain MLP p(x|z), "
            "Bernoulli on gray pixels.",
            _KINGMA,
            latent_dim=size,
        )
        for size in (2, 16)
    ),
    *(
        _latent(
            f"mnist-dense-{size}",
            f"The VAE's network, {size} numbers",
            "autoencoder",
            "VariationalAutoencoder",
            BernoulliCrossEntropy(),
            f"Exactly the network of `mnist-vae-{size}` and its reconstruction term, without sampling and without KL: "
            "the fair opponent.",
            _HINTON,
            latent_dim=size,
        )
        for size in (2, 16)
    ),
    _latent(
        "mnist-cvae-16",
        "Conditional VAE",
        "conditional",
        "ConditionalVariationalAutoencoder",
        ConditionalEvidenceLowerBound(agreement_weight=100.0),
        "A variational autoencoder with the label in encoder and decoder, and a label network q(y|x) beside. Digits "
        "drawn from the prior with a label must be read as that label by q(y|x).",
        "Sohn, Lee and Yan, *Learning structured output representation using deep conditional generative models*, "
        "NeurIPS 2015",
        latent_dim=16,
    ),
    _latent(
        "mnist-cvae-semi-16",
        "Conditional VAE, 1,000 labels",
        "conditional",
        "ConditionalVariationalAutoencoder",
        ConditionalEvidenceLowerBound(label_weight=50.0, agreement_weight=100.0),
        "The conditional variational autoencoder with 1,000 labels; for all other digits its own label network q(y|x) "
        "stands in, and the bound is averaged over its ten answers.",
        "Kingma et al., *Semi-supervised learning with deep generative models*, NeurIPS 2014, "
        "https://arxiv.org/abs/1406.5298",
        epochs=15,
        labelled=1_000,
        latent_dim=16,
    ),
    _latent(
        "mnist-aae-2",
        "Adversarial, 2 numbers",
        "adversarial",
        "AdversarialAutoencoder",
        Adversarial(weight=50.0),
        "An adversarial autoencoder whose two latent numbers match a flower of ten Gaussians, one petal a digit; the "
        "critic is told the label, the encoder is not.",
        _MAKHZANI,
        latent_dim=2,
        label_aware=True,
    ),
    _latent(
        "mnist-aae-16",
        "Adversarial, 16 numbers",
        "adversarial",
        "AdversarialAutoencoder",
        Adversarial(weight=20.0, gradient_penalty=3.0),
        "An adversarial autoencoder whose 16 latent numbers match a standard normal distribution.",
        _MAKHZANI,
        latent_dim=16,
    ),
    _membrane(
        "membrane-unet",
        "U-Net",
        "A U-Net that tells the inside of a cell from its membrane: four levels down and up, skip connections "
        "concatenated.",
    ),
    _membrane(
        "membrane-plain",
        "U-Net without skips",
        "The same network as `membrane-unet` with all skip connections cut: what is fine must pass through the bridge.",
        skips=[],
    ),
    _membrane(
        "membrane-sum",
        "U-Net with sums",
        "The same network as `membrane-unet` with its skip connections added, as in a ResNet, instead of concatenated.",
        joining="sum",
    ),
    Recipe(
        name="nuclei-unet",
        title="U-Net, nuclei",
        family="segmentation",
        architecture="UNet",
        arguments={"channels": 3, "classes": 3},
        objective=CrossEntropyAndDice(weights=(1.0, 1.0, 2.0), dice=0.0),
        dataset="dsb2018",
        epochs=20,
        batch_size=4,
        learning_rate=3e-3,
        weight_decay=1e-4,
        precision="bf16-mixed",
        storage="float16",
        summary="A U-Net of four levels, width 16, that finds nuclei in fluorescence, stained tissue and bright field: "
        "background, inside and border of every pixel, so that nuclei that touch can be parted.",
        limits=_NUCLEI_LIMITS,
        paper=_NUCLEI,
    ),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _ROWS}
