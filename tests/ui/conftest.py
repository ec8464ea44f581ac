"""A client of the really running app, and digits to send it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from tests.conftest import RunningApp
from tests.imaging.pen import draw


@pytest.fixture(scope="module")
def client(app: RunningApp, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(app.url, verbose=False, download_files=tmp_path_factory.mktemp("answers"))


@pytest.fixture
def digit(tmp_path: Path) -> Callable[[int], Any]:
    """A digit as it is drawn in a paint program: dark ink on white, 224 pixels."""

    def drawn(label: int) -> Any:
        ink = draw(label, size=(224, 224), height=148, pen=18)
        path = tmp_path / f"{label}.png"
        Image.fromarray(np.uint8(255 * (1 - ink))).save(path)
        return handle_file(path)

    return drawn
