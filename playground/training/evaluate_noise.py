"""Networks under noise, and classical filters beside the best of them, over kinds and amounts.

Networks are measured on all 10,000 test digits under Gaussian noise, what they are compared by, and on
the first ``OTHERS`` under every other kind; the filters, a hundred times slower, on the first
``FILTERED``. A filter is told the noise: its strength is the one that served ``CHOSEN_ON`` held-back
training digits best for this kind and amount. Answers are clipped to [0, 1], as pictures are.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..imaging.classical_filters import FILTERS, STRENGTHS, smooth
from ..imaging.corruption import NOISES, corrupt
from ..measures.pictures import peak_signal_to_noise, squared_errors, structural_similarity_of_pairs
from ..models import Autoencoder
from . import datasets
from .evaluation import Evaluation, Table

NETWORKS = {
    "mnist-dense-32": "never saw noise",
    "mnist-denoising-32": "Gaussian, σ 0 to 0.8",
    "mnist-denoising-conv": "Gaussian, σ 0 to 0.8",
    "mnist-stacked-denoising": "masking, 25 %",
}
BEST = "mnist-denoising-conv"
PCA = "mnist-pca-64"
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
AMOUNTS = dict.fromkeys(NOISES, SHARES) | {
    "gaussian": (*SHARES[:3], 0.25, *SHARES[3:]),
    "blur": tuple(5 * share for share in SHARES),
}
IN_TABLES = 0.8
"""Tables end at this share of the largest amount, the page's curves at 1."""
SEED = 0
CHOSEN_ON = 100
OTHERS = 2_000
FILTERED = 1_000
BATCH = 500
UNITS = {
    "gaussian": "Gaussian, σ",
    "speckle": "speckle, σ",
    "salt_and_pepper": "salt and pepper, share of pixels",
    "masking": "masking, share of pixels",
    "occlusion": "occlusion, side of the block / 28",
    "blur": "blur, σ in pixels",
}


@dataclass(frozen=True)
class Measured:
    """Mean PSNR (dB) and SSIM of some pictures."""

    psnr: float
    ssim: float

    def __str__(self) -> str:
        return f"{self.psnr:.2f} · {self.ssim:.3f}"


@dataclass(frozen=True)
class Filtered:
    """One classical filter at one kind and amount: the strength it was given, and what it reached."""

    strength: float
    measured: Measured


