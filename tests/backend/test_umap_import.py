"""umap compiles for seconds when it is imported: the server never does, whatever it is asked on the map."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
import numpy as np
from playground.ui import app
from playground.ui.tabs import map as tab

app.build()
app.warm_up()
model = "mnist-vae-16"
digit = "/" * 1044 + "/w=="  # 784 white pixels
for answer in (
    tab.atlas({"model": model}),
    tab.pictures({"sequence": 1, "model": model, "indices": [0, 5]}),
    tab.ground({"sequence": 1, "model": model, "key": "umap-2"}),
    tab.encode({"sequence": 1, "model": model, "digit": digit, "label": None}),
    tab.pixel_neighbours({"sequence": 1, "model": model, "index": 3}),
    tab.random_picture({"sequence": 1, "model": model, "seed": 3}),
):
    assert "error" not in answer, answer
from playground.backend import map as maps
maps.locate(np.eye(28, dtype=np.float32))
print(sorted({"umap", "numba", "pynndescent"} & set(sys.modules)))
"""


def test_neither_starting_nor_asking_brings_umap() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"},
        check=False,
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr
