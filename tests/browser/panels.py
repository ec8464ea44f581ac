"""What the tests of panels share: bring one into sight, read its pictures and numbers, wait."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect


def scroll_to(page: Page, name: str) -> Locator:
    """A panel in sight: it asks and paints when it is seen.

    A panel above may fill up meanwhile and push it out of sight again: then one scrolls on.
    """
    panel = page.locator(f"#{name}")
    painted = panel.locator("canvas, math").first
    for _ in range(20):
        panel.scroll_into_view_if_needed()
        with contextlib.suppress(AssertionError):
            expect(painted).to_be_visible(timeout=500)
            return panel
    expect(painted).to_be_visible()
    return panel


def colours(canvas: Locator) -> np.ndarray:
    """What a canvas of 28 x 28 holds: (28, 28, 3) from 0 to 255."""
    data = canvas.evaluate(
        "(node) => [...node.getContext('2d').getImageData(0, 0, node.width, node.height).data]"
    )
    return np.array(data, np.uint8).reshape(28, 28, 4)[..., :3]


def gray(canvas: Locator) -> np.ndarray:
    """A picture (28, 28) in [0, 1] from a canvas."""
    return colours(canvas)[..., 0].astype(np.float32) / 255


def same_pictures(one: str, other: str) -> str:
    """An expression: whether two canvases hold the same picture."""
    return f"""() => {{
        const pixels = (selector) => {{
            const canvas = document.querySelector(selector);
            return canvas && canvas.getContext('2d').getImageData(0, 0, 28, 28).data.join();
        }};
        return pixels({one!r}) === pixels({other!r});
    }}"""


def close_to(canvas: Locator, picture: np.ndarray) -> Any:
    return lambda: np.abs(gray(canvas) - picture).max() < 0.003


def eventually(page: Page, condition: Any, what: str) -> None:
    """Wait for an expression of the page, or for a function of the test, to become true."""
    if isinstance(condition, str):
        page.wait_for_function(condition)
        return
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"This did not come: {what}.")


def width(node: Locator) -> float:
    return node.evaluate("(node) => node.getBoundingClientRect().width")


def values(panel: Locator) -> dict[str, float]:
    """Every number of the formulas, by its name."""
    found = panel.locator("mn[data-value]").evaluate_all(
        "(all) => all.map((place) => [place.dataset.value, place.textContent])"
    )
    return {name: number(text) for name, text in found}


def number(text: str) -> float:
    """The number in a text as the page writes it: true minus, thousands separated by commas."""
    found = re.search(r"[−\d][\d.,]*", text)
    assert found, text
    return float(found.group().replace("−", "-").replace(",", ""))


def outside(panel: Locator) -> list[str]:
    """Classes of what reaches beyond the right edge of the window."""
    return panel.evaluate(
        """(panel) => [...panel.querySelectorAll('*')]
            .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
            .filter((node) => !node.closest('.unseen, math, .choices'))
            .map((node) => node.className)"""
    )
