"""A server far away: Chromium holds back what the page asks of the network, as its developer tools do."""

from __future__ import annotations

from playwright.sync_api import Page

FAR = 150.0  # milliseconds of round trip: a Space on another continent

# Milliseconds until a small file of the page's own server is there.
ROUND_TRIP = """async () => {
  const start = performance.now();
  await (await fetch("manifest.json", { cache: "no-store" })).text();
  return performance.now() - start;
}"""


def move_away(page: Page, round_trip: float = FAR) -> None:
    """Let every HTTP request of the page, streams of events too, wait this long for the first byte of its answer.

    The browser adds the wait once a request; what is on its way already is not held back, nor is a connection's own
    beginning. WebSockets may not be held back, but neither this page nor Gradio's client opens one. Bandwidth is not
    limited.

    Parameters:
        round_trip: milliseconds added to each request; 0 brings the server back.

    Raises RuntimeError where the browser does not hold requests back.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": round_trip, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    waited = page.evaluate(ROUND_TRIP)
    if waited < round_trip:
        raise RuntimeError(f"A request took {waited:.0f} ms, though {round_trip:.0f} ms were added to it.")
