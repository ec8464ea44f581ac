"""What page.js gives every widget: numbers, words, and one request in flight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def numbers(browser, app):  # type: ignore[no-untyped-def]
    """`playground.number` of the running page, called from Python."""
    page = browser.new_page()
    page.goto(app.url)
    page.wait_for_function("() => window.playground")
    yield lambda value: page.evaluate(f"playground.number({value})")
    page.close()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "0"),
        ("1", "1.00"),
        ("0.0123456", "0.0123"),
        ("0.00012345", "0.000123"),
        ("0.000012345", "1.23 × 10⁻⁵"),
        ("-12.345", "−12.3"),
        ("123.456", "123"),
        ("999.6", "1,000"),
        ("12544", "12,500"),
        ("null", "–"),
        ("NaN", "–"),
        ("Infinity", "∞"),
        ("-Infinity", "−∞"),
    ],
)
def test_a_number_has_three_significant_digits(numbers, value: str, said: str) -> None:  # type: ignore[no-untyped-def]
    assert numbers(value) == said


def test_one_request_is_in_flight_and_the_last_is_never_lost(desktop: Page) -> None:
    sent, painted = desktop.evaluate(
        """async () => {
            const sent = [], painted = [];
            const send = playground.newest(
                async (request) => {
                    sent.push(request);
                    await new Promise((go) => setTimeout(go, 40));
                    return { request };
                },
                (answer) => painted.push(answer.request),
            );
            for (let request = 1; request <= 20; request++) {
                send(request);
                await new Promise((go) => setTimeout(go, 5));
            }
            await new Promise((go) => setTimeout(go, 200));
            return [sent, painted];
        }"""
    )
    assert sent == painted == sorted(sent)
    assert sent[0] == 1
    assert sent[-1] == 20
    assert len(sent) < 10


def test_a_failed_request_is_sent_again_unless_a_newer_one_waits(desktop: Page) -> None:
    sent = desktop.evaluate(
        """async () => {
            const sent = [];
            let fail = true;
            const send = playground.newest(
                async (request) => { sent.push(request); if (fail) throw new Error('gone'); return { request }; },
                () => sent.push('painted'),
            );
            send('a');
            await new Promise((go) => setTimeout(go, 100));
            send('b');
            await new Promise((go) => setTimeout(go, 800));
            fail = false;
            await new Promise((go) => setTimeout(go, 1500));
            return sent;
        }"""
    )
    assert sent == ["a", "b", "b", "painted"]
    expect(desktop.locator("#page-notice")).to_be_hidden()


def test_an_answer_that_was_overtaken_is_dropped(desktop: Page) -> None:
    seen = desktop.evaluate(
        """() => {
            const seen = [];
            playground.answer({ sequence: 1001, empty: true });
            playground.onAnswer((answer) => seen.push(answer.sequence));
            playground.answer({ sequence: 1000, empty: true });
            playground.answer({ sequence: 1002, empty: true });
            return seen;
        }"""
    )
    assert seen == [1001, 1002]


def test_pixels_and_base64_are_each_others_inverse(desktop: Page) -> None:
    back = desktop.evaluate(
        "() => [...playground.pixels(playground.base64(new Uint8Array(20000).map((_, i) => i)), 20000)]"
    )
    assert back == [index % 256 for index in range(20000)]


def test_the_diverging_scale_has_its_middle_at_zero(desktop: Page) -> None:
    low, middle, high = desktop.evaluate("[-1, 0, 1].map((share) => playground.diverging(share))")
    assert middle == [255, 255, 255]
    assert low[2] > low[0], "blue below zero"
    assert high[0] > high[2], "orange above"


def test_the_address_sets_language_and_light_while_the_page_is_open(desktop: Page) -> None:
    desktop.evaluate("location.hash = 'language=ko&theme=dark'")
    expect(desktop.locator("#digit-pad-title")).to_have_text("내가 쓴 숫자")
    expect(desktop.locator("body")).to_have_class("dark")
