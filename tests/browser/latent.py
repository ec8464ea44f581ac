"""The latent tab as tests use it: open it at an address, take hold of a slider, read the picture."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.conftest import RunningApp

PICTURE = "#latent-picture canvas"
SLIDERS = "#latent-sliders input[type=range]"


def open_tab(page: Page, app: RunningApp, address: str = "") -> None:
    """Open the page anew at the latent tab and wait for its first picture."""
    page.goto("about:blank")
    page.goto(f"{app.url}/#tab=latent&language=en&{address}")
    page.wait_for_function("() => window.playground?.latent?.space")
    painted(page, after=0)


def click_tab(page: Page) -> None:
    """Go to the latent tab of the open page and wait for its first picture."""
    page.get_by_role("tab", name="Latent space").click()
    page.wait_for_function("() => window.playground?.latent?.space")
    painted(page, after=0)


def sequence(page: Page) -> int:
    """How many pictures were painted."""
    return int(page.locator(PICTURE).get_attribute("data-sequence") or 0)


def painted(page: Page, after: int) -> None:
    """Wait until a picture with a higher number is there."""
    page.wait_for_function(
        "([selector, after]) => Number(document.querySelector(selector)?.dataset.sequence) > after",
        arg=[PICTURE, after],
    )


def slider(page: Page, dimension: int) -> Locator:
    return page.locator(f'#latent-sliders li[data-dimension="{dimension}"] input')


def order(page: Page) -> list[int]:
    """The numbers of the code, as the sliders are sorted."""
    return page.evaluate("playground.latent.space.order")


def code(page: Page) -> list[float]:
    """The code that is decoded now."""
    return page.evaluate("[...playground.latent.code]")


def start(page: Page) -> list[float]:
    """The code that it began with."""
    return page.evaluate("[...playground.latent.start.code]")
