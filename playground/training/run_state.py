"""What a stopped training needs to go on: one safetensors file, replaced once an epoch."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim import Optimizer

from ..checkpoint import CheckpointError, write_atomically

RUNS = Path(__file__).resolve().parents[2] / "runs"

Row = dict[str, float]


@dataclass(frozen=True)
class Progress:
    """How far a run has come: its learning curve so far and the pictures rebuilt on the way."""

    rows: tuple[Row, ...] = ()
    snapshot_epochs: tuple[int, ...] = ()
    snapshots: tuple[Tensor, ...] = ()

    @property
    def epochs(self) -> int:
        """Epochs that are finished."""
        return len(self.rows)


def save_state(
    path: Path, fingerprint: str, model: nn.Module, optimizer: Optimizer, progress: Progress
) -> None:
    """Write weights, optimiser state and progress to ``path``, atomically."""
    tensors = {
        f"model/{name}": tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()
    }
    state = optimizer.state_dict()
    for index, values in state["state"].items():
        for key, tensor in values.items():
            tensors[f"optimizer/{index}/{key}"] = tensor.detach().cpu().contiguous()
    for epoch, pictures in zip(progress.snapshot_epochs, progress.snapshots, strict=True):
        tensors[f"snapshot/{epoch}"] = pictures
    header = {
        "fingerprint": fingerprint,
        "rows": json.dumps(progress.rows),
        "groups": json.dumps(state["param_groups"]),
        "snapshots": json.dumps(progress.snapshot_epochs),
    }
    write_atomically(path, save(tensors, metadata=header))


def load_state(path: Path, fingerprint: str, model: nn.Module, optimizer: Optimizer) -> Progress:
    """Restore what :func:`save_state` wrote; a fresh ``Progress`` if nothing fits.

    A state of another recipe, seed or length is left alone: its fingerprint differs.

    Raises:
        CheckpointError: if the file is damaged.
    """
    if not path.is_file():
        return Progress()
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata()
            if header["fingerprint"] != fingerprint:
                return Progress()
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    except SafetensorError as error:
        raise CheckpointError(f"{path} is damaged: start over with --no-resume.") from error
    weights, moments = _under(tensors, "model/"), _under(tensors, "optimizer/")
    model.load_state_dict(weights, strict=True)
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Any]] = {}
    for name, tensor in moments.items():
        index, key = name.split("/")
        state.setdefault(int(index), {})[key] = _laid_out_like(parameters[int(index)], tensor)
    optimizer.load_state_dict({"state": state, "param_groups": json.loads(header["groups"])})
    epochs = tuple(json.loads(header["snapshots"]))
    return Progress(
        rows=tuple(json.loads(header["rows"])),
        snapshot_epochs=epochs,
        snapshots=tuple(tensors[f"snapshot/{epoch}"] for epoch in epochs),
    )


def finished_epochs(path: Path, fingerprint: str) -> int:
    """How many epochs of a run are in its state, without loading it; 0 where there is none that fits.

    Raises:
        CheckpointError: if the file is damaged.
    """
    if not path.is_file():
        return 0
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata()
    except SafetensorError as error:
        raise CheckpointError(f"{path} is damaged: start over with --no-resume.") from error
    return len(json.loads(header["rows"])) if header["fingerprint"] == fingerprint else 0


def _laid_out_like(parameter: Tensor, tensor: Tensor) -> Tensor:
    """The fused optimiser walks raw memory: a moment must have its parameter's strides."""
    return torch.empty_like(parameter).copy_(tensor) if tensor.shape == parameter.shape else tensor


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
