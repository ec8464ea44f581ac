"""Where data sets lie on this machine."""

import os
from pathlib import Path


def data_root() -> Path:
    """The folder that ``PLAYGROUND_DATA`` names, else ``data/`` at the top of the project."""
    named = os.environ.get("PLAYGROUND_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "data"
