"""A real Chromium on the running app: a laptop's window and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import launch_arguments
from tests.conftest import RunningApp

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright's own, with the browser that is installed here."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture
def desktop(app: RunningApp, browser: Browser) -> Iterator[Page]:
    """The page in a window of 1440x900, in English, ready to draw on."""
    yield from _opened(app, browser, DESKTOP)


@pytest.fixture
def phone(app: RunningApp, browser: Browser) -> Iterator[Page]:
    """The page on a phone of 390x844 with a touch screen, in English, ready to draw on."""
    yield from _opened(app, browser, PHONE)


def _opened(app: RunningApp, browser: Browser, options: dict[str, Any]) -> Iterator[Page]:
    """Open the page; when the test is over, no script may have failed and no other host been asked."""
    context = browser.new_context(locale="en-US", **options)
    page = context.new_page()
    failures: list[str] = []
    strangers: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("request", lambda request: _note_stranger(request.url, app.url, strangers))
    page.goto(app.url)
    page.locator("#digit-pad canvas").first.wait_for()
    yield page
    context.close()
    assert failures == []
    assert strangers == []


def _note_stranger(url: str, home: str, strangers: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:")):
        strangers.append(url)
