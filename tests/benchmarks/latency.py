"""From a movement of the pen to all reconstructions on the screen, in a real Chromium; then of a latent slider.

`python -m tests.benchmarks.latency` draws a digit on the running app, one move after the other, and beside it
measures the stock way on the same networks (see `stock.py`); then it turns a latent slider (see `latent.py`). The
clock runs inside the page. It starts when the event is dispatched and is read twice: when the last picture has its new
pixels ("drawn"), and at the end of the next frame of the screen, which shows them ("shown": up to 17 ms more at 60
frames a second, whatever the page does).
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from playground.backend.draw import DUEL
from tests.benchmarks import latent, stock_slider
from tests.benchmarks.frames import AFTER_FRAME, FRAME, WINDOW, Times, columns, print_table
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.stroke import begun
from tests.browser.chromium import launch_arguments
from tests.conftest import start_app, stop_app

WARM_UP = 20  # moves that do not count

WATCH_PEN = (
    AFTER_FRAME
    + """
const canvases = names.map((name) =>
  document.querySelector(`#duel [data-model="${name}"] canvas[data-role="reconstruction"]`));
window.nextMove = () => new Promise((resolve, reject) => {
  late(reject);
  const before = canvases.map((canvas) => canvas.dataset.sequence);
  let start;
  document.addEventListener("pointermove", () => (start = performance.now()), { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (canvases.some((canvas, index) => canvas.dataset.sequence === before[index])) return;
    observer.disconnect();
    afterFrame(start, resolve);
  });
  for (const canvas of canvases) observer.observe(canvas, { attributes: true, attributeFilter: ["data-sequence"] });
});
"""
)


def pen(browser: Browser) -> Times:
    """Milliseconds of each move on the draw tab until the pictures are drawn, and shown."""
    with tempfile.TemporaryDirectory() as folder:
        app = start_app(Path(folder) / "printed.txt")
        try:
            page = browser.new_page(viewport=WINDOW)
            page.goto(app.url)
            pad = page.locator("#digit-pad canvas").first
            pad.wait_for()
            page.wait_for_timeout(8000)  # until the networks are warm
            page.evaluate(f"(names) => {{ {WATCH_PEN} }}", list(DUEL))
            way = begun(page, pad, WARM_UP)
            page.locator(f'#duel [data-model="{DUEL[-1]}"] canvas[data-sequence]').first.wait_for()
            page.wait_for_timeout(1000)  # until nothing is on its way any more
            return [_move(page, place) for place in way]
        finally:
            stop_app(app)


def _move(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    page.evaluate("() => { window.measured = window.nextMove(); }")
    time.sleep(random.uniform(0, FRAME))  # so that moves fall anywhere between two frames
    page.mouse.move(*place)
    return page.evaluate("() => window.measured")


def main() -> None:
    """Measure the draw tab and the latent tab, the stock way beside each, and print them as the README shows them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        name = f"Chromium {browser.version}"
        drawing = {
            "live surface (this page)": pen(browser),
            "`gr.Image` through the queue": stock_slider.measured(browser, "draw"),
        }
        sliding = latent.measured(browser)
        browser.close()
    moves = len(drawing["live surface (this page)"])
    print(f"\n{describe_machine()}, {name}, {moves} moves of the pen, {latent.STEPS} steps of the slider\n")
    print_table("from a movement to all pictures", drawing)
    fast, slow = (columns(times) for times in drawing.values())
    ratios = [theirs / ours for ours, theirs in zip(fast, slow, strict=True)]
    print("| times faster | " + " | ".join(f"{ratio:.1f}" for ratio in ratios) + " |")
    for heading, rows in sliding.items():
        print()
        print_table(heading, rows)


if __name__ == "__main__":
    main()
