"""The map tab as tests use it: open it at an address, wait for a map, read what it says of itself."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.conftest import RunningApp

LOADED = """([at, model, key]) => {
    const view = window.playground?.map?.views[at];
    return Boolean(view?.layout) && (model === null || view.model === model) && (key === null || view.key === key);
}"""


def open_tab(page: Page, app: RunningApp, address: str = "") -> None:
    """Open the page anew at the map tab and wait for its first map."""
    page.goto("about:blank")
    page.goto(f"{app.url}/#tab=map&language=en&{address}")
    shown(page)


def click_tab(page: Page) -> None:
    """Go to the map tab of the open page and wait for its first map."""
    page.get_by_role("tab", name="Map").click()
    shown(page)


def shown(page: Page, at: int = 0, *, model: str | None = None, key: str | None = None) -> None:
    """Wait until the first or second map is there, of a certain model and kind if they are given."""
    page.wait_for_function(LOADED, arg=[at, model, key])


def state(page: Page, expression: str) -> Any:
    """Something of `playground.map`, by a JavaScript expression of `map`."""
    return page.evaluate(f"(({{ map }}) => {expression})(playground)")


def address(page: Page) -> dict[str, str]:
    """The parts of the page's address, once it has been written."""
    page.wait_for_timeout(300)
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.hash.slice(1)))")
