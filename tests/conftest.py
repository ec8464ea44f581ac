"""What tests of every kind share: the real app, started once as a user would start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Two threads that wait for each other collapse when anything else runs; set before torch is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

PATIENCE = 60  # seconds until the page must be there, on a machine that does other things too


@dataclass(frozen=True)
class RunningApp:
    """A started `app.py`: where its page is and the file that holds everything it printed."""

    url: str
    output: Path
    process: subprocess.Popen[bytes]

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_app(output: Path, *arguments: str, cwd: Path = ROOT, **environment: str) -> RunningApp:
    """Start `app.py` on a free port without a browser; returns when its page is served.

    Parameters:
        output: the file that takes what it prints.
        arguments: further words of the command line.
        cwd: the folder it is started from.
        environment: further environment variables.
    """
    port = free_port()
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port), "--no-browser", *arguments]
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **environment}, stdout=stream, stderr=subprocess.STDOUT
        )
    app = RunningApp(f"http://127.0.0.1:{port}", output, process)
    deadline = time.monotonic() + PATIENCE
    while "The page is at" not in app.printed():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"app.py did not serve its page:\n{app.printed()}")
        time.sleep(0.05)
    return app


def stop_app(app: RunningApp) -> None:
    """Ask it to end, as a service manager would, and wait until it has."""
    app.process.terminate()
    app.process.wait(timeout=20)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app, running for the whole session; what it prints must never hold a traceback."""
    running = start_app(tmp_path_factory.mktemp("app") / "output.txt")
    yield running
    stop_app(running)
    assert "Traceback" not in running.printed(), running.printed()
