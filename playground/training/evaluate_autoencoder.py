"""Figures of networks that rebuild pictures, PCA among them."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..measures.likelihood import CLAMP
from ..measures.pictures import mean_structural_similarity, peak_signal_to_noise, squared_errors
from ..measures.probes import linear_accuracy, nearest_neighbour_accuracy
from ..measures.spectrum import nyquist_energy, white_noise_energy
from ..measures.subspaces import largest_principal_angle
from ..models import Autoencoder, LinearAutoencoder
from . import datasets
from .evaluation import Evaluation, Table

PCA = "mnist-pca-64"
PCA_SIZES = (10, 20, 32, 64)
LOSSES = {
    "mnist-dense-32-l1": "L1",
    "mnist-dense-32": "L2",
    "mnist-dense-32-bernoulli": "Bernoulli",
}
CODES_OF_TEN = {"mnist-conv-10": "linear", "mnist-conv-10-relu": "ReLU"}
UPSAMPLINGS = {"mnist-conv": "transposed convolution", "mnist-conv-resize": "resize + convolution"}
PROBED_FEATURES = (16, 2, 2)
"""What a code without bottleneck is averaged down to before a probe reads it: 64 numbers."""
BATCH = 500


@dataclass(frozen=True)
class Rebuilt:
    """A test split as one network sees it: codes ``(N, K)`` and pictures ``(N, 28, 28)``."""

    latents: np.ndarray
    pictures: np.ndarray
    errors: np.ndarray


@dataclass(frozen=True)
class Figures:
    """The figures that every autoencoder has."""

    mse: float
    psnr: float
    ssim: float
    knn_accuracy: float
    linear_accuracy: float


def evaluate_autoencoder(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure an autoencoder or PCA; comparisons are read from ``root`` and measured along."""
    return _evaluate_pca(loaded) if loaded.config.family == "pca" else _evaluate_network(loaded, root)


def _evaluate_network(loaded: Checkpoint, root: Path) -> Evaluation:
    network, test = loaded.model, datasets.load(loaded.config.dataset, "test")
    truth = _pixels(test)
    rebuilt = rebuild(network, test)
    figures = _figures(network, rebuilt, truth)
    has_bottleneck = network.latent_dim < truth[0].size
    rows = [(loaded.config.title, network.latent_dim, *asdict(figures).values())]
    metrics: dict = {**asdict(figures), "checkerboard_energy": _checkerboard(rebuilt, truth)}
    notes = []
    if network.latent_dim <= max(PCA_SIZES):
        reference = checkpoint.load_folder(root / PCA).model.truncated(network.latent_dim)
        reference_figures = _figures(reference, rebuild(reference, test), truth)
        metrics["pca"] = asdict(reference_figures)
        rows.append(
            (f"PCA, {network.latent_dim} directions", network.latent_dim, *asdict(reference_figures).values())
        )
        if isinstance(network, LinearAutoencoder):
            angle = largest_principal_angle(network.decoder[0].weight.numpy(), reference.components.numpy().T)
            metrics["principal_angle_degrees"] = angle
            metrics["mse_over_pca"] = figures.mse / reference_figures.mse
            notes.append(
                f"Its squared error is {metrics['mse_over_pca']:.6f} times PCA's, and the largest principal angle "
                f"between the span of its decoder and PCA's subspace is {angle:.2f}°: the same subspace, other axes."
            )
    elif not has_bottleneck:
        notes.append(
            f"The code has {network.latent_dim:,} numbers for {truth[0].size} pixels, so there is no PCA of equal "
            "size: with 784 directions PCA is exact. The probes read 64 numbers, the code averaged to 16x2x2."
        )
    tables = [
        Table(
            "Figures on the 10,000 test digits",
            "MSE per pixel in [0, 1] units, unclipped; PSNR in dB, mean of per-picture values; SSIM with Gaussian "
            "weights, σ 1.5. The two probes fit on codes of 55,000 training digits.",
            (
                "",
                "numbers in the code",
                "MSE",
                "PSNR (dB)",
                "SSIM",
                "5-NN accuracy",
                "logistic regression accuracy",
            ),
            tuple(rows),
        )
    ]
    name = loaded.config.name
    for group, compare in (
        (LOSSES, _compare_losses),
        (CODES_OF_TEN, _compare_codes),
        (UPSAMPLINGS, _compare_upsampling),
    ):
        if name in group:
            measured, table = compare(root, test, truth)
            metrics["comparison"] = measured
            tables.append(table)
    return Evaluation(metrics, _statistics(rebuilt, network), tuple(tables), tuple(notes))


