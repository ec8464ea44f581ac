"""Networks of one tied layer: how far their codes move, and what their filters look like."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from .. import checkpoint
from ..checkpoint import Checkpoint
from ..imaging.corruption import corrupt
from ..measures.contraction import mean_code_distance, tied_jacobian_squared_norms
from ..measures.pictures import squared_errors
from ..measures.spectrum import spectral_concentration, white_noise_concentration
from . import datasets
from .evaluation import Evaluation, Table

LAYERS = {
    "mnist-filters-0": "plain",
    "mnist-filters-25": "denoising, 25 % masked",
    "mnist-filters-50": "denoising, 50 % masked",
    "mnist-contractive": "contractive",
    "mnist-stochastic-contractive": "stochastic contractive",
}
SIGMA = 0.25
SEED = 0


@dataclass(frozen=True)
class Contraction:
    """Means over the test digits.

    Attributes:
        mse: per pixel, of clean digits.
        jacobian: ‖∂h/∂x‖_F, not squared.
        code_distance: between the codes of two test digits.
        relative_jacobian: the first over the second.
        relative_movement: ‖h(x) − h(x̃)‖ under Gaussian noise of ``SIGMA``, over the code distance.
        concentration: spectral concentration of the filters.
    """

    mse: float
    jacobian: float
    code_distance: float
    relative_jacobian: float
    relative_movement: float
    concentration: float


def evaluate_layer(loaded: Checkpoint, root: Path) -> Evaluation:
    """Measure one of ``LAYERS``, and beside it the others that lie in ``root``."""
    pictures = (
        datasets.load(loaded.config.dataset, "test").pictures.squeeze(1).numpy().astype(np.float32) / 255
    )
    measured = {
        name: _contraction(checkpoint.load_folder(root / name), pictures)
        for name in LAYERS
        if (root / name).is_dir()
    }
    own = measured[loaded.name]
    table = Table(
        "How much the code moves, and what the filters look like",
        "One architecture, one tied sigmoid layer, five objectives; means over the 10,000 test digits. ‖J‖_F is the "
        "Frobenius norm of the encoder's Jacobian at the clean digit, not squared (the contractive penalty is its "
        f"square; some notes print the penalty unsquared). h(x̃) is the code under Gaussian noise of σ {SIGMA:g}. Both "
        "are divided by the mean distance between the codes of two test digits, so that a code cannot look still by "
        "being small. Spectral concentration is the share of a filter's energy in the strongest twentieth of its "
        f"frequencies; white noise has {white_noise_concentration():.3f}.",
        (
            "trained",
            "MSE",
            "‖J‖_F",
            "code distance",
            "‖J‖_F / distance",
            "‖h(x) − h(x̃)‖ / distance",
            "spectral concentration",
        ),
        tuple((LAYERS[name], *asdict(figures).values()) for name, figures in measured.items()),
    )
    metrics = {
        "contraction": asdict(own),
        "comparison": {LAYERS[name]: asdict(figures) for name, figures in measured.items()},
    }
    return Evaluation(metrics, {"code_distance": torch.tensor(own.code_distance)}, (table,))


@torch.inference_mode()
def _contraction(loaded: Checkpoint, pictures: np.ndarray) -> Contraction:
    network = loaded.model
    clean = torch.from_numpy(pictures)[:, None]
    codes = network.encode(clean)
    noisy = torch.from_numpy(corrupt(pictures, "gaussian", SIGMA, SEED))[:, None]
    jacobian = float(tied_jacobian_squared_norms(codes, network.weight).sqrt().mean())
    distance = mean_code_distance(codes, torch.Generator().manual_seed(SEED))
    movement = float((network.encode(noisy) - codes).norm(dim=1).mean())
    kernels = network.weight.reshape(-1, *network.input_shape[1:]).numpy()
    return Contraction(
        mse=float(squared_errors(pictures, network.decode(codes).squeeze(1).numpy()).mean()),
        jacobian=jacobian,
        code_distance=distance,
        relative_jacobian=jacobian / distance,
        relative_movement=movement / distance,
        concentration=float(spectral_concentration(kernels).mean()),
    )
