"""The training loop, one straight page.

It can be stopped at any moment and goes on from the last whole epoch; a resumed run gives the
weights of an uninterrupted one, because every epoch draws its own random numbers from the seed.
"""

import csv
import dataclasses
import hashlib
import io
import os
import platform
import shutil
import time
from pathlib import Path

import lightning
import torch
from lightning.fabric import Fabric
from lightning.fabric.utilities.rank_zero import rank_zero_only
from safetensors.torch import save
from torch import Tensor, nn
from tqdm import tqdm

from .. import checkpoint
from ..models import ARCHITECTURES, Autoencoder, PrincipalComponents, StackedAutoencoder
from . import datasets
from .corruption import Corruption
from .objectives import Classification, LayerReconstruction, TrainingStep
from .recipes import Recipe, Stage
from .run_state import RUNS, Progress, load_state, save_state
from .schedule import one_cycle
from .segmentation_objectives import PIXEL_OBJECTIVES

SNAPSHOT_EPOCHS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)
"""Rebuilt pictures are kept after these epochs and after the last: learning is fastest at first."""
EVALUATION_BATCH = 1_000
_WITHOUT_FIGURE = (LayerReconstruction, *PIXEL_OBJECTIVES)
LABELLED_REPEATS = 10
"""How often an epoch shows the few labelled examples, so that every batch has some."""


def fit(recipe: Recipe, device: str = "auto", resume: bool = True, root: Path = checkpoint.ROOT) -> Path:
    """Train a recipe and save its checkpoint, unmeasured; ``evaluate`` measures it.

    Args:
        recipe: what to train.
        device: Lightning Fabric's accelerator: "auto", "cpu", "cuda", "mps". All GPUs are used.
        resume: go on from a stopped run of the same recipe, seed and length.
        root: where checkpoints lie.

    Returns:
        The checkpoint's folder.

    Raises:
        datasets.DataMissing: if the data set cannot be had.
        checkpoint.CheckpointError: if ``starts_from`` names a checkpoint that cannot be loaded.
    """
    checkpoint.finish_interrupted_save(recipe.name, root)
    torch.manual_seed(recipe.seed)
    model = ARCHITECTURES[recipe.architecture](**recipe.arguments).to(memory_format=torch.channels_last)
    if isinstance(model, PrincipalComponents):
        _fit_principal_components(model, datasets.load(recipe.dataset, "train"))
        return _save(recipe, model, Progress(), root, {})
    if recipe.starts_from:
        _take_over(model, checkpoint.load_folder(root / recipe.starts_from).model)
    curves = pretrain(recipe, model, device, resume)
    progress = descend(recipe, model, device, resume)
    folder = root / recipe.name
    if rank_zero_only.rank == 0:
        folder = _save(recipe, model, progress, root, curves)
        shutil.rmtree(RUNS / recipe.name, ignore_errors=True)  # nothing is left to go on with
    return folder


def pretrain(
    recipe: Recipe, model: nn.Module, device: str = "auto", resume: bool = True
) -> dict[str, Progress]:
    """Run the stages of a recipe, one after the other, on ``model``; each can be resumed by itself.

    Returns:
        The learning curve of every stage, by the part that it trained.
    """
    curves = {
        stage.part: descend(_of_stage(recipe, stage, model), model, device, resume) for stage in recipe.stages
    }
    if curves and isinstance(model, StackedAutoencoder):
        model.start_classifier()
    return curves


def _of_stage(recipe: Recipe, stage: Stage, model: nn.Module) -> Recipe:
    others = tuple(
        name
        for name, part in model.named_modules()
        if name and not any(part.children()) and not f"{name}.".startswith(f"{stage.part}.")
    )
    return dataclasses.replace(
        recipe,
        name=f"{recipe.name}/{stage.part}",
        objective=stage.objective,
        epochs=stage.epochs,
        learning_rate=stage.learning_rate,
        freeze=others,
        examples=None,
        stages=(),
    )