def _evaluate_pca(loaded: Checkpoint) -> Evaluation:
    test = datasets.load(loaded.config.dataset, "test")
    truth = _pixels(test)
    by_size: dict[int, Figures] = {}
    statistics: dict[str, Tensor] = {}
    for size in PCA_SIZES:
        network = loaded.model.truncated(size)
        rebuilt = rebuild(network, test)
        by_size[size] = _figures(network, rebuilt, truth)
        statistics[f"error_quantiles_{size}"] = _quantiles(rebuilt.errors)
    statistics |= _statistics(rebuilt, network)
    table = Table(
        "Figures on the 10,000 test digits",
        "MSE per pixel in [0, 1] units, unclipped; PSNR in dB, mean of per-picture values; SSIM with Gaussian "
        "weights, σ 1.5. The two probes fit on codes of 55,000 training digits.",
        ("directions", "MSE", "PSNR (dB)", "SSIM", "5-NN accuracy", "logistic regression accuracy"),
        tuple((size, *asdict(figures).values()) for size, figures in by_size.items()),
    )
    metrics = {
        **asdict(by_size[loaded.model.latent_dim]),
        "checkerboard_energy": _checkerboard(rebuilt, truth),
        "by_size": {str(size): asdict(figures) for size, figures in by_size.items()},
    }
    return Evaluation(metrics, statistics, (table,))


@torch.inference_mode()
def rebuild(network: Autoencoder, examples: datasets.Examples) -> Rebuilt:
    """Codes and reconstructions of every example, in order."""
    latents, pictures = [], []
    for batch, _ in examples.batches(BATCH):
        latent = network.encode(batch)
        latents.append(_probed(latent))
        pictures.append(network.decode(latent).squeeze(1))
    rebuilt = torch.cat(pictures).numpy()
    return Rebuilt(torch.cat(latents).numpy(), rebuilt, squared_errors(_pixels(examples), rebuilt))


@torch.inference_mode()
def codes(network: Autoencoder, examples: datasets.Examples) -> np.ndarray:
    """What the probes read of every example, ``(N, K)``."""
    return torch.cat([_probed(network.encode(batch)) for batch, _ in examples.batches(BATCH)]).numpy()


def _probed(latent: Tensor) -> Tensor:
    is_map = latent.ndim == 4 and latent.shape[-1] > 1
    return (F.adaptive_avg_pool3d(latent, PROBED_FEATURES) if is_map else latent).flatten(1)


def _figures(network: Autoencoder, rebuilt: Rebuilt, truth: np.ndarray) -> Figures:
    training, test = datasets.load("mnist", "train"), datasets.load("mnist", "test")
    probe = (codes(network, training), training.labels.numpy(), rebuilt.latents, test.labels.numpy())
    return Figures(
        mse=float(rebuilt.errors.mean()),
        psnr=float(peak_signal_to_noise(rebuilt.errors).mean()),
        ssim=mean_structural_similarity(truth, rebuilt.pictures),
        knn_accuracy=nearest_neighbour_accuracy(*probe),
        linear_accuracy=linear_accuracy(*probe),
    )


def _statistics(rebuilt: Rebuilt, network: Autoencoder) -> dict[str, Tensor]:
    statistics = code_statistics(rebuilt.errors, rebuilt.latents)
    if rebuilt.latents.shape[1] == network.latent_dim:
        return statistics
    return {key: statistics[key] for key in ("error_quantiles", "latent_percentiles")}


