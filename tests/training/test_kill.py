"""kill -9, really: a process of its own is shot while it trains, and started again."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from playground.checkpoint import load_folder

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("train_bars.py")


def test_a_killed_training_loses_at_most_one_epoch_and_ends_with_the_same_weights(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SCRIPT, tmp_path / "whole"], check=True, timeout=120)
    killed = tmp_path / "killed"
    epochs = 0
    for _ in range(2):
        process = subprocess.Popen([sys.executable, SCRIPT, killed])
        _wait_for_epoch(killed, epochs, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        resumed = _epochs(killed)
        assert resumed > epochs
        epochs = resumed
    subprocess.run([sys.executable, SCRIPT, killed], check=True, timeout=120)
    expected = load_folder(tmp_path / "whole" / "mnist-dense-32").model.state_dict()
    weights = load_folder(killed / "mnist-dense-32").model.state_dict()
    assert all(torch.equal(expected[name], weights[name]) for name in expected)


def _wait_for_epoch(folder: Path, after: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while _epochs(folder) <= after:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _epochs(folder: Path) -> int:
    state = folder / "runs" / "mnist-dense-32" / "state.safetensors"
    if not state.is_file():
        return 0
    with safe_open(state, framework="pt") as file:
        return len(json.loads(file.metadata()["rows"]))
