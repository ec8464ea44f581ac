"""``python -m playground.training list | train | evaluate | atlas | compare-pretraining``: make, measure, map."""

import argparse
import dataclasses
import sys

from ..checkpoint import CheckpointError
from .data_missing import DataMissing
from .membranes import FOLDS, NAME
from .recipes import RECIPES, Recipe

SLICED = tuple(name for name, recipe in RECIPES.items() if recipe.dataset == NAME)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 with one sentence on stderr when it did not."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except (DataMissing, CheckpointError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from the last whole epoch.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m playground.training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("list", help="every recipe, and what of it is trained and measured")
    listing.set_defaults(command=_list)

    training = commands.add_parser("train", help="train checkpoints and measure them")
    training.add_argument("names", nargs="*", metavar="NAME", choices=[[], *RECIPES])
    training.add_argument("--all", action="store_true", help="every recipe, in the order of the list")
    training.add_argument("--resume", action=argparse.BooleanOptionalAction, default=True)
    training.add_argument("--seed", type=int, help="instead of the recipe's")
    training.add_argument("--epochs", type=_positive, help="instead of the recipe's")
    training.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    training.set_defaults(command=_train)

    evaluating = commands.add_parser(
        "evaluate", help="measure checkpoints on the test split, write their cards"
    )
    evaluating.add_argument("names", nargs="*", metavar="NAME", choices=[[], *RECIPES])
    evaluating.add_argument("--all", action="store_true", help="every recipe, in the order of the list")
    evaluating.set_defaults(command=_evaluate)

    mapping = commands.add_parser("atlas", help="note where the test digits lie in the latent space")
    mapping.add_argument("names", nargs="*", metavar="NAME", choices=[[], *RECIPES])
    mapping.add_argument("--all", action="store_true", help="every checkpoint whose code is small enough")
    mapping.set_defaults(command=_atlas)

    validating = commands.add_parser(
        "cross-validate",
        help="train a recipe for microscope slices on every fold of them; evaluate then measures it",
    )
    validating.add_argument("name", metavar="NAME", choices=[*SLICED])
    validating.add_argument("--fold", type=int, choices=range(len(FOLDS)), help="one of them only")
    validating.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    validating.set_defaults(command=_cross_validate)

    comparing = commands.add_parser(
        "compare-pretraining",
        help="run the experiment of Vincent et al. 2010; evaluate then counts its errors",
    )
    comparing.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    comparing.set_defaults(command=_compare_pretraining)
    return parser


def _list(options: argparse.Namespace) -> None:
    from .listing import table

    print(table())


def _train(options: argparse.Namespace) -> None:
    from .atlas import draw_atlas, is_mappable
    from .evaluate import evaluate
    from .fit import fit

    changes = {"seed": options.seed, "epochs": options.epochs}
    for recipe in _chosen(options):
        changed = {key: value for key, value in changes.items() if value is not None}
        if recipe.objective is None:
            changed.pop("epochs", None)
        fit(dataclasses.replace(recipe, **changed), device=options.device, resume=options.resume)
        evaluate(recipe.name)
        if is_mappable(recipe.name):
            draw_atlas(recipe.name)


def _evaluate(options: argparse.Namespace) -> None:
    from .evaluate import evaluate

    for recipe in _chosen(options):
        evaluate(recipe.name)


def _atlas(options: argparse.Namespace) -> None:
    from .atlas import draw_atlas, is_mappable

    for recipe in _chosen(options):
        if recipe.name in options.names or is_mappable(recipe.name):
            draw_atlas(recipe.name)


def _cross_validate(options: argparse.Namespace) -> None:
    from .cross_validation import cross_validate

    folds = range(len(FOLDS)) if options.fold is None else (options.fold,)
    cross_validate(options.name, tuple(folds), options.device)


def _compare_pretraining(options: argparse.Namespace) -> None:
    from .pretraining import compare

    print(compare(options.device))


def _chosen(options: argparse.Namespace) -> list[Recipe]:
    if not options.names and not options.all:
        raise SystemExit("Name a recipe or give --all. `python -m playground.training list` shows them.")
    return list(RECIPES.values()) if options.all else [RECIPES[name] for name in options.names]


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