def code_statistics(errors: np.ndarray, latents: np.ndarray) -> dict[str, Tensor]:
    """What places one picture among a split: of errors ``(N,)`` and codes ``(N, K)``."""
    codes = torch.from_numpy(latents.astype(np.float64))
    shares = torch.linspace(0, 1, 101, dtype=torch.float64)
    return {
        "error_quantiles": _quantiles(errors),
        "latent_percentiles": torch.quantile(codes, shares, dim=0).float(),
        "latent_mean": codes.mean(0).float(),
        "latent_covariance": codes.T.cov().float(),
    }


def _quantiles(errors: np.ndarray) -> Tensor:
    return torch.from_numpy(np.quantile(errors, np.linspace(0, 1, 1001)).astype(np.float32))


def _checkerboard(rebuilt: Rebuilt, truth: np.ndarray) -> float:
    return float(nyquist_energy(rebuilt.pictures - truth).mean())


def _compare_losses(root: Path, test: datasets.Examples, truth: np.ndarray) -> tuple[dict, Table]:
    measured = {}
    for name, loss in LOSSES.items():
        pictures = rebuild(checkpoint.load_folder(root / name).model, test).pictures
        difference = pictures - truth
        probability = np.clip(pictures.astype(np.float64), CLAMP, 1 - CLAMP)
        entropy = -(truth * np.log(probability) + (1 - truth) * np.log1p(-probability))
        measured[loss] = {
            "l1": float(np.abs(difference).mean(dtype=np.float64)),
            "l2": float((difference**2).mean(dtype=np.float64)),
            "cross_entropy_nats_per_picture": float(entropy.sum((1, 2)).mean()),
        }
    table = Table(
        "One network, three losses",
        "The same network and schedule trained under three losses (rows), measured by each (columns).",
        ("trained on", "mean |x − y|", "mean (x − y)²", "cross-entropy bound (nats per picture)"),
        tuple((loss, *figures.values()) for loss, figures in measured.items()),
    )
    return measured, table


def _compare_codes(root: Path, test: datasets.Examples, truth: np.ndarray) -> tuple[dict, Table]:
    measured = {}
    for name, kind in CODES_OF_TEN.items():
        rebuilt = rebuild(checkpoint.load_folder(root / name).model, test)
        measured[kind] = {
            "mse": float(rebuilt.errors.mean()),
            "dead_units": int((np.ptp(rebuilt.latents, axis=0) == 0).sum()),
        }
    table = Table(
        "Why the code is linear",
        "A ReLU on the ten numbers, as course notes draw it, against none; same network, seed and schedule. "
        "A unit is dead when it has the same value for all test digits.",
        ("code", "MSE", "dead units of 10"),
        tuple((kind, *figures.values()) for kind, figures in measured.items()),
    )
    return measured, table


def _compare_upsampling(root: Path, test: datasets.Examples, truth: np.ndarray) -> tuple[dict, Table]:
    measured = {}
    for name, way in UPSAMPLINGS.items():
        rebuilt = rebuild(checkpoint.load_folder(root / name).model, test)
        mean_error = (rebuilt.pictures - truth).mean(0)
        measured[way] = {
            "mse": float(rebuilt.errors.mean()),
            "checkerboard_energy": _checkerboard(rebuilt, truth),
            "checkerboard_energy_of_mean_error": float(nyquist_energy(mean_error)),
        }
    table = Table(
        "Checkerboard artefacts",
        "Share of the error's energy at the Nyquist frequencies of rows and columns (patterns that repeat every "
        f"two pixels); white noise has {white_noise_energy(28, 28):.3f}. Mean over test digits, and for the mean "
        "error picture, where only what is the same in every digit is left.",
        ("upsampling", "MSE", "Nyquist energy", "Nyquist energy of the mean error"),
        tuple((way, *figures.values()) for way, figures in measured.items()),
    )
    return measured, table


def _pixels(examples: datasets.Examples) -> np.ndarray:
    return examples.pictures.squeeze(1).numpy().astype(np.float32) / 255
