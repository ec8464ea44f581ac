"""Train a small network on bars; a process for ``test_kill`` to shoot at. Usage: train_bars.py FOLDER"""

import dataclasses
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from playground.training import datasets, fit
from playground.training.recipes import RECIPES
from tests.training.conftest import bars

folder = Path(sys.argv[1])
datasets.load = lambda dataset, split: bars(split)
fit.RUNS = folder / "runs"
recipe = dataclasses.replace(
    RECIPES["mnist-dense-32"], arguments={"latent_dim": 8, "hidden": [512, 64]}, epochs=40
)
fit.fit(dataclasses.replace(recipe, batch_size=32), device="cpu", root=folder)
