"""Conditional variational autoencoders: do they draw what they are told to, and how many ways of it?"""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..measures.distribution import mean_pairwise_distance
from ..measures.importance import ACTIVE
from ..measures.pictures import mean_structural_similarity, peak_signal_to_noise, squared_errors
from ..measures.probes import linear_accuracy, nearest_neighbour_accuracy
from ..models import ConditionalVariationalAutoencoder
from ..models.classifier import DIGITS
from . import datasets
from .bounds import IMPORTANCE_SAMPLES, gray_bound, importance_weighted_nll
from .evaluate_autoencoder import code_statistics
from .evaluation import Evaluation, Table
from .generators import (
    BATCH,
    JUDGE,
    dimension_table,
    discrepancies,
    distribution_table,
    frechet_distances,
)

PER_LABEL = 1_000
SEED = 0


@torch.inference_mode()
def evaluate_conditional(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure a conditional VAE on the test split, and the digits that it draws by a classifier that saw none."""
    network, judge = loaded.model, checkpoint.load_folder(root / JUDGE).model
    test = datasets.load(loaded.config.dataset, "test")
    pictures, labels = test.pictures.float() / 255, test.labels
    read = torch.cat([network.label_logits(batch).argmax(1) for batch in pictures.split(BATCH)])
    rebuilt = torch.cat([network(batch) for batch in pictures.split(BATCH)])
    truth, answers = pictures.squeeze(1).numpy(), rebuilt.squeeze(1).numpy()
    errors = squared_errors(truth, answers)
    drawn, asked = _drawn(network)
    agreement = (torch.cat([judge(batch).argmax(1) for batch in drawn.split(BATCH)]) == asked).double()
    diversity, real = _diversity(drawn, asked), _diversity(pictures, labels)
    mean, log_variance = _posterior(network, pictures, labels)
    split = (
        lambda batch, rows: network.posterior(batch, labels[rows]),
        lambda codes, rows, repeats=1: network.decode_logits(codes, labels[rows].repeat_interleave(repeats)),
    )
    bound = gray_bound(pictures, *split)
    metrics = {
        "mse": float(errors.mean()),
        "psnr": float(peak_signal_to_noise(errors).mean()),
        "ssim": mean_structural_similarity(truth, answers),
        "label_accuracy": float((read == labels).double().mean()),
        "bound": asdict(bound),
        "importance_weighted_nll": importance_weighted_nll(pictures, *split),
        "active_dimensions": int((mean.var(0) > ACTIVE).sum()),
        "label_agreement": float(agreement.mean()),
        "diversity": float(diversity.mean() / real.mean()),
        "frechet": frechet_distances(root, drawn, pictures),
        "mmd": discrepancies(
            mean + (0.5 * log_variance).exp() * _normal(len(mean), network, SEED + 2),
            _normal(len(mean), network, SEED),
            _normal(len(mean), network, SEED + 1),
        ),
        **_probes(network, mean, labels),
    }
    each = tuple(
        (str(label), float(agreement[asked == label].mean()), float(diversity[label]), float(real[label]))
        for label in range(DIGITS)
    )
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
    tables = (
        Table(
            "Figures on the 10,000 test digits",
            "Digits are rebuilt from the posterior's mean and the label that q(y|x) reads. −ELBO given the true label, "
            "on gray pixels, in nats: a bound, no normalised likelihood. NLL given the true label: importance-weighted "
            f"({IMPORTANCE_SAMPLES} samples), on digits binarised once with seed 0. Compare neither with the other.",
            (
                "MSE",
                "PSNR (dB)",
                "SSIM",
                "accuracy of q(y|x)",
                "reconstruction",
                "KL",
                "−ELBO, gray",
                "NLL, binarised",
            ),
            (
                (
                    *(metrics[key] for key in ("mse", "psnr", "ssim", "label_accuracy")),
                    *metrics["bound"].values(),
                    metrics["importance_weighted_nll"],
                ),
            ),
        ),
        Table(
            "Digits drawn by label",
            f"{PER_LABEL:,} draws from p(z) for every label; agreement is judged by `{JUDGE}`, which never saw a drawn "
            "digit. Diversity is the mean Euclidean distance in pixels between two pictures of one label (decoder "
            "means), beside that of real test digits.",
            ("label", "agreement", "diversity", "of real digits"),
            (("all", metrics["label_agreement"], float(diversity.mean()), float(real.mean())), *each),
        ),
        Table(
            "What its codes know of the label",
            "Two probes of the posterior's means given the true label, fitted on codes of 55,000 training digits. As "
            "the label is told beside the code, the code need not say it.",
            ("", "5-NN accuracy", "logistic regression accuracy"),
            ((loaded.config.title, metrics["knn_accuracy"], metrics["linear_accuracy"]),),
        ),
        distribution_table(
            metrics["mmd"],
            metrics["frechet"],
            network.latent_dim,
            "a standard normal distribution and as many of each label",
        ),
        dimension_table(kl.mean(0), mean.var(0)),
    )
    statistics = {
        **code_statistics(errors, mean.numpy()),
        "kl_per_dimension": kl.mean(0),
        "mean_variance": mean.var(0),
    }
    return Evaluation(metrics, statistics, tables)


def _posterior(
    network: ConditionalVariationalAutoencoder, pictures: Tensor, labels: Tensor
) -> tuple[Tensor, Tensor]:
    """Means and log-variances given the true labels."""
    pairs = [
        network.posterior(batch, told)
        for batch, told in zip(pictures.split(BATCH), labels.split(BATCH), strict=True)
    ]
    return torch.cat([pair[0] for pair in pairs]), torch.cat([pair[1] for pair in pairs])


def _probes(network: ConditionalVariationalAutoencoder, codes: Tensor, labels: Tensor) -> dict[str, float]:
    training = datasets.load("mnist", "train")
    known = _posterior(network, training.pictures.float() / 255, training.labels)[0]
    probe = (known.numpy(), training.labels.numpy(), codes.numpy(), labels.numpy())
    return {
        "knn_accuracy": nearest_neighbour_accuracy(*probe),
        "linear_accuracy": linear_accuracy(*probe),
    }


def _normal(count: int, network: ConditionalVariationalAutoencoder, seed: int) -> Tensor:
    return torch.randn(count, network.latent_dim, generator=torch.Generator().manual_seed(seed))


def _drawn(network: ConditionalVariationalAutoencoder) -> tuple[Tensor, Tensor]:
    codes = _normal(DIGITS * PER_LABEL, network, SEED)
    labels = torch.arange(DIGITS).repeat_interleave(PER_LABEL)
    pairs = zip(codes.split(BATCH), labels.split(BATCH), strict=True)
    return torch.cat([network.decode(code, label) for code, label in pairs]), labels


def _diversity(pictures: Tensor, labels: Tensor) -> np.ndarray:
    """Mean pairwise pixel distance within each label, ``(10,)``."""
    flat = pictures.flatten(1).numpy()
    return np.array([mean_pairwise_distance(flat[labels.numpy() == label]) for label in range(DIGITS)])
