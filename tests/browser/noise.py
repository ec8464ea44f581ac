"""The noise tab as tests use it: open it, turn the slider, wait for the networks."""

from __future__ import annotations

from playwright.sync_api import Page, expect

AMOUNT = "#noise-amount input[type=range]"


def open_tab(page: Page) -> None:
    """Go to the noise tab and wait for the networks' first answer."""
    page.get_by_role("tab", name="Noise").click()
    expect(page.locator("#noise-noisy canvas")).to_be_visible()
    settled(page)


def turn(page: Page, amount: str) -> None:
    """Move the slider and wait for the networks' answer to it."""
    page.locator(AMOUNT).fill(amount)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the networks have answered what was asked last."""
    page.wait_for_function(
        """() => {
            const canvas = document.querySelector('#noise-noisy canvas');
            const asked = canvas?.closest('.panel').dataset.sequence;
            return asked && canvas.dataset.sequence === asked;
        }"""
    )


def still(page: Page) -> None:
    """Wait until nothing new has been asked for a while: the last stroke's digit may come late."""
    page.wait_for_function(
        """() => {
            const asked = document.querySelector('#noise-answers .panel').dataset.sequence;
            if (window.lastAsked !== asked) [window.lastAsked, window.askedAt] = [asked, performance.now()];
            return performance.now() - window.askedAt > 600;
        }"""
    )
    settled(page)


def compared(page: Page) -> None:
    """Wait until the classical filters have answered it, too."""
    settled(page)
    page.wait_for_function(
        """() => {
            const asked = document.querySelector('#noise-answers .panel').dataset.sequence;
            const canvas = document.querySelector('#noise-answers [data-filter="pca"] canvas');
            return canvas.dataset.sequence === asked;
        }"""
    )
