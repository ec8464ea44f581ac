"""The one door between training and use: a folder with weights, a config and a card.

The layout is the Hugging Face Hub's: ``config.json``, ``model.safetensors``, ``README.md``,
``history.csv`` and, where the page needs them, ``statistics.safetensors``, ``atlas.safetensors`` and
``snapshots.safetensors``. No pickle is ever read or written.

torch is imported where weights are touched: a list of models must not wait for it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent / "checkpoints"
CONFIG, WEIGHTS, CARD = "config.json", "model.safetensors", "README.md"
HISTORY, STATISTICS, SNAPSHOTS = "history.csv", "statistics.safetensors", "snapshots.safetensors"
ATLAS = "atlas.safetensors"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


class CheckpointError(ValueError):
    """A checkpoint that is missing, incomplete, damaged or unknown; the message says which."""


@dataclass(frozen=True)
class Preprocessing:
    """What a network wants to see.

    ``contrast`` says what is done to a whole picture before anything else: nothing, or `imaging.contrast.stretched`.
    """

    channels: int = 1
    height: int = 28
    width: int = 28
    value_range: tuple[float, float] = (0.0, 1.0)
    contrast: Literal["as_is", "stretched"] = "as_is"


@dataclass(frozen=True)
class Config:
    """Everything about a checkpoint but its weights; ``config.json`` holds it.

    ``corruption`` is the noise of its training, {kind, low, high}; empty where it saw none.
    """

    name: str
    title: str
    family: str
    architecture: str
    arguments: dict[str, Any]
    preprocessing: Preprocessing
    dataset: str
    split: str
    recipe: str
    seed: int
    epochs: int
    latent_dim: int | None
    parameters: int
    versions: dict[str, str]
    corruption: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """A network with its config, ready to use: in evaluation mode, without gradients."""

    config: Config
    model: nn.Module
    folder: Path

    @property
    def name(self) -> str:
        return self.config.name

    @cached_property
    def statistics(self) -> dict[str, Tensor]:
        """What ``evaluate`` measured for the page; empty if it was not evaluated yet."""
        return self._tensors(STATISTICS)

    @cached_property
    def atlas(self) -> dict[str, Tensor]:
        """Where the test set lies in the latent space; empty where it was not drawn up."""
        return self._tensors(ATLAS)

    @cached_property
    def snapshots(self) -> dict[str, Tensor]:
        """``epochs`` ``(E,)`` and ``pictures`` ``(E, N, 28, 28)`` uint8; empty where nothing is rebuilt."""
        return self._tensors(SNAPSHOTS)

    def _tensors(self, file: str) -> dict[str, Tensor]:
        from safetensors.torch import load_file

        path = self.folder / file
        return load_file(path) if path.is_file() else {}


def from_pretrained(name: str | Path) -> Checkpoint:
    """Load a network by name, from a folder, or from the Hugging Face Hub.

    Args:
        name: a folder of ``checkpoints/`` ("mnist-dense-32"), any folder with the same files, or a
            Hub id ("someone/mnist-dense-32"), fetched through ``huggingface_hub``.

    Raises:
        CheckpointError: if nothing is there, a file is missing, the weights do not have the SHA-256
            that the config names or do not fit the architecture, or the architecture is unknown.
    """
    return load_folder(_find(name))


def load_folder(folder: Path) -> Checkpoint:
    """Load and verify the checkpoint in ``folder``; raises as :func:`from_pretrained` does."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load

    from .models import ARCHITECTURES

    config = read_config(folder)
    if config.architecture not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise CheckpointError(
            f'{folder.name}: config.json names the architecture "{config.architecture}", '
            f"which this version does not know. Known are: {known}."
        )
    content = _read(folder, WEIGHTS)
    digest = hashlib.sha256(content).hexdigest()
    if digest != config.sha256:
        raise CheckpointError(
            f"{folder.name}: {WEIGHTS} has the SHA-256 {digest[:12]}…, config.json says "
            f"{config.sha256[:12]}…. The file was changed or cut short: fetch the checkpoint again."
        )
    try:
        model = ARCHITECTURES[config.architecture](**config.arguments)
        weights = {
            name: tensor.float() if tensor.is_floating_point() else tensor
            for name, tensor in load(content).items()
        }
        model.load_state_dict(weights, strict=True)
    except (RuntimeError, TypeError, ValueError, SafetensorError) as error:
        first = str(error).strip().splitlines()[0]
        raise CheckpointError(
            f"{folder.name}: the weights do not fit {config.architecture}: {first}"
        ) from error
    model.requires_grad_(False).eval()
    return Checkpoint(config, model.to(memory_format=torch.channels_last), folder)


