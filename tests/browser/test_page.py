"""The page as such: it opens, stays at home, can be installed, and fits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


def test_page_opens_with_its_own_name(desktop: Page) -> None:
    expect(desktop).to_have_title("Autoencoder Playground")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Autoencoder Playground")


def test_page_can_be_installed_as_an_app(desktop: Page) -> None:
    session = desktop.context.new_cdp_session(desktop)
    answer = session.send("Page.getInstallabilityErrors")
    errors = {error["errorId"] for error in answer["installabilityErrors"]}
    assert errors <= {"in-incognito"}, errors  # a test's window is always private, where nothing installs
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert '"name":"Autoencoder Playground"' in manifest["data"]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_nothing_scrolls_sideways(request: pytest.FixtureRequest, size: str) -> None:
    page: Page = request.getfixturevalue(size)
    page.wait_for_timeout(500)  # late widgets may widen the page
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
            .filter((node) => ![...ancestors(node)].some((outer) => getComputedStyle(outer).overflowX !== 'visible'))
            .map((node) => node.outerHTML.slice(0, 120));
        function* ancestors(node) { while ((node = node.parentElement)) if (node !== document.body) yield node; }"""
    )
    assert wide == []
