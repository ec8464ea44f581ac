"""The networks alone: `python -m tests.benchmarks.backend` times each at batch 1 and 64, as the page serves them."""

from __future__ import annotations

import os
import time

from app import SETTINGS
from tests.benchmarks.machine import describe_machine, percentiles

BATCHES = (1, 64)
RUNS = 200
WARM_UP = 20
NOISE = ("gaussian", 0.5, 1)  # kind, amount, seed


def main() -> None:
    """Print a table of milliseconds per forward pass."""
    os.environ.update(SETTINGS)  # before torch is imported: one thread, as on the page
    import torch

    from playground.backend import draw, evidence, judging, latent, library, lines, noise, reconstruct, sample

    print(f"\n{describe_machine()}, {torch.get_num_threads()} thread, {RUNS} runs each\n")
    print("| model | " + " | ".join(f"batch {size} p50 | p95" for size in BATCHES) + " |")
    print("| --- |" + " --- | --- |" * len(BATCHES))
    with torch.inference_mode():
        for row in library.describe():
            if row.family == "segmentation":  # see tests.benchmarks.segment
                continue
            model = library.load(row.name).model
            cells = []
            for size in BATCHES:
                pictures = torch.rand(size, *row.input_shape)
                cells += [f"{value:.2f} ms" for value in percentiles(_times(lambda: model(pictures)))]  # noqa: B023
            print(f"| `{row.name}` | " + " | ".join(cells) + " |")
    digit, code = torch.rand(28, 28).numpy(), latent.space(latent.DEFAULT_MODEL).mean
    drawn = sample.sample(latent.DEFAULT_MODEL, 100).pictures
    verbs = {
        "reconstruct": lambda: reconstruct.reconstruct(digit),
        "everything the draw tab shows": lambda: draw.look(digit),
        "the noise tab's networks": lambda: noise.look(digit, *NOISE),
        "its bars of moving codes": lambda: noise.movement(digit, *NOISE),
        "its classical filters": lambda: noise.classical(digit, *NOISE),
        "a code's picture": lambda: reconstruct.decode(code, latent.DEFAULT_MODEL),
        "the latent tab's bound": lambda: evidence.bound(digit, latent.DEFAULT_MODEL),
        "its three estimates of log p(x)": lambda: evidence.evidence(digit, latent.DEFAULT_MODEL),
        "its line between two digits": lambda: lines.line(digit, digit.T, 16),
        "the sample tab's first 100 digits": lambda: sample.sample(latent.DEFAULT_MODEL, 100),
        "how good they are": lambda: judging.quality(drawn),
    }
    for title, verb in verbs.items():
        middle, high = percentiles(_times(verb))
        print(f"| {title} | {middle:.2f} ms | {high:.2f} ms | | |")


def _times(run) -> list[float]:
    """Milliseconds of each of `RUNS` calls, after a few that do not count."""
    times = []
    for _ in range(WARM_UP + RUNS):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return times[WARM_UP:]


if __name__ == "__main__":
    main()
