"""Conditional variational autoencoders: do they draw what they are told to, and how many ways of it?"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..measures.distribution import frechet_distance
from ..measures.importance import log_mean_exp, log_weights
from ..measures.pictures import mean_structural_similarity, peak_signal_to_noise, squared_errors
from ..models import ConditionalVariationalAutoencoder
from ..models.classifier import DIGITS
from . import datasets
from .evaluation import Evaluation, Table
from .latent_objectives import cross_entropies, divergences

JUDGE = "mnist-classifier"
PER_LABEL = 1_000
GRAY_SAMPLES = 16
IMPORTANCE_SAMPLES = 500
IMPORTANCE_BATCH = 20
BATCH = 500
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
    features = [
        torch.cat([judge.features(batch) for batch in of.split(BATCH)]).numpy() for of in (drawn, pictures)
    ]
    reconstruction, kl = _bound(network, pictures, labels)
    metrics = {
        "mse": float(errors.mean()),
        "psnr": float(peak_signal_to_noise(errors).mean()),
        "ssim": mean_structural_similarity(truth, answers),
        "label_accuracy": float((read == labels).double().mean()),
        "bound": {"reconstruction": reconstruction, "kl": kl, "negative_elbo": reconstruction + kl},
        "importance_weighted_nll": _importance_weighted(network, pictures, labels),
        "label_agreement": float(agreement.mean()),
        "diversity": float(diversity.mean() / real.mean()),
        "frechet": frechet_distance(*features),
    }
    each = tuple(
        (str(label), float(agreement[asked == label].mean()), float(diversity[label]), float(real[label]))
        for label in range(DIGITS)
    )
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
            "means), beside that of real test digits. The Fréchet distance of all draws in the judge's features is "
            f"{metrics['frechet']:.3g}.",
            ("label", "agreement", "diversity", "of real digits"),
            (("all", metrics["label_agreement"], float(diversity.mean()), float(real.mean())), *each),
        ),
    )
    return Evaluation(metrics, {}, tables)


def _drawn(network: ConditionalVariationalAutoencoder) -> tuple[Tensor, Tensor]:
    codes = torch.randn(DIGITS * PER_LABEL, network.latent_dim, generator=torch.Generator().manual_seed(SEED))
    labels = torch.arange(DIGITS).repeat_interleave(PER_LABEL)
    pairs = zip(codes.split(BATCH), labels.split(BATCH), strict=True)
    return torch.cat([network.decode(code, label) for code, label in pairs]), labels


def _diversity(pictures: Tensor, labels: Tensor) -> Tensor:
    """Mean pairwise pixel distance within each label, ``(10,)``."""
    return torch.stack([F.pdist(pictures[labels == label].flatten(1)).mean() for label in range(DIGITS)])


def _bound(
    network: ConditionalVariationalAutoencoder, pictures: Tensor, labels: Tensor
) -> tuple[float, float]:
    generator, reconstruction, kl = torch.Generator().manual_seed(SEED), 0.0, 0.0
    for batch, told in zip(pictures.split(BATCH), labels.split(BATCH), strict=True):
        mean, log_variance = network.posterior(batch, told)
        kl += divergences(mean, log_variance).sum().item()
        for _ in range(GRAY_SAMPLES):
            codes = mean + (0.5 * log_variance).exp() * torch.randn(mean.shape, generator=generator)
            reconstruction += cross_entropies(network.decode_logits(codes, told), batch).sum().item()
    return reconstruction / (GRAY_SAMPLES * len(pictures)), kl / len(pictures)


def _importance_weighted(
    network: ConditionalVariationalAutoencoder, pictures: Tensor, labels: Tensor
) -> float:
    generator = torch.Generator().manual_seed(SEED)
    binary, total = torch.bernoulli(pictures, generator=generator), 0.0
    for batch, told in zip(binary.split(IMPORTANCE_BATCH), labels.split(IMPORTANCE_BATCH), strict=True):
        repeated = told.repeat_interleave(IMPORTANCE_SAMPLES)
        weights = log_weights(
            batch,
            *network.posterior(batch, told),
            lambda codes, repeated=repeated: network.decode_logits(codes, repeated),
            IMPORTANCE_SAMPLES,
            generator,
        )
        total -= log_mean_exp(weights).sum().item()
    return total / len(pictures)