def descend(recipe: Recipe, model: nn.Module, device: str = "auto", resume: bool = True) -> Progress:
    """Minimise a recipe's objective on ``model``, in place; its state stays in ``RUNS`` until `forget`.

    A run that is finished already is loaded, not repeated.

    Raises:
        datasets.DataMissing: if the data set cannot be had.
    """
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # or CUDA gives other weights each time
    torch.use_deterministic_algorithms(True, warn_only=True)
    fabric = Fabric(accelerator=device, devices=1 if device == "cpu" else "auto", precision=recipe.precision)
    fabric.launch()

    model.requires_grad_(True)
    for part in recipe.freeze:
        model.get_submodule(part).requires_grad_(False)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        trainable, recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
    )
    state_file = RUNS / recipe.name / "state.safetensors"
    fingerprint = fingerprint_of(recipe)
    progress = load_state(state_file, fingerprint, model, optimizer) if resume else Progress()

    training = datasets.load(recipe.dataset, "train")
    if recipe.examples:
        training = training.balanced(recipe.examples)
    if recipe.labelled:
        training = training.partly_labelled(recipe.labelled, LABELLED_REPEATS)
    training = training.to(fabric.device)
    validation = datasets.load(recipe.dataset, "validation").to(fabric.device)
    step, optimizer = fabric.setup(TrainingStep(model, recipe.objective), optimizer)
    samples = _samples(recipe, model).to(fabric.device)
    if not progress.epochs:
        progress = _photograph(progress, 0, model, samples)

    steps = len(training) // recipe.batch_size
    bar = tqdm(
        total=recipe.epochs * steps,
        initial=progress.epochs * steps,
        desc=recipe.name,
        disable=fabric.global_rank > 0,
        mininterval=1.0,
    )
    for epoch in range(progress.epochs, recipe.epochs):
        began = time.perf_counter()
        torch.manual_seed(_epoch_seed(recipe.seed, epoch))
        order = torch.randperm(len(training))
        torch.manual_seed(_epoch_seed(recipe.seed, epoch, fabric.global_rank + 1))
        model.train()
        for part in recipe.freeze:
            model.get_submodule(part).eval()  # or batch statistics would still move
        total = 0.0
        for index in range(steps):
            rate = one_cycle(epoch * steps + index, recipe.epochs * steps, recipe.learning_rate)
            for group in optimizer.param_groups:
                group["lr"] = rate
            batch = order[index * recipe.batch_size : (index + 1) * recipe.batch_size]
            pictures, labels = training.take(batch[fabric.global_rank :: fabric.world_size])
            if recipe.augmentation:
                pictures = recipe.augmentation(pictures)
            loss = step(pictures, labels)
            optimizer.zero_grad()
            fabric.backward(loss)
            optimizer.step()
            total += loss.item()
            bar.update()
        row = {
            "epoch": epoch + 1,
            "train_loss": total / steps,
            **_validate(recipe, model, validation),
            "learning_rate": rate,
            "seconds": round(time.perf_counter() - began, 2),
        }
        bar.set_postfix({key: f"{row[key]:.5f}" for key in row if key.startswith("validation")})
        progress = dataclasses.replace(progress, rows=(*progress.rows, row))
        if epoch + 1 in SNAPSHOT_EPOCHS or epoch + 1 == recipe.epochs:
            progress = _photograph(progress, epoch + 1, model, samples)
        if fabric.global_rank == 0:
            save_state(state_file, fingerprint, model, optimizer.optimizer, progress)
    bar.close()
    fabric.barrier()
    return progress


def fingerprint_of(recipe: Recipe) -> str:
    """What a stopped run must agree with to be gone on with: everything that its recipe says."""
    return hashlib.sha256(repr(recipe).encode()).hexdigest()


@torch.inference_mode()
def _validate(recipe: Recipe, model: nn.Module, validation: datasets.Examples) -> dict[str, float]:
    """Loss and the family's own figure on the examples that are held back; nothing where there are none."""
    model.eval()
    if len(validation) == 0:
        return {}
    loss = figure = 0.0
    for pictures, labels in validation.batches(EVALUATION_BATCH):
        loss += recipe.objective(model, pictures, labels).item() * len(labels)
        if isinstance(recipe.objective, Classification):
            figure += (recipe.objective.read(model, pictures).argmax(1) == labels).sum().item()
        elif not isinstance(recipe.objective, _WITHOUT_FIGURE):
            figure += (model(pictures) - pictures).square().mean().item() * len(labels)
    row, figure = {"validation_loss": loss / len(validation)}, figure / len(validation)
    if isinstance(recipe.objective, Classification):
        return {**row, "validation_accuracy": figure}
    if isinstance(recipe.objective, _WITHOUT_FIGURE):
        return row
    return {**row, "validation_mse": figure}