def read_config(folder: Path) -> Config:
    """Read ``config.json`` alone, without the weights.

    Raises:
        CheckpointError: if it is missing, is not JSON, or has fields missing or unknown.
    """
    try:
        raw = json.loads(_read(folder, CONFIG))
        shape = raw.pop("preprocessing")
        shape["value_range"] = tuple(shape["value_range"])
        return Config(preprocessing=Preprocessing(**shape), **raw)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CheckpointError(f"{folder.name}: {CONFIG} cannot be understood: {error}.") from error


def save_checkpoint(
    config: Config,
    model: nn.Module,
    root: Path = ROOT,
    files: dict[str, bytes] | None = None,
    storage: torch.dtype | None = None,
) -> Path:
    """Write a whole checkpoint at once and return its folder.

    The folder is built beside the old one and takes its place when it is complete, so a killed
    process leaves the old checkpoint or the new one, never a mixture. ``files`` are further files
    by name (learning curves, snapshots). ``storage`` is the number format of the weights in the
    file, their own where it is left out; they are computed in float32 whenever they are loaded.
    The SHA-256 of the weights is filled into the config.
    """
    from safetensors.torch import save

    weights = save(
        {
            name: tensor.detach().to(storage if tensor.is_floating_point() else None).cpu().contiguous()
            for name, tensor in model.state_dict().items()
        }
    )
    config = dataclasses.replace(config, sha256=hashlib.sha256(weights).hexdigest())
    finish_interrupted_save(config.name, root)
    folder, fresh, old = _places(config.name, root)
    fresh.mkdir(parents=True)
    for name, content in {**(files or {}), WEIGHTS: weights, CONFIG: config_bytes(config)}.items():
        write_atomically(fresh / name, content)
    write_atomically(fresh / _COMPLETE, b"")
    _swap(folder, fresh, old)
    return folder


def save_evaluation(folder: Path, config: Config, statistics: dict[str, Tensor], card: str) -> None:
    """Put measured metrics, page statistics and the card beside weights that stay as they are."""
    from safetensors.torch import save

    if statistics:
        contiguous = {name: tensor.contiguous() for name, tensor in statistics.items()}
        write_atomically(folder / STATISTICS, save(contiguous))
    write_atomically(folder / CARD, card.encode())
    write_atomically(folder / CONFIG, config_bytes(config))


def save_atlas(folder: Path, atlas: dict[str, Tensor], provenance: dict[str, str]) -> None:
    """Put the atlas beside the weights whose codes it holds; ``provenance`` goes into the file's header."""
    from safetensors.torch import save

    contiguous = {name: tensor.contiguous() for name, tensor in atlas.items()}
    write_atomically(folder / ATLAS, save(contiguous, provenance))


def finish_interrupted_save(name: str, root: Path = ROOT) -> None:
    """Complete or undo what a killed :func:`save_checkpoint` of ``name`` left in ``root``."""
    folder, fresh, old = _places(name, root)
    if (fresh / _COMPLETE).exists():
        _swap(folder, fresh, old)
    elif fresh.exists():
        shutil.rmtree(fresh)
    if old.exists():
        shutil.rmtree(old)
    (folder / _COMPLETE).unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old content or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def config_bytes(config: Config) -> bytes:
    """``config.json`` as it is written."""
    return (json.dumps(dataclasses.asdict(config), indent=2, ensure_ascii=False) + "\n").encode()


_COMPLETE = ".complete"


def _places(name: str, root: Path) -> tuple[Path, Path, Path]:
    """Where a checkpoint lies, where the next one is built, where the last one steps aside."""
    return root / name, root / f".{name}.new", root / f".{name}.old"


def _swap(folder: Path, fresh: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    (folder / _COMPLETE).unlink()
    if old.exists():
        shutil.rmtree(old)


def _find(name: str | Path) -> Path:
    text = str(name)
    if _NAME.fullmatch(text) and (ROOT / text).is_dir():
        return ROOT / text
    if Path(name).is_dir():
        return Path(name)
    if isinstance(name, str) and _HUB_ID.fullmatch(text):
        return _fetch(text)
    raise CheckpointError(
        f'There is no checkpoint "{text}": give a name from checkpoints/, a folder, or a Hub id "owner/name".'
    )


def _fetch(hub_id: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = [CONFIG, WEIGHTS, CARD, HISTORY, "*.safetensors"]
    try:
        return Path(snapshot_download(hub_id, allow_patterns=wanted))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise CheckpointError(
            f'"{hub_id}" could not be fetched from the Hugging Face Hub: check the name and the network.'
        ) from error


def _read(folder: Path, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        raise CheckpointError(f"{folder.name}: {file} is missing or cannot be read.") from error
