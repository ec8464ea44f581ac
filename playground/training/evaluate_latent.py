"""Networks whose codes are meant to be sampled: bounds, used dimensions, distance from the prior."""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..measures.distribution import frechet_distance, inverse_multiquadric_discrepancy
from ..measures.flower import PETALS, petal_log_densities, sample_flower
from ..measures.importance import log_mean_exp, log_weights
from ..models import AdversarialAutoencoder, Autoencoder, ConvolutionalClassifier, VariationalAutoencoder
from . import datasets
from .evaluation import Evaluation, Table
from .latent_objectives import cross_entropies

NETWORKS = (
    "mnist-vae-2",
    "mnist-vae-16",
    "mnist-dense-2",
    "mnist-dense-16",
    "mnist-aae-2",
    "mnist-aae-16",
)
JUDGE = "mnist-classifier"
POINTS = 10_000
GRAY_SAMPLES = 16
"""Draws per digit for the reconstruction term of the bound; its KL is exact."""
IMPORTANCE_SAMPLES = 500
ACTIVE = 0.01
"""A dimension is active when the variance of its posterior mean over test digits is above this (Burda et al. 2016)."""
SEED = 0
BATCH = 500
IMPORTANCE_BATCH = 20


@dataclass(frozen=True)
class Bound:
    """−ELBO on gray pixels in nats per digit, a cross-entropy bound: its two terms, and its sum."""

    reconstruction: float
    kl: float
    negative_elbo: float


