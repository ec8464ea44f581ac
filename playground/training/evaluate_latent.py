"""Networks whose codes are meant to be sampled: bounds, used dimensions, distance from the prior."""

from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..measures.distribution import mean_pairwise_distance
from ..measures.flower import PETALS, petal_log_densities, sample_flower
from ..measures.importance import ACTIVE
from ..models import AdversarialAutoencoder, Autoencoder, ConvolutionalClassifier
from . import datasets
from .bounds import GRAY_SAMPLES, IMPORTANCE_SAMPLES, Bound, gray_bound, importance_weighted_nll
from .evaluation import Evaluation, Table
from .generators import (
    BATCH,
    JUDGE,
    POINTS,
    dimension_table,
    discrepancies,
    distribution_table,
    frechet_distances,
)

NETWORKS = (
    "mnist-vae-2",
    "mnist-vae-16",
    "mnist-dense-2",
    "mnist-dense-16",
    "mnist-aae-2",
    "mnist-aae-16",
)
SEED = 0
PAIRS = 1_000
LINE_STEPS = 41


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
        bound = gray_bound(
            pictures,
            lambda _, rows: (mean[rows], log_variance[rows]),
            lambda codes, *_: network.decode_logits(codes),
        )
        likelihood = importance_weighted_nll(
            pictures,
            lambda batch, _: network.posterior(batch),
            lambda codes, *_: network.decode_logits(codes),
        )
        active = mean.var(0) > ACTIVE
        metrics |= {
            "bound": asdict(bound),
            "importance_weighted_nll": likelihood,
            "active_dimensions": int(active.sum()),
        }
        statistics |= {"kl_per_dimension": each.mean(0), "mean_variance": mean.var(0)}
        tables += [_bound_table(bound, likelihood), dimension_table(each.mean(0), mean.var(0))]
        notes.append(f"{int(active.sum())} of its {mean.shape[1]} dimensions are active.")
    prior, description = _prior(loaded, mean)
    metrics["mmd"] = discrepancies(codes, prior, _prior(loaded, mean, SEED + 1)[0])
    drawn = _decoded(network, prior)
    metrics["frechet"] = frechet_distances(root, drawn, pictures)
    metrics["samples"], metrics["test_digits"] = _looks(judge, drawn), _looks(judge, pictures)
    line = _line_confidence(network, judge, mean, test.labels)
    statistics["line_confidence"] = line
    metrics["line_confidence"] = {"ends": float(line[[0, -1]].mean()), "middle": float(line[len(line) // 2])}
    tables += [
        distribution_table(metrics["mmd"], metrics["frechet"], mean.shape[1], description),
        _looks_table(metrics),
    ]
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


def _looks(judge: ConvolutionalClassifier, pictures: Tensor) -> dict[str, float]:
    """How sure the judge is of pictures, and how far two of them are apart."""
    return {
        "confidence": float(_confidence(judge, pictures).mean()),
        "diversity": mean_pairwise_distance(pictures.flatten(1).numpy()),
    }


def _confidence(judge: ConvolutionalClassifier, pictures: Tensor) -> Tensor:
    return torch.cat([judge(batch).softmax(1).amax(1) for batch in pictures.split(BATCH)])


def _line_confidence(
    network: Autoencoder, judge: ConvolutionalClassifier, codes: Tensor, labels: Tensor
) -> Tensor:
    """The judge's mean confidence along straight lines between codes of different labels, ``(LINE_STEPS,)``."""
    order = torch.randperm(len(codes), generator=_seeded())
    first, second = order[: len(order) // 2], order[len(order) // 2 : 2 * (len(order) // 2)]
    differ = labels[first] != labels[second]
    start, end = codes[first[differ][:PAIRS]], codes[second[differ][:PAIRS]]
    shares = torch.linspace(0, 1, LINE_STEPS)
    return torch.stack(
        [_confidence(judge, _decoded(network, start + share * (end - start))).mean() for share in shares]
    )


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


def _looks_table(metrics: dict) -> Table:
    samples, real, line = metrics["samples"], metrics["test_digits"], metrics["line_confidence"]
    return Table(
        "As the judge sees it",
        f"The mean of the highest probability that `{JUDGE}` gives, and the mean Euclidean distance in pixels of two "
        f"pictures. Between digits: on straight lines between the codes of {PAIRS:,} pairs of test digits with "
        "different labels.",
        ("", "confidence", "diversity"),
        (
            ("10,000 drawn digits", samples["confidence"], samples["diversity"]),
            ("10,000 test digits", real["confidence"], real["diversity"]),
            ("rebuilt, at both ends of a line", line["ends"], None),
            ("half-way between two digits", line["middle"], None),
        ),
    )
