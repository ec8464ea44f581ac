"""From a step of the noise tab's slider to the networks' answers on the screen, and to the filters', in Chromium.

`python -m tests.benchmarks.noise` moves the amount of Gaussian noise on the running app: first one step at a time,
each when everything has been painted, then as a hand drags it. The clock runs inside the page, as in `latency.py`. A
step counts as drawn when all pictures of its row show this noise or, while dragged, newer noise.
"""

from __future__ import annotations

import random
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from playground.backend.noise_curves import CLASSICAL, NETWORKS
from tests.benchmarks.frames import AFTER_FRAME, FRAME, WINDOW, Times, print_table
from tests.benchmarks.machine import describe_machine
from tests.browser.chromium import launch_arguments
from tests.conftest import start_app, stop_app

WARM_UP = 20  # steps that do not count
STEPS = 200  # in each of the two measurements
PACE = 2 * FRAME  # between two steps while the slider is dragged

WATCH = (
    AFTER_FRAME
    + """
const slider = document.querySelector("#noise-amount input[type=range]");
const panel = document.querySelector("#noise-answers [data-sequence]");
const canvas = (place) => document.querySelector(`#noise-answers ${place} canvas`);
const rows = {
  networks: [canvas("#noise-noisy"), ...networks.map((name) => canvas(`[data-model="${name}"]`))],
  filters: filters.map((name) => canvas(`[data-filter="${name}"]`)),
};
const painted = (row, sequence, start) => new Promise((resolve, reject) => {
  late(reject);
  const observer = new MutationObserver(() => {
    if (row.some((canvas) => !(Number(canvas.dataset.sequence) >= sequence))) return;
    observer.disconnect();
    afterFrame(start, resolve);
  });
  for (const canvas of row) observer.observe(canvas, { attributes: true, attributeFilter: ["data-sequence"] });
});
const slideTo = (amount) => {
  slider.value = amount;
  const start = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const sequence = Number(panel.dataset.sequence);
  return Object.values(rows).map((row) => painted(row, sequence, start));
};
window.slideTo = (amount) => Promise.all(slideTo(amount));
window.drag = async (amounts, pace) => {
  const steps = [];
  for (const amount of amounts) {
    steps.push(slideTo(amount)[0]);
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
  return Promise.all(steps);
};
"""
)


def amounts(count: int) -> list[float]:
    """Steps of the slider up to 1 and down again, no two neighbours equal."""
    up = [step / 100 for step in range(1, 101)]
    return list(islice(cycle([*up, *up[-2:0:-1]]), count))


def step_by_step(page: Page) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Milliseconds of each step until the networks, and until the filters, are drawn and shown."""
    times = []
    for amount in amounts(WARM_UP + STEPS):
        time.sleep(random.uniform(0, FRAME))  # so that steps fall anywhere between two frames
        times.append(page.evaluate("(amount) => window.slideTo(amount)", amount))
    return times[WARM_UP:]


def dragged(page: Page) -> Times:
    """Milliseconds of each step of one long drag until the networks are drawn and shown."""
    steps = amounts(WARM_UP + STEPS)
    return page.evaluate("([steps, pace]) => window.drag(steps, pace)", [steps, 1000 * PACE])[WARM_UP:]


def measured(browser: Browser) -> dict[str, Times]:
    """Every row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        app = start_app(Path(folder) / "printed.txt")
        try:
            page = browser.new_page(viewport=WINDOW)
            page.goto(f"{app.url}/#tab=noise&noise=gaussian&amount=0")
            page.locator("#noise-clean canvas[data-sequence]").wait_for()
            page.wait_for_timeout(8000)  # until the networks are warm
            page.evaluate(
                f"({{ networks, filters }}) => {{ {WATCH} }}",
                {"networks": list(NETWORKS), "filters": list(CLASSICAL)},
            )
            networks, filters = zip(*step_by_step(page), strict=True)
            return {
                "networks, one step at a time": list(networks),
                "classical filters, one step at a time": list(filters),
                f"networks, {1 / PACE:.0f} steps a second": dragged(page),
            }
        finally:
            stop_app(app)


def main() -> None:
    """Measure and print it as the README shows it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        name = f"Chromium {browser.version}"
        rows = measured(browser)
        browser.close()
    print(f"\n{describe_machine()}, {name}, {STEPS} steps each\n")
    print_table("from a step of the slider to all pictures", rows)


if __name__ == "__main__":
    main()
