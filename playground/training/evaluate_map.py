"""How far the maps of a latent space can be believed, and how well a digit is located by its neighbours."""

from dataclasses import asdict

import numpy as np
import torch

from ..checkpoint import Checkpoint
from ..measures.layouts import LAYOUTS, unpacked
from ..measures.projection import TRUSTED_NEIGHBOURS, faithfulness, nearest_neighbours
from ..models.classifier import DIGITS
from .evaluation import Evaluation, Table

_NAMES = {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA"}


def has_maps(loaded: Checkpoint) -> bool:
    """Whether the checkpoint's atlas holds every layout."""
    return all(f"layout.{key}" in loaded.atlas for key in LAYOUTS)


@torch.inference_mode()
def evaluate_map(loaded: Checkpoint) -> Evaluation:
    """Measure the maps in a checkpoint's atlas, and the neighbours of its codes; needs no data set."""
    codes = loaded.atlas["codes"].float().numpy()
    labels = loaded.atlas["labels"].numpy()
    maps = {
        key: recipe.parameters()
        | asdict(faithfulness(codes, unpacked(loaded.atlas[f"layout.{key}"].numpy()), labels))
        for key, recipe in LAYOUTS.items()
    }
    located = _located(codes, labels)
    return Evaluation({"maps": maps, "locate": located}, {}, (_maps_table(maps), _locate_table(located)))


def _located(codes: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    found = labels[nearest_neighbours(codes)]
    own = found == labels[:, None]
    votes = np.eye(DIGITS, dtype=int)[found].sum(1)
    return {
        "label_accuracy": float((votes.argmax(1) == labels).mean()),
        "majority": float((own.sum(1) * 2 > TRUSTED_NEIGHBOURS).mean()),
    }


def _maps_table(maps: dict[str, dict]) -> Table:
    rows = tuple(
        (
            f"{_NAMES[found['method']]}, {found['dimensions']}-d",
            ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found["settings"].items())
            or "—",
            found["trustworthiness"],
            found["continuity"],
            found["label_accuracy"],
        )
        for found in maps.values()
    )
    return Table(
        "Maps",
        "Layouts of the test digits' codes in `atlas.safetensors`. Trustworthiness and continuity (Venna and Kaski "
        f"2001) with {TRUSTED_NEIGHBOURS} neighbours: 1 where the map invents none, or tears none apart; label "
        f"accuracy: the share of digits whose {TRUSTED_NEIGHBOURS} nearest others on the map mostly have their label.",
        ("map", "settings", "trustworthiness", "continuity", "label accuracy"),
        rows,
    )


def _locate_table(located: dict[str, float]) -> Table:
    return Table(
        "Located by its neighbours",
        f"Each test digit among the {TRUSTED_NEIGHBOURS} nearest codes of the others (leave one out).",
        ("share of digits", ""),
        (
            ("whose own label is the most frequent one among them", located["label_accuracy"]),
            ("whose own label more than half of them have", located["majority"]),
        ),
    )
