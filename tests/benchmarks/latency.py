"""From a movement of the pen to all reconstructions on the screen, in a real Chromium.

`python -m tests.benchmarks.latency` draws a digit on the running app, one move after the other, and
beside it measures the stock way on the same networks (see `stock.py`). The clock runs inside the page. It starts when
the event is dispatched and is read twice: when the last picture has its new pixels ("drawn"), and at the end of the
next frame of the screen, which shows them ("shown": up to 17 ms more at 60 frames a second, whatever the page does).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from playground.backend.draw import DUEL
from tests.benchmarks.frames import AFTER_FRAME, FRAME, WINDOW, columns
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.stroke import MOVES, points
from tests.browser.chromium import launch_arguments
from tests.conftest import ROOT, free_port, start_app, stop_app

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

WATCH_SLIDER = (
    AFTER_FRAME
    + """
const slider = document.querySelector("#moves input[type=range]");
const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
const source = () => document.querySelector("#reconstructions img")?.src;
window.slideTo = (value) => new Promise((resolve, reject) => {
  late(reject);
  const before = source();
  const observer = new MutationObserver(async () => {
    if (!source() || source() === before) return;
    observer.disconnect();
    await document.querySelector("#reconstructions img").decode();
    afterFrame(start, resolve);
  });
  observer.observe(document.querySelector("#reconstructions"), { subtree: true, childList: true, attributes: true });
  setValue.call(slider, value);
  const start = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});
"""
)


def pen(browser: Browser) -> list[tuple[float, float]]:
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
            box = pad.bounding_box()
            assert box is not None
            way = [(box["x"] + x, box["y"] + y) for x, y in points(int(box["width"]))]
            page.mouse.move(*way[0])
            page.mouse.down()
            for place in way[1:WARM_UP]:
                page.mouse.move(*place)
                time.sleep(5 * FRAME)
            page.locator(f'#duel [data-model="{DUEL[-1]}"] canvas[data-sequence]').first.wait_for()
            page.wait_for_timeout(1000)  # until nothing is on its way any more
            return [_move(page, place) for place in way[WARM_UP:]]
        finally:
            stop_app(app)


def _move(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    page.evaluate("() => { window.measured = window.nextMove(); }")
    time.sleep(random.uniform(0, FRAME))  # so that moves fall anywhere between two frames
    page.mouse.move(*place)
    return page.evaluate("() => window.measured")


def stock(browser: Browser) -> list[tuple[float, float]]:
    """Milliseconds of each move of the slider on the stock page until the picture is drawn, and shown."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.stock", str(port)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        page = browser.new_page(viewport=WINDOW)
        page.goto(address)
        page.locator("#moves input[type=range]").wait_for()
        page.wait_for_timeout(1000)
        page.evaluate(f"() => {{ {WATCH_SLIDER} }}")
        times = []
        for moves in range(1, MOVES + 1):
            time.sleep(random.uniform(0, FRAME))
            times.append(page.evaluate("(moves) => window.slideTo(moves)", moves))
        return times[WARM_UP:]
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise RuntimeError("The stock page did not open.")


def main() -> None:
    """Measure both and print them as the README shows them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        name = f"Chromium {browser.version}"
        ours, theirs = pen(browser), stock(browser)
        browser.close()
    print(f"\n{describe_machine()}, {name}, {len(ours)} moves each\n")
    print("| from a movement to all pictures | drawn, p50 | p95 | shown, p50 | p95 |")
    print("| --- | --- | --- | --- | --- |")
    rows = [columns(times) for times in (ours, theirs)]
    for title, row in zip(("live surface (this page)", "`gr.Image` through the queue"), rows, strict=True):
        print(f"| {title} | " + " | ".join(f"{value:.1f} ms" for value in row) + " |")
    ratios = [slow / fast for fast, slow in zip(*rows, strict=True)]
    print("| times faster | " + " | ".join(f"{ratio:.1f}" for ratio in ratios) + " |")


if __name__ == "__main__":
    main()
