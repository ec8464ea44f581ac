"""Model cards, generated from what was measured and never typed."""

import dataclasses
import re

from huggingface_hub import EvalResult, ModelCardData

from ..checkpoint import HISTORY, Config
from .evaluation import Evaluation, Table
from .objectives import Objective
from .recipes import Recipe

_DATA = {
    "mnist": ("ylecun/mnist", "MNIST"),
    "isbi2012": ("isbi-2012-em-segmentation", "ISBI 2012, electron micrographs of a fly's nerve cord"),
    "dsb2018": (
        "bbbc038",
        "2018 Data Science Bowl (BBBC038, CC0), nuclei of cells under three kinds of light",
    ),
}
_CHOSEN = {
    "mnist": "settings were chosen on those, never on the test split",
    "isbi2012": "what is said of slices not seen, networks of the same recipe say that each saw a part of them. That "
    "boundaries weigh more was decided on slices 20 to 24 with a network trained on 9 to 18; grain and blur were "
    "added to the crops after fold 0 had been measured once without them. Crops were turned, scaled, bent, and changed "
    "in light, grain and sharpness at random",
    "dsb2018": "settings were chosen on another tenth, never on the test part, the last fifth; crops of the pictures "
    "were turned, scaled, bent, and changed in light and colour at random",
}
_HUB_METRICS = {"mse": "mse", "psnr": "psnr", "ssim": "ssim", "accuracy": "accuracy"}
_TASKS = {"classifier": "image-classification", "segmentation": "image-segmentation"}
_CLASSES = {
    "isbi2012": "0 membrane, 1 inside",
    "dsb2018": "0 background, 1 inside a nucleus, 2 on its border (`playground.measures.watershed.nuclei` parts them)",
}
_CONTRAST = {
    "as_is": "",
    "stretched": ", after `playground.imaging.contrast.stretched` of the whole picture; gray ones thrice",
}
_AS_STORED = "every figure is of what is stored"
_MEASURED = {"isbi2012": "every figure is of the networks of the folds, in float32"}
_LIMITS = "## Limits"


def write_card(config: Config, recipe: Recipe, evaluation: Evaluation) -> str:
    """A model card in the Hub's format: front matter, what it is, figures, limits, how it was made."""
    description = [
        f"# {config.name}",
        recipe.summary,
        *evaluation.notes,
        *(_table(table) for table in evaluation.tables),
        _LIMITS,
        recipe.limits,
        "## How it was made",
        _how(config, recipe),
        _commands(config),
        f"The learning curve is in `{HISTORY}`." if recipe.epochs else "",
        "## Use",
        "```python\n"
        "from playground.checkpoint import from_pretrained\n\n"
        f'network = from_pretrained("{config.name}").model\n'
        "```",
        _input(config),
        "## Read",
        recipe.paper,
    ]
    return _front_matter(config, evaluation) + "\n\n".join(part for part in description if part) + "\n"


def with_tables(card: str, tables: tuple[Table, ...]) -> str:
    """A card with tables that were measured later, each in the place of the one it had, else before its limits."""
    for table in tables:
        section = re.compile(rf"^## {re.escape(table.heading)}\n.*?(?=^## )", re.MULTILINE | re.DOTALL)
        text = _table(table) + "\n\n"
        if section.search(card):
            card = section.sub(lambda _, text=text: text, card, count=1)
        else:
            card = card.replace(_LIMITS, text + _LIMITS, 1)
    return card


def _front_matter(config: Config, evaluation: Evaluation) -> str:
    identifier, title = _DATA[config.dataset]
    task = _TASKS.get(config.family, "image-to-image")
    results = [
        EvalResult(
            task_type=task,
            dataset_type=identifier,
            dataset_name=title,
            dataset_split="test",
            metric_type=hub_name,
            metric_value=round(evaluation.metrics[key], 6),
        )
        for key, hub_name in _HUB_METRICS.items()
        if key in evaluation.metrics
    ]
    data = ModelCardData(
        license="mit",
        library_name="pytorch",
        pipeline_tag=task,
        tags=["u-net" if config.family == "segmentation" else "autoencoder", config.family, config.dataset],
        datasets=[identifier],
        model_name=config.name,
        eval_results=results,
    )
    return f"---\n{data.to_yaml()}\n---\n\n"


def _how(config: Config, recipe: Recipe) -> str:
    data = f"{_DATA[config.dataset][1]}, {config.split}; {_CHOSEN[config.dataset]}."
    if recipe.objective is None:
        return f"Fitted in closed form (scikit-learn) on {data}"
    parts = [
        *(
            f"first `{stage.part}` alone by {_objective(stage.objective)}, {stage.epochs} epochs, peak learning rate "
            f"{stage.learning_rate:g}"
            for stage in recipe.stages
        ),
        f"{_objective(recipe.objective)}, AdamW, one-cycle schedule with a peak of {recipe.learning_rate:g}",
        f"weight decay {recipe.weight_decay:g}",
        f"{config.epochs} epochs in batches of {recipe.batch_size}",
        f"precision {recipe.precision}",
        f"seed {config.seed}",
    ]
    if recipe.augmentation:
        change = recipe.augmentation
        parts.append(
            f"pictures turned up to {change.degrees:g}°, scaled {change.scale:.0%}, slanted {change.slant:g}, "
            f"shifted {change.shift:g} pixels at random"
        )
    if recipe.starts_from:
        frozen = f", {', '.join(recipe.freeze)} frozen" if recipe.freeze else ""
        parts.append(f"starting from `{recipe.starts_from}`{frozen}")
    if recipe.storage != "float32":
        parts.append(
            f"stored as {recipe.storage}, computed in float32; {_MEASURED.get(recipe.dataset, _AS_STORED)}"
        )
    return f"{data} " + "; ".join(parts) + "."


def _objective(objective: Objective) -> str:
    """The objective's class, with its settings where it has any."""
    return f"`{objective}`" if dataclasses.fields(objective) else type(objective).__name__


def _commands(config: Config) -> str:
    made = f"python -m playground.training train {config.name}"
    if config.dataset == "isbi2012":
        made = f"python -m playground.training cross-validate {config.name}\n{made}"
    return f"```\n{made}\n```"


def _input(config: Config) -> str:
    shape, (low, high) = config.preprocessing, config.preprocessing.value_range
    if config.family == "segmentation":
        return (
            f"Input: `(N, {shape.channels}, H, W)` of any size, values in [{low:g}, {high:g}]"
            f"{_CONTRAST[shape.contrast]}; trained on crops of {shape.height}x{shape.width}. Output: logits of the "
            f"classes, {_CLASSES[config.dataset]}. Architecture: `{config.architecture}`, {config.parameters:,} "
            "parameters."
        )
    return (
        f"Input: `(N, {shape.channels}, {shape.height}, {shape.width})`, values in [{low:g}, {high:g}], white ink "
        f"on black, centred as MNIST is. Architecture: `{config.architecture}`, {config.parameters:,} parameters."
    )


def _table(table: Table) -> str:
    lines = [
        f"## {table.heading}",
        "",
        table.sentence,
        "",
        "| " + " | ".join(table.columns) + " |",
        "| " + " | ".join("---" if index == 0 else "---:" for index in range(len(table.columns))) + " |",
        *("| " + " | ".join(map(_cell, row)) + " |" for row in table.rows),
    ]
    return "\n".join(lines)


def _cell(value: str | float | int | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:#.4g}"
