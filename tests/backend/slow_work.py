"""Work for the process beside the server: what the tests of jobs send there."""

import time
from collections.abc import Callable
from pathlib import Path


def doubled(value: int, report: Callable[[int, float], None]) -> int:
    report(1, 0.5)
    return 2 * value


def failing(report: Callable[[int, float], None]) -> None:
    raise ValueError("of no use")


def until_there(path: str, report: Callable[[int, float], None]) -> str:
    """Waits for a file to appear; leaves ``path.began`` when it begins."""
    Path(f"{path}.began").touch()
    report(2, 0.25)
    while not Path(path).exists():
        time.sleep(0.02)
    return path