@torch.inference_mode()
def evaluate_latent(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure one of ``NETWORKS`` on the test split."""
    network, judge = loaded.model, checkpoint.load_folder(root / JUDGE).model
    test = datasets.load(loaded.config.dataset, "test")
    pictures = test.pictures.float() / 255
    mean, log_variance = _posterior(loaded, pictures)
    codes = mean
    metrics: dict = {}
    statistics: dict[str, Tensor] = {}
    tables: list[Table] = []
    notes: list[str] = []
    if log_variance is not None:
        codes = mean + (0.5 * log_variance).exp() * torch.randn(mean.shape, generator=_seeded())
        each = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
        bound = _bound(network, pictures, mean, log_variance, each.sum(1))
        likelihood = _importance_weighted(network, pictures)
        active = mean.var(0) > ACTIVE
        metrics |= {
            "bound": asdict(bound),
            "importance_weighted_nll": likelihood,
            "active_dimensions": int(active.sum()),
        }
        statistics |= {"kl_per_dimension": each.mean(0), "mean_variance": mean.var(0)}
        tables += [_bound_table(bound, likelihood), _dimension_table(each.mean(0), mean.var(0))]
        notes.append(f"{int(active.sum())} of its {mean.shape[1]} dimensions are active.")
    prior, description = _prior(loaded, mean)
    scale = 2.0 * mean.shape[1]
    other = _prior(loaded, mean, SEED + 1)[0]
    metrics["mmd"] = {
        "codes_to_prior": inverse_multiquadric_discrepancy(codes.numpy(), prior.numpy(), scale),
        "prior_to_prior": inverse_multiquadric_discrepancy(other.numpy(), prior.numpy(), scale),
    }
    metrics["frechet"] = {
        "samples": frechet_distance(_features(judge, _decoded(network, prior)), _features(judge, pictures)),
        "training_digits": _floor(root),
    }
    tables.append(_distribution_table(metrics["mmd"], metrics["frechet"], scale, description))
    if isinstance(network, AdversarialAutoencoder) and network.label_aware:
        purity, by_label = _purity(mean, test.labels)
        metrics["petal_purity"] = purity
        tables.append(
            Table(
                "Petals",
                "Share of test digits whose code lies in their own label's petal, by the most probable petal; the "
                "encoder is given no label.",
                ("label", "share in its own petal"),
                (("all", purity), *((str(label), share) for label, share in enumerate(by_label))),
            )
        )
    return Evaluation(metrics, statistics, tuple(tables), tuple(notes))


def _posterior(loaded: Checkpoint, pictures: Tensor) -> tuple[Tensor, Tensor | None]:
    """Means, and log-variances where the network was trained to have them."""
    batches = pictures.split(BATCH)
    if loaded.config.family == "variational":
        pairs = [loaded.model.posterior(batch) for batch in batches]
        return torch.cat([pair[0] for pair in pairs]), torch.cat([pair[1] for pair in pairs])
    return torch.cat([loaded.model.encode(batch) for batch in batches]), None


def _bound(
    network: VariationalAutoencoder, pictures: Tensor, mean: Tensor, log_variance: Tensor, kl: Tensor
) -> Bound:
    generator, total = _seeded(), 0.0
    parts = zip(pictures.split(BATCH), mean.split(BATCH), log_variance.split(BATCH), strict=True)
    for batch, centre, spread in parts:
        for _ in range(GRAY_SAMPLES):
            codes = centre + (0.5 * spread).exp() * torch.randn(centre.shape, generator=generator)
            total += cross_entropies(network.decode_logits(codes), batch).sum().item()
    reconstruction = total / (GRAY_SAMPLES * len(pictures))
    divergence = float(kl.mean())
    return Bound(reconstruction, divergence, reconstruction + divergence)


def _importance_weighted(network: VariationalAutoencoder, pictures: Tensor) -> float:
    """−log p(x) in nats per digit, on digits binarised once with a fixed seed."""
    binary, generator, total = torch.bernoulli(pictures, generator=_seeded()), _seeded(), 0.0
    for batch in binary.split(IMPORTANCE_BATCH):
        weights = log_weights(
            batch, *network.posterior(batch), network.decode_logits, IMPORTANCE_SAMPLES, generator
        )
        total -= log_mean_exp(weights).sum().item()
    return total / len(pictures)


def _prior(loaded: Checkpoint, codes: Tensor, seed: int = SEED) -> tuple[Tensor, str]:
    """What the decoder is fed to draw new digits, ``(POINTS, K)``, and its name."""
    generator = _seeded(seed)
    if isinstance(loaded.model, AdversarialAutoencoder) and loaded.model.label_aware:
        return sample_flower(torch.arange(POINTS) % PETALS, generator), "the flower of ten Gaussians"
    normal = torch.randn(POINTS, codes.shape[1], generator=generator)
    if loaded.config.family != "autoencoder":
        return normal, "a standard normal distribution"
    # A plain autoencoder has no prior; the best guess is the normal distribution with its codes' own moments.
    root = torch.linalg.cholesky(codes.T.cov() + 1e-6 * torch.eye(codes.shape[1]))
    return codes.mean(
        0
    ) + normal @ root.T, "the normal distribution with the mean and covariance of its codes"


def _decoded(network: Autoencoder, codes: Tensor) -> Tensor:
    return torch.cat([network.decode(batch) for batch in codes.split(BATCH)])


def _features(judge: ConvolutionalClassifier, pictures: Tensor) -> np.ndarray:
    return torch.cat([judge.features(batch) for batch in pictures.split(BATCH)]).numpy()


@cache
def _floor(root: Path) -> float:
    """What equally many training digits have: no generator can be expected to be nearer."""
    judge = checkpoint.load_folder(root / JUDGE).model
    training, test = (
        datasets.load("mnist", split).pictures[:POINTS].float() / 255 for split in ("train", "test")
    )
    return frechet_distance(_features(judge, training), _features(judge, test))


def _purity(codes: Tensor, labels: Tensor) -> tuple[float, list[float]]:
    right = petal_log_densities(codes).argmax(1) == labels
    return float(right.double().mean()), [
        float(right[labels == label].double().mean()) for label in range(PETALS)
    ]


def _seeded(seed: int = SEED) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _bound_table(bound: Bound, likelihood: float) -> Table:
    return Table(
        "Bounds, in nats per digit",
        f"On gray pixels a Bernoulli cross-entropy is a bound but no normalised likelihood ({GRAY_SAMPLES} draws for "
        f"the reconstruction, the KL exact); the negative log-likelihood is importance-weighted ({IMPORTANCE_SAMPLES} "
        "samples) on test digits binarised once with seed 0. Compare neither with the other, nor with figures on other "
        "binarisations.",
        ("reconstruction, gray", "KL to p(z)", "−ELBO, gray", "NLL, binarised"),
        ((*asdict(bound).values(), likelihood),),
    )


def _dimension_table(kl: Tensor, variance: Tensor) -> Table:
    order = kl.argsort(descending=True).tolist()
    return Table(
        "Dimensions, by their KL",
        "Mean KL of every dimension in nats, and the variance of its posterior mean over test digits; active above "
        f"{ACTIVE}.",
        ("dimension", "KL", "variance of the mean"),
        tuple((str(index), float(kl[index]), float(variance[index])) for index in order),
    )


def _distribution_table(
    discrepancy: dict[str, float], frechet: dict[str, float], scale: float, prior: str
) -> Table:
    return Table(
        "As a generator",
        f"Fed with {prior}. MMD² is unbiased, between the codes of the 10,000 test digits and as many draws, with the "
        f"kernel C / (C + ‖x − y‖²), C = {scale:g}; prior against prior is its floor. The Fréchet distance is taken in "
        f"the features of `{JUDGE}`, in float64, 10,000 drawn digits against the 10,000 test digits; 10,000 training "
        "digits are its floor. Neither is comparable with figures in other features.",
        ("", "codes or samples", "floor"),
        (
            ("MMD²", discrepancy["codes_to_prior"], discrepancy["prior_to_prior"]),
            ("Fréchet distance", frechet["samples"], frechet["training_digits"]),
        ),
    )
