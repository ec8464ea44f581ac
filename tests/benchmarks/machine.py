"""What a measurement says about itself: where, when, with what, and its percentiles."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np


def describe_machine() -> str:
    """Date, processor, cores that this process may use, and the versions that matter."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "gradio"))
    python = f"Python {platform.python_version()}"
    return f"{date.today().isoformat()}, {_processor()}, {cores} cores, {platform.system()}, {python}, {packages}"


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in the unit of `times`."""
    low, high = np.percentile(times, (50, 95))
    return float(low), float(high)


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if names:
            return names[0].partition(":")[2].strip()
    return platform.processor() or platform.machine()
