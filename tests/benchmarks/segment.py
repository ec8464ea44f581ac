"""Microscope pictures through the backend: `python -m tests.benchmarks.segment` times small and large ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np

from app import SETTINGS
from tests.benchmarks.machine import describe_machine, percentiles

SIDES = {256: 60, 512: 30, 2048: 6}
"""Of a square picture in pixels, and how often each is cut up."""
MODELS = ("membrane-unet", "nuclei-unet")


def main() -> None:
    """Print a table of milliseconds: the network alone, objects alone, and both with their table."""
    os.environ.update(SETTINGS)  # before torch is imported: one thread, as on the page

    from playground.backend import segment
    from playground.backend.segment_maps import run
    from playground.imaging.synthetic_micrographs import nuclei, tissue

    print(f"\n{describe_machine()}\n")
    print("| picture | network, p50 | p95 | objects, p50 | p95 | both, p50 | p95 | objects found |")
    print("| --- |" + " --- |" * 7)
    for model in MODELS:
        drawn = (nuclei if model == "nuclei-unet" else tissue)(0)[0]
        settings = segment.defaults(model)
        for side, runs in SIDES.items():
            pixels = np.tile(drawn, (-(-side // drawn.shape[0]),) * 2)[:side, :side]
            maps = run(pixels, model, ())
            found = segment.segment(maps, settings, pixels)
            network = _times(runs, lambda: run(pixels, model, ()))  # noqa: B023
            objects = _times(runs, lambda: segment.segment(maps, settings, pixels))  # noqa: B023
            both = [one + other for one, other in zip(network, objects, strict=True)]
            cells = [f"{value:.0f} ms" for times in (network, objects, both) for value in percentiles(times)]
            print(f"| `{model}`, {side}² | " + " | ".join(cells) + f" | {len(found.objects):,} |", flush=True)


def _times(runs: int, call: Callable[[], object]) -> list[float]:
    """Milliseconds of each call, after one that does not count."""
    times = []
    for _ in range(1 + runs):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return times[1:]


if __name__ == "__main__":
    main()