@torch.inference_mode()
def _photograph(progress: Progress, epoch: int, model: nn.Module, samples: Tensor) -> Progress:
    """Add how the fixed pictures are rebuilt now, by networks that learn to rebuild them as a whole."""
    if len(samples) == 0:
        return progress
    model.eval()
    pictures = (model(samples).squeeze(1).clamp(0, 1) * 255).round().to(torch.uint8).cpu()
    return dataclasses.replace(
        progress,
        snapshot_epochs=(*progress.snapshot_epochs, epoch),
        snapshots=(*progress.snapshots, pictures),
    )


def _samples(recipe: Recipe, model: nn.Module) -> Tensor:
    """The first test picture of every label, for looking at, never for a figure; none where nothing is rebuilt."""
    if not isinstance(model, Autoencoder) or isinstance(model, StackedAutoencoder):
        return torch.empty(0)
    test = datasets.load(recipe.dataset, "test")
    first = torch.stack([(test.labels == label).nonzero()[0, 0] for label in test.labels.unique()])
    return test.take(first)[0]


def _epoch_seed(seed: int, epoch: int, rank: int = 0) -> int:
    digest = hashlib.sha256(f"{seed}/{epoch}/{rank}".encode()).digest()
    return int.from_bytes(digest[:4])


def _take_over(model: nn.Module, source: nn.Module) -> None:
    """Copy every part that both networks have under the same name with the same shapes."""
    own, theirs = model.state_dict(), source.state_dict()
    shared = {name: theirs[name] for name in own if name in theirs and theirs[name].shape == own[name].shape}
    model.load_state_dict({**own, **shared})


def _fit_principal_components(model: PrincipalComponents, training: datasets.Examples) -> None:
    from sklearn.decomposition import PCA

    pixels = (training.pictures.flatten(1).float() / 255).numpy()
    analysis = PCA(model.latent_dim, svd_solver="covariance_eigh").fit(pixels)
    model.mean.data = torch.from_numpy(analysis.mean_).float()
    model.components.data = torch.from_numpy(analysis.components_).float()


def _save(
    recipe: Recipe, model: nn.Module, progress: Progress, root: Path, stages: dict[str, Progress]
) -> Path:
    config = checkpoint.Config(
        name=recipe.name,
        title=recipe.title,
        family=recipe.family,
        architecture=recipe.architecture,
        arguments=recipe.arguments,
        preprocessing=datasets.PREPROCESSING[recipe.dataset],
        dataset=recipe.dataset,
        split=datasets.TRAINED_ON[recipe.dataset],
        recipe=recipe.name,
        seed=recipe.seed,
        epochs=recipe.epochs,
        latent_dim=getattr(model, "latent_dim", None),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        corruption=_described(recipe.corruption),
        versions={
            "python": platform.python_version(),
            "torch": torch.__version__.split("+")[0],
            "lightning": lightning.__version__,
        },
    )
    files = {}
    if progress.rows:
        files[checkpoint.HISTORY] = _table(progress).encode()
    for part, curve in stages.items():
        files[f"history-{part}.csv"] = _table(curve).encode()
    if progress.snapshots:
        tensors = {
            "epochs": torch.tensor(progress.snapshot_epochs),
            "pictures": torch.stack(progress.snapshots),
        }
        files[checkpoint.SNAPSHOTS] = save(tensors)
    return checkpoint.save_checkpoint(config, model, root, files, getattr(torch, recipe.storage))


def _described(corruption: Corruption | None) -> dict[str, str | float]:
    return {"kind": corruption.kind, **dataclasses.asdict(corruption)} if corruption else {}


def _table(progress: Progress) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(progress.rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(progress.rows)
    return text.getvalue()
