"""What the benchmarks of live surfaces share: when a picture is drawn, and when the screen shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.benchmarks.machine import percentiles

Times = list[tuple[float, float]]
"""Milliseconds of each step: until the pictures are drawn, and until they are shown."""

FRAME = 1 / 60
WINDOW = {"width": 1440, "height": 900}

# Resolves with the milliseconds from `start` to now and to the end of the next frame.
AFTER_FRAME = """
const late = (reject) => setTimeout(() => reject(new Error("no picture came")), 10000);
const afterFrame = (start, resolve) => {
  const drawn = performance.now() - start;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve([drawn, performance.now() - start]);
    channel.port2.postMessage(null);
  });
};
"""


def columns(times: Sequence[tuple[float, float]]) -> list[float]:
    """Median and 95th percentile of drawn, then of shown."""
    return [value for column in zip(*times, strict=True) for value in percentiles(column)]


def print_table(heading: str, rows: Mapping[str, Times]) -> None:
    """The rows as the README shows them; `heading` says from where to where the clock runs."""
    print(f"| {heading} | drawn, p50 | p95 | shown, p50 | p95 |")
    print("| --- | --- | --- | --- | --- |")
    for title, times in rows.items():
        print(f"| {title} | " + " | ".join(f"{value:.1f} ms" for value in columns(times)) + " |")