def evaluate_noise(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure one of ``NETWORKS`` under every kind of noise, and for ``BEST`` the classical filters too."""
    test = _pictures("test")
    noisy: dict[str, list[Measured]] = {}
    answers: dict[str, list[Measured]] = {}
    reduced: dict[str, list[Measured]] = {}
    pca = checkpoint.load_folder(root / PCA).model
    for noise, amounts in AMOUNTS.items():
        clean = test if noise == "gaussian" else test[:OTHERS]
        corrupted = [corrupt(clean, noise, amount, SEED) for amount in amounts]
        noisy[noise] = [_measured(clean, pictures) for pictures in corrupted]
        answers[noise] = [_measured(clean, _answers(loaded.model, pictures)) for pictures in corrupted]
        if loaded.name == BEST:
            reduced[noise] = [_measured(clean, _answers(pca, pictures)) for pictures in corrupted]
    statistics = {}
    for noise, amounts in AMOUNTS.items():
        statistics[f"noise_amounts_{noise}"] = torch.tensor(amounts)
        statistics[f"noisy_psnr_{noise}"] = _psnrs(noisy[noise])
        statistics[f"noise_psnr_{noise}"] = _psnrs(answers[noise])
    metrics = {"gaussian_noise": {f"{sigma:g}": _at(answers, sigma) for sigma in (0.25, 0.5)}}
    if loaded.name != BEST:
        return Evaluation(metrics, statistics, (_overview(loaded.name, noisy, answers),))
    filters = _classical()
    for noise in AMOUNTS:
        cells = [filters[noise, amount] for amount in AMOUNTS[noise]]
        rows = [[cell[name].measured for cell in cells] for name in FILTERS]
        strengths = [[cell[name].strength for cell in cells] for name in FILTERS]
        statistics[f"filter_psnr_{noise}"] = torch.stack([_psnrs(row) for row in [*rows, reduced[noise]]])
        statistics[f"filter_strength_{noise}"] = torch.tensor(strengths)
    tables = tuple(_table(noise, noisy, answers, reduced, filters) for noise in AMOUNTS)
    note = (
        "Under noise: PSNR in dB · SSIM against the clean digit, answers clipped to [0, 1], noise of seed 0, clipped "
        f"too. Networks and PCA on all 10,000 test digits under Gaussian noise and on the first {OTHERS:,} under other "
        f"kinds; the other filters on the first {FILTERED:,}, each at the strength that served {CHOSEN_ON} held-back "
        "training digits best at that kind and amount: they are told the noise, the network is not."
    )
    return Evaluation(metrics, statistics, tables, (note,))


@torch.inference_mode()
def _answers(network: Autoencoder, pictures: np.ndarray) -> np.ndarray:
    batches = torch.from_numpy(pictures)[:, None].split(BATCH)
    return torch.cat([network(batch).squeeze(1).clamp(0, 1) for batch in batches]).numpy()


def _measured(clean: np.ndarray, pictures: np.ndarray) -> Measured:
    ratios = peak_signal_to_noise(squared_errors(clean, pictures))
    similarities = [
        structural_similarity_of_pairs(clean[start : start + BATCH], pictures[start : start + BATCH])
        for start in range(0, len(clean), BATCH)
    ]
    return Measured(float(ratios.mean()), float(np.concatenate(similarities).mean()))


def _classical() -> dict[tuple[str, float], dict[str, Filtered]]:
    """Every filter at every kind and amount, on all processor cores."""
    cells = [(noise, amount) for noise, amounts in AMOUNTS.items() for amount in amounts]
    held_back, test = _pictures("validation")[:CHOSEN_ON], _pictures("test")[:FILTERED]
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return dict(zip(cells, pool.map(partial(_cell, held_back, test), cells), strict=True))


def _cell(held_back: np.ndarray, test: np.ndarray, cell: tuple[str, float]) -> dict[str, Filtered]:
    torch.set_num_threads(1)
    noise, amount = cell
    trial, noisy = corrupt(held_back, noise, amount, SEED), corrupt(test, noise, amount, SEED)
    filtered = {}
    for name in FILTERS:
        best = max(STRENGTHS[name], key=lambda strength: _psnr(held_back, smooth(trial, name, strength)))
        filtered[name] = Filtered(float(best), _measured(test, smooth(noisy, name, best)))
    return filtered


def _psnr(clean: np.ndarray, pictures: np.ndarray) -> float:
    return float(peak_signal_to_noise(squared_errors(clean, pictures)).mean())


def _pictures(split: datasets.Split) -> np.ndarray:
    return datasets.load("mnist", split).pictures.squeeze(1).numpy().astype(np.float32) / 255


def _psnrs(row: list[Measured]) -> Tensor:
    return torch.tensor([measured.psnr for measured in row])


def _at(answers: dict[str, list[Measured]], sigma: float) -> dict[str, float]:
    measured = answers["gaussian"][AMOUNTS["gaussian"].index(sigma)]
    return {"psnr": measured.psnr, "ssim": measured.ssim}


def _shown(noise: str) -> list[int]:
    largest = IN_TABLES * AMOUNTS[noise][-1]
    return [index for index, amount in enumerate(AMOUNTS[noise]) if 0 < amount <= largest]


def _overview(name: str, noisy: dict[str, list[Measured]], answers: dict[str, list[Measured]]) -> Table:
    rows = tuple(
        (f"{UNITS[noise]} {AMOUNTS[noise][index]:g}", str(noisy[noise][index]), str(answers[noise][index]))
        for noise in AMOUNTS
        for index in _shown(noise)
    )
    return Table(
        "Under noise",
        "PSNR in dB · SSIM against the clean digit, answers clipped to [0, 1], on all 10,000 test digits under "
        f"Gaussian noise and on the first {OTHERS:,} under other kinds. In training: {NETWORKS[name]}. "
        f"Classical filters stand on the card of `{BEST}`.",
        ("noise", "noisy", "this network"),
        rows,
    )


def _table(
    noise: str,
    noisy: dict[str, list[Measured]],
    answers: dict[str, list[Measured]],
    reduced: dict[str, list[Measured]],
    filters: dict[tuple[str, float], dict[str, Filtered]],
) -> Table:
    rows = []
    for index in _shown(noise):
        amount = AMOUNTS[noise][index]
        cell = filters[noise, amount]
        rows.append(
            (
                f"{amount:g}",
                str(noisy[noise][index]),
                str(answers[noise][index]),
                *(str(cell[name].measured) for name in FILTERS),
                str(reduced[noise][index]),
            )
        )
    names = tuple(name.replace("_", " ") for name in FILTERS)
    return Table(
        f"Under noise: {UNITS[noise]}",
        "PSNR in dB · SSIM."
        + ("" if noise == "gaussian" else " The network never saw this kind of noise in training."),
        ("amount", "noisy", "this network", *names, "PCA-64"),
        tuple(rows),
    )
