"""The table of recipes: what is trained, what is measured."""

from pathlib import Path

from .. import checkpoint
from ..checkpoint import CheckpointError
from .recipes import RECIPES, Recipe


def table(root: Path = checkpoint.ROOT) -> str:
    """One line a recipe: name, architecture, state, main figures."""
    rows = [
        ("NAME", "ARCHITECTURE", "STATE", "FIGURES"),
        *(_row(recipe, root) for recipe in RECIPES.values()),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(recipe: Recipe, root: Path) -> tuple[str, str, str, str]:
    try:
        config = checkpoint.read_config(root / recipe.name)
    except CheckpointError:
        return recipe.name, recipe.architecture, "not trained", ""
    metrics = config.metrics.get("cross_validation", config.metrics)
    keys = ("mse", "psnr", "ssim", "accuracy", "v_rand", "v_info", "dice", "ap50")
    figures = [f"{key} {metrics[key]:.4g}" for key in keys if key in metrics]
    state = "measured" if figures else "trained, not measured"
    return recipe.name, recipe.architecture, state, ", ".join(figures)
