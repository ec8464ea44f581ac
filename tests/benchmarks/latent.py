"""From a step of a latent slider to the decoded picture on the screen, in Chromium, near and far from the server.

Part of `python -m tests.benchmarks.latency`. The clock runs inside the page, as there. A step counts as drawn when the
canvas shows a picture of this code or, while dragged, of a newer one.
"""

from __future__ import annotations

import random
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Browser, Page

from playground.backend.latent import DEFAULT_MODEL
from tests.benchmarks import stock_slider
from tests.benchmarks.distance import FAR, move_away
from tests.benchmarks.frames import AFTER_FRAME, FRAME, WINDOW, Times
from tests.conftest import start_app, stop_app

DECODED = (DEFAULT_MODEL, "mnist-vae-2", "mnist-cvae-16", "mnist-dense-32")  # by the page
SERVED = "mnist-conv-10"  # its decoder is no MLP: the server runs it
WARM_UP = 20  # steps that do not count
STEPS = 200
PACE = FRAME  # between two steps while the slider is dragged: each frame of the screen brings a new value

# Each step waits in `asked` for the first painted picture whose code is its own or a later step's.
WATCH = (
    AFTER_FRAME
    + """
const sliders = document.querySelector("#latent-sliders");
const canvas = document.querySelector("#latent-picture canvas");
const same = (one, other) => one.every((value, index) => value === other[index]);
const codes = new Map(); // of the pictures, by their sequence
const asked = [];
playground.onLatentPicture(({ code, sequence }) => codes.set(String(sequence), code));
new MutationObserver(() => {
  const code = codes.get(canvas.dataset.sequence);
  const last = asked.findLastIndex((step) => same(step.code, code));
  for (const step of asked.splice(0, last + 1)) afterFrame(step.start, step.resolve);
}).observe(canvas, { attributes: true, attributeFilter: ["data-sequence"] });
window.slideTo = (share) => new Promise((resolve, reject) => {
  late(reject);
  const slider = sliders.querySelector("input[type=range]");
  slider.value = Number(slider.min) + share * (slider.max - slider.min);
  const start = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  asked.push({ code: playground.latent.code, start, resolve });
});
window.drag = async (shares, pace) => {
  const steps = [];
  for (const share of shares) {
    steps.push(window.slideTo(share));
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
  return Promise.all(steps);
};
"""
)


def shares(count: int) -> list[float]:
    """Places of the slider, from 0 to 1 and back again, no two neighbours equal."""
    up = [step / 100 for step in range(101)]
    return list(islice(cycle([*up, *up[-2:0:-1]]), count))


def step_by_step(page: Page) -> Times:
    """Milliseconds of each step until its picture is drawn, and shown; the next waits for it."""
    times = []
    for share in shares(WARM_UP + STEPS):
        time.sleep(random.uniform(0, FRAME))  # so that steps fall anywhere between two frames
        times.append(page.evaluate("(share) => window.slideTo(share)", share))
    return times[WARM_UP:]


def dragged(page: Page) -> Times:
    """The same of one long drag that waits for nothing."""
    steps = shares(WARM_UP + STEPS)
    return page.evaluate("([steps, pace]) => window.drag(steps, pace)", [steps, 1000 * PACE])[WARM_UP:]


def choose(page: Page, model: str) -> None:
    """Show this model and wait for its first picture."""
    page.evaluate("(model) => playground.setLatent({ model })", model)
    page.wait_for_function("(model) => playground.latent.space?.model === model", arg=model)
    page.wait_for_timeout(2000)  # until its film-strips are painted


def ours(browser: Browser, address: str, round_trip: float) -> dict[str, Times]:
    """The rows of this page, each model's tensors read when the server is already as far away as it will be."""
    page = browser.new_page(viewport=WINDOW)
    page.goto(address)
    page.locator("#digit-pad canvas").first.wait_for()
    page.wait_for_timeout(8000)  # until the networks are warm
    move_away(page, round_trip)
    page.evaluate("() => playground.setTab('latent')")
    page.locator("#latent-picture canvas[data-sequence]").wait_for()
    page.evaluate(f"() => {{ {WATCH} }}")
    rows = {}
    for model in DECODED:
        choose(page, model)
        rows[f"`{model}`, decoded in the page"] = step_by_step(page)
        if model == DEFAULT_MODEL:
            rows[f"`{model}`, {1 / PACE:.0f} steps a second"] = dragged(page)
    choose(page, SERVED)
    rows[f"`{SERVED}`, decoded by the server"] = step_by_step(page)
    page.close()
    return rows


def measured(browser: Browser) -> dict[str, dict[str, Times]]:
    """One table for a server near by, one for a server far away; the stock page is the last row of each."""
    distances = {"from a step of the slider to the picture": 0.0, f"the same, {FAR:.0f} ms away": FAR}
    with tempfile.TemporaryDirectory() as folder:
        app = start_app(Path(folder) / "printed.txt")
        try:
            tables = {heading: ours(browser, app.url, distance) for heading, distance in distances.items()}
        finally:
            stop_app(app)
    for heading, distance in distances.items():
        title = f"`{DEFAULT_MODEL}`, `gr.Slider` and `gr.Image` through the queue"
        tables[heading][title] = stock_slider.measured(browser, "latent", distance)
    return tables
