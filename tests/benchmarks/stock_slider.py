"""The clock of the stock pages (see `stock.py`): from a step of the slider to the new `gr.Image`."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import urllib.error
import urllib.request

from playwright.sync_api import Browser

from tests.benchmarks.distance import move_away
from tests.benchmarks.frames import AFTER_FRAME, FRAME, WINDOW
from tests.benchmarks.stroke import MOVES
from tests.conftest import ROOT, free_port

WARM_UP = 20  # steps that do not count

WATCH = (
    AFTER_FRAME
    + """
const slider = document.querySelector("#slider input[type=range]");
const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
const source = () => document.querySelector("#answer img")?.src;
window.slideTo = (value) => new Promise((resolve, reject) => {
  late(reject);
  const before = source();
  const observer = new MutationObserver(async () => {
    if (!source() || source() === before) return;
    observer.disconnect();
    await document.querySelector("#answer img").decode();
    afterFrame(start, resolve);
  });
  observer.observe(document.querySelector("#answer"), { subtree: true, childList: true, attributes: true });
  setValue.call(slider, value);
  const start = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});
"""
)


def measured(browser: Browser, name: str, round_trip: float = 0) -> list[tuple[float, float]]:
    """Milliseconds of each step on the stock page `name` until the picture is drawn, and shown.

    Parameters:
        round_trip: milliseconds added to every request.
    """
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.stock", name, str(port)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        page = browser.new_page(viewport=WINDOW)
        page.goto(address)
        page.locator("#slider input[type=range]").wait_for()
        page.wait_for_timeout(1000)
        move_away(page, round_trip)
        page.evaluate(f"() => {{ {WATCH} }}")
        times = []
        for step in range(1, MOVES + 1):
            time.sleep(random.uniform(0, FRAME))
            times.append(page.evaluate("(step) => window.slideTo(step)", step))
        page.close()
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
