"""Where the test digits lie in a network's latent space, written beside its weights.

The page needs it without any data set: for the points behind a plane of codes, for the nearest codes
of a sample, for directions in which a digit leans or grows thick.
"""

from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint, CheckpointError
from ..measures.attributes import slants, thicknesses
from ..models import Autoencoder, ConditionalVariationalAutoencoder
from . import datasets

LARGEST_CODE = 64
"""Longer codes are left out: their atlas would be larger than their weights."""
BATCH = 500


def is_mappable(name: str, root: Path = checkpoint.ROOT) -> bool:
    """Whether a checkpoint is there and has a code of at most ``LARGEST_CODE`` numbers."""
    try:
        loaded = checkpoint.load_folder(root / name)
    except CheckpointError:
        return False
    return _fits(loaded)


@torch.inference_mode()
def draw_atlas(name: str, root: Path = checkpoint.ROOT) -> dict[str, Tensor]:
    """Write ``atlas.safetensors`` beside the checkpoint ``name``.

    Returns:
        What was written: ``codes`` ``(10000, K)`` float16, a posterior's mean where there is one;
        ``labels`` uint8, ``indices`` int32, and each digit's ``slants`` in degrees and
        ``thicknesses`` in pixels, float16.

    Raises:
        checkpoint.CheckpointError: if it is not trained, damaged, or has no code or too long a one.
        datasets.DataMissing: if the test split cannot be had.
    """
    checkpoint.finish_interrupted_save(name, root)
    loaded = checkpoint.load_folder(root / name)
    if not _fits(loaded):
        raise CheckpointError(f"{name}: an atlas needs a code of at most {LARGEST_CODE} numbers.")
    test = datasets.load(loaded.config.dataset, "test")
    slant, thickness = _attributes(loaded.config.dataset)
    codes = [_codes(loaded.model, pictures, labels).flatten(1) for pictures, labels in test.batches(BATCH)]
    atlas = {
        "codes": torch.cat(codes).half(),
        "labels": test.labels.to(torch.uint8),
        "indices": torch.arange(len(test), dtype=torch.int32),
        "slants": slant,
        "thicknesses": thickness,
    }
    checkpoint.save_atlas(loaded.folder, atlas)
    print(f"{name}: an atlas of {len(test):,} codes")
    return atlas


def _fits(loaded: Checkpoint) -> bool:
    size = loaded.config.latent_dim
    has_code = isinstance(loaded.model, Autoencoder | ConditionalVariationalAutoencoder)
    return has_code and size is not None and size <= LARGEST_CODE


def _codes(
    network: Autoencoder | ConditionalVariationalAutoencoder, pictures: Tensor, labels: Tensor
) -> Tensor:
    if isinstance(network, ConditionalVariationalAutoencoder):
        return network.posterior(pictures, labels)[0]
    return network.encode(pictures)


@cache
def _attributes(dataset: str) -> tuple[Tensor, Tensor]:
    pictures = datasets.load(dataset, "test").pictures.squeeze(1).numpy() / 255
    return (
        torch.from_numpy(slants(pictures)).half(),
        torch.from_numpy(thicknesses(pictures)).half(),
    )
