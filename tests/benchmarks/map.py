"""The map tab in Chromium: from a click on its tab to ten thousand points, and from a pointer to what it shows.

`python -m tests.benchmarks.map`. The clock runs inside the page, as in `latency`. It starts when the browser dispatches
the event and is read when the watched node says that it holds the new picture ("drawn"), and at the end of the next
frame ("shown").
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.frames import AFTER_FRAME, FRAME, WINDOW, Times, print_table
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.stroke import begun
from tests.browser.chromium import launch_arguments
from tests.conftest import start_app, stop_app

OPENINGS = 12
WARM_UP = 20  # pointings that do not count
POINTINGS = 200
SEED = 0
SERVED = "mnist-conv-10"  # its decoder is no MLP: the server runs it

# The next event of that type, until the attribute of the node changes.
WATCH = (
    AFTER_FRAME
    + """
window.until = (type, selector, attribute) => new Promise((resolve, reject) => {
  late(reject);
  const node = document.querySelector(selector);
  const before = node.getAttribute(attribute);
  let start;
  document.addEventListener(type, () => (start = performance.now()), { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (start === undefined || node.getAttribute(attribute) === before) return;
    observer.disconnect();
    afterFrame(start, resolve);
  });
  observer.observe(node, { attributes: true, attributeFilter: [attribute] });
});
"""
)

# Where on the screen the digit of an index lies, as Plotly's own axes say.
PLACE = """(index) => {
  const node = document.querySelector("#latent-map");
  const { xaxis, yaxis } = node._fullLayout;
  const [x, y] = playground.map.views[0].layout.place(index);
  const box = node.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
}"""


# From the next click until all points are painted, and until Plotly's WebGL has taken over.
WATCH_OPENING = """
const map = () => document.querySelector("#latent-map")?.dataset ?? {}; // there once its tab is opened
const clicked = new Promise((begin) =>
  document.addEventListener("click", () => begin(performance.now()), { capture: true, once: true }));
const when = (there) => new Promise((resolve, reject) => {
  late(reject);
  clicked.then((start) => {
    const look = () => (there() ? afterFrame(start, resolve) : requestAnimationFrame(look));
    look();
  });
});
window.measured = Promise.all([
  when(() => map().count === "10000" && Number(map().painted) > 0),
  when(() => map().drawing === "plotly"),
]);
"""


def opened(browser: Browser, address: str) -> dict[str, Times]:
    """Milliseconds from a click on the tab, in pages that have been open for a while, until all points are drawn."""
    times = []
    for _ in range(OPENINGS):
        page = browser.new_page(viewport=WINDOW)
        page.goto(address)
        page.locator("#digit-pad canvas").first.wait_for()
        page.wait_for_timeout(6000)  # until the networks are warm and the page is idle
        page.evaluate(f"() => {{ {AFTER_FRAME} {WATCH_OPENING} }}")
        page.locator('button[role="tab"][data-tab-id="map"]').click()
        times.append([tuple(one) for one in page.evaluate("() => window.measured")])
        page.close()
    points_there, plotly = zip(*times, strict=True)
    return {
        "click on the tab to 10,000 points": list(points_there),
        "the same, to Plotly's WebGL in their place": list(plotly),
    }


def pointed(
    page: Page,
    places: Iterator[tuple[float, float]],
    act: Callable[[float, float], None],
    watched: tuple[str, str, str],
) -> Times:
    """Milliseconds of each pointing until what is watched has changed; the next waits for it."""
    times = []
    for _ in range(WARM_UP + POINTINGS):
        place = next(places)
        page.evaluate("(watched) => { window.measured = window.until(...watched); }", list(watched))
        time.sleep(random.uniform(0, FRAME))  # so that events fall anywhere between two frames
        act(*place)
        times.append(tuple(page.evaluate("() => window.measured")))
    return times[WARM_UP:]


def digits(page: Page, seed: int) -> Iterator[tuple[float, float]]:
    """Places of different digits on the screen, far enough from each other that each is a new one."""
    order = random.Random(seed)
    last = (0.0, 0.0)
    while True:
        x, y = page.evaluate(PLACE, order.randrange(10_000))
        if abs(x - last[0]) + abs(y - last[1]) > 40:
            last = (x, y)
            yield last


def on_the_map(browser: Browser, address: str) -> dict[str, Times]:
    """Hover, click, decoding under a drag, and one's own digit while it is drawn."""
    page = browser.new_page(viewport=WINDOW)
    page.goto(f"{address}#tab=map")
    page.locator('#latent-map[data-drawing="plotly"]').wait_for()
    page.wait_for_timeout(4000)  # until codes and decoders are there and the networks are warm
    page.evaluate(f"() => {{ {WATCH} }}")
    picture, picked = "#map-picture", "#map-picked"
    move, click = page.mouse.move, page.mouse.click
    rows: dict[str, Times] = {}
    hover = ("pointermove", picture, "data-sequence")
    rows["hover to the digit's picture"] = pointed(page, digits(page, SEED), move, hover)
    rows["click to its ten neighbours"] = pointed(
        page, digits(page, SEED + 1), click, ("pointerup", picked, "data-index")
    )
    rows["drag to the decoded picture"] = _dragged(page, hover)
    rows["a move of the pen to one's own digit's place"] = _drawn(page)
    page.evaluate("(model) => playground.setView(0, { model })", SERVED)
    page.locator(f'#latent-map[data-model="{SERVED}"][data-drawing="plotly"]').wait_for()
    page.wait_for_timeout(3000)
    rows[f"drag to the decoded picture, `{SERVED}`, by the server"] = _dragged(page, hover)
    page.close()
    return rows


def _dragged(page: Page, watched: tuple[str, str, str]) -> Times:
    way = digits(page, SEED + 2)
    page.mouse.move(*next(way))
    page.mouse.down()
    page.mouse.move(*next(way), steps=4)
    page.wait_for_timeout(500)
    times = pointed(page, way, page.mouse.move, watched)
    page.mouse.up()
    return times


def _drawn(page: Page) -> Times:
    pad = page.locator("#map-pad canvas").first
    pad.scroll_into_view_if_needed()
    way = begun(page, pad, WARM_UP)
    page.wait_for_timeout(1000)
    times = []
    for place in way:
        page.evaluate(
            "(watched) => { window.measured = window.until(...watched); }",
            ["pointermove", "#map-digit", "data-key"],
        )
        time.sleep(random.uniform(0, FRAME))
        page.mouse.move(*place)
        times.append(tuple(page.evaluate("() => window.measured")))
    page.mouse.up()
    return times


def main() -> None:
    """Measure the map tab and print it as the README shows it."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(**launch_arguments())
        app = start_app(Path(folder) / "printed.txt")
        try:
            rows = {
                **opened(browser, app.url),
                **on_the_map(browser, app.url),
            }
        finally:
            stop_app(app)
        print(f"\n{describe_machine()}, Chromium {browser.version}\n")
        browser.close()
    print_table("on the map, from", rows)


if __name__ == "__main__":
    main()
