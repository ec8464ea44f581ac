"""Where the test digits lie in a network's latent space, written beside its weights.

The page needs it without any data set: for the points behind a plane of codes, for the nearest codes
of a sample, for directions in which a digit leans or grows thick, and for the maps.
"""

import dataclasses
import json
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .. import checkpoint
from ..checkpoint import Checkpoint, CheckpointError
from ..measures.attributes import slants, thicknesses
from ..measures.layouts import LAYOUTS, packed, unpacked
from ..measures.projection import kept_neighbours
from ..models import Autoencoder, ConditionalVariationalAutoencoder, ConvolutionalClassifier
from . import datasets
from .card import with_tables
from .evaluate_map import evaluate_map
from .generators import JUDGE

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

    The maps are measured at once, for the config and the card.

    Returns:
        What was written: ``codes`` ``(10000, K)`` float16, a posterior's mean where there is one;
        ``labels`` uint8, ``indices`` int32; what the judge reads in each original and in each rebuilt
        picture, and how sure it is in 255ths (``readings``, ``confidences``, ``rebuilt_readings``,
        ``rebuilt_confidences``, uint8); the mean squared ``errors``, float16; each digit's ``slants`` in
        degrees and ``thicknesses`` in pixels, float16; and for each of `LAYOUTS` its ``layout.KEY`` ``(10000, D)``
        int16 and, of each point's nearest in code space, how many stayed near, ``trust.KEY`` uint8.

    Raises:
        checkpoint.CheckpointError: if it is not trained, damaged, or has no code or too long a one; if
            the judge is missing.
        datasets.DataMissing: if the test split cannot be had.
    """
    checkpoint.finish_interrupted_save(name, root)
    loaded = checkpoint.load_folder(root / name)
    if not _fits(loaded):
        raise CheckpointError(f"{name}: an atlas needs a code of at most {LARGEST_CODE} numbers.")
    test = datasets.load(loaded.config.dataset, "test")
    slant, thickness = _attributes(loaded.config.dataset)
    codes = torch.cat(
        [_codes(loaded.model, pictures, labels).flatten(1) for pictures, labels in test.batches(BATCH)]
    ).half()
    atlas = {
        "codes": codes,
        "labels": test.labels.to(torch.uint8),
        "indices": torch.arange(len(test), dtype=torch.int32),
        "slants": slant,
        "thicknesses": thickness,
        **_readings(loaded, codes.float(), test, checkpoint.load_folder(root / JUDGE).model),
        **_layouts(codes.float().numpy()),
    }
    provenance = {key: recipe.provenance() for key, recipe in LAYOUTS.items()}
    checkpoint.save_atlas(loaded.folder, atlas, {"layouts": json.dumps(provenance)})
    _measure(checkpoint.load_folder(root / name))
    print(f"{name}: an atlas of {len(test):,} codes and {len(LAYOUTS)} maps", flush=True)
    return atlas


def _measure(loaded: Checkpoint) -> None:
    evaluation = evaluate_map(loaded)
    config = dataclasses.replace(loaded.config, metrics=loaded.config.metrics | evaluation.metrics)
    path = loaded.folder / checkpoint.CARD
    card = with_tables(path.read_text(encoding="utf-8"), evaluation.tables) if path.is_file() else ""
    checkpoint.save_evaluation(loaded.folder, config, {}, card)


def _layouts(codes: np.ndarray) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for key, recipe in LAYOUTS.items():
        layout = packed(recipe.draw(codes))
        found[f"layout.{key}"] = torch.from_numpy(layout)
        kept = kept_neighbours(codes, unpacked(layout))
        found[f"trust.{key}"] = torch.from_numpy(kept).to(torch.uint8)
    return found


def _readings(
    loaded: Checkpoint, codes: Tensor, test: datasets.Examples, judge: ConvolutionalClassifier
) -> dict[str, Tensor]:
    originals = test.pictures.float() / 255
    rebuilt = torch.cat(
        [
            _rebuilt(loaded.model, *batch)
            for batch in zip(codes.split(BATCH), test.labels.split(BATCH), strict=True)
        ]
    ).clamp(0, 1)
    read, read_rebuilt = _read(judge, originals), _read(judge, rebuilt)
    return {
        "readings": read[0],
        "confidences": read[1],
        "rebuilt_readings": read_rebuilt[0],
        "rebuilt_confidences": read_rebuilt[1],
        "errors": (rebuilt - originals).square().flatten(1).mean(1).half(),
    }


def _rebuilt(
    network: Autoencoder | ConditionalVariationalAutoencoder, codes: Tensor, labels: Tensor
) -> Tensor:
    if isinstance(network, ConditionalVariationalAutoencoder):
        return network.decode(codes, labels)
    return network.decode(codes.unflatten(1, network.latent_shape))


def _read(judge: ConvolutionalClassifier, pictures: Tensor) -> tuple[Tensor, Tensor]:
    sure = [judge(batch).softmax(1).max(1) for batch in pictures.split(BATCH)]
    labels = torch.cat([found.indices for found in sure])
    return labels.to(torch.uint8), (torch.cat([found.values for found in sure]) * 255).round().to(torch.uint8)


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
