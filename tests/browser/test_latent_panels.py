"""The latent tab's panels: opponents, directions, bound, evidence and what it means, as a person uses them."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.backend import evidence, latent, lines
from playground.backend.examples import examples
from playground.backend.reconstruct import decode, encode
from playground.measures.attributes import slants, thicknesses
from tests.browser.latent import code, open_tab
from tests.browser.pad import digit, drag_strokes
from tests.browser.panels import colours, eventually, gray, number, outside, scroll_to, values, width
from tests.conftest import RunningApp

PANELS = ("latent-directions", "latent-opponents", "latent-bound", "latent-evidence", "latent-meaning")
VISIBLE = 1.01 / 255  # two decoders may round a gray level differently
SIZES = [16, 2]
TARGET = 16  # the example that the way goes to: an 8

pytestmark = pytest.mark.slow  # of the same kind as the panels of the other tabs


@pytest.fixture
def tab(desktop: Page, app: RunningApp) -> Page:
    """The latent tab in a window, on its first example digit."""
    open_tab(desktop, app)
    desktop.wait_for_load_state("networkidle")  # panels that fill up move those below them
    return desktop


# --- autoencoder against VAE ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_cursor_decodes_both_networks_on_the_same_line(tab: Page, size: int) -> None:
    panel = opened_way(tab, size)
    way = the_line(tab, size)
    for place in ("0", "0.37", "1"):
        panel.locator("input[type=range]").fill(place)
        for side in way.sides:
            figure = panel.locator(f'figure[data-model="{side.model}"]')
            codes = side.start + float(place) * (side.end - side.start)
            np.testing.assert_allclose(
                gray(figure.locator("canvas")), decode(codes, side.model), atol=VISIBLE
            )
            sure = np.interp(float(place), way.positions, side.confidences)
            read = figure.locator(".read").inner_text()
            assert number(read.split(",")[1]) == pytest.approx(100 * sure, rel=0.01)
            nearest = side.labels[round(float(place) * (len(way.positions) - 1))]
            assert f"read as {nearest}" in read


@pytest.mark.parametrize("size", SIZES)
def test_the_words_name_the_winner_and_the_holes_that_were_measured(tab: Page, size: int) -> None:
    panel = opened_way(tab, size)
    way = the_line(tab, size)
    words = panel.locator(".verdict").inner_text()
    for wins, field in (("On this way", "confidences"), ("Over 1,000 pairs", "mean")):
        means = {side.model: float(np.mean(getattr(side, field))) for side in way.sides}
        best, worst = max(means, key=lambda name: means[name]), min(means, key=lambda name: means[name])
        sentence = next(part for part in re.split(r"(?<=\.) (?=[A-Z])", words) if part.startswith(wins))
        assert title(tab, best) in sentence
        assert f"{100 * means[best]:.3g}\u00a0%" in sentence
        assert ("draw" in sentence or "neither" in sentence) == (means[best] - means[worst] < 0.005)
    for side in way.sides:
        said = panel.locator(f'.holes [data-model="{side.model}"]').inner_text()
        assert ("no hole" in said) == (len(side.holes) == 0)
        for start, end in side.holes:
            for edge in (start, end):
                assert f"{math.floor(100 * edge + 0.5)}" in said
        assert number(said.split("lowest")[1]) == pytest.approx(100 * side.confidences.min(), rel=0.01)
        expect(panel.locator(f'.plot [data-model="{side.model}"] .gap')).to_have_count(len(side.holes))


def test_the_strips_show_the_middle_of_each_stretch(tab: Page) -> None:
    panel = opened_way(tab, 16)
    side = the_line(tab, 16).sides[1]
    canvas = panel.locator(f'.strip[data-model="{side.model}"] canvas')
    expect(canvas).to_have_attribute("data-frames", re.compile(r"\d+"))
    count = int(canvas.get_attribute("data-frames") or 0)
    assert count >= 8
    shares = (np.arange(count)[:, None] + 0.5) / count
    expected = decode(side.start + shares * (side.end - side.start), side.model)
    shown = canvas.evaluate("(node) => [...node.getContext('2d').getImageData(0, 0, node.width, 28).data]")
    strip = np.array(shown, np.uint8).reshape(28, count * 28, 4)[..., 0] / 255
    np.testing.assert_allclose(strip, np.concatenate(expected, axis=1), atol=VISIBLE)


def test_the_cursor_follows_mouse_and_keys_and_stands_on_what_it_decodes(tab: Page) -> None:
    panel = opened_way(tab, 16)
    slider = panel.locator("input[type=range]")
    strip = panel.locator(".strip .picture").first
    box = strip.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 20)
    tab.mouse.up()
    assert float(slider.input_value()) == pytest.approx(0.75, abs=0.01)
    line = panel.locator(".cursor").bounding_box()
    assert line is not None
    assert line["x"] == pytest.approx(box["x"] + 0.75 * box["width"], abs=4)
    canvas = panel.locator("figure canvas").first
    before = gray(canvas)
    slider.focus()
    for _ in range(12):
        tab.keyboard.press("ArrowLeft")
    assert float(slider.input_value()) < 0.72
    assert not np.array_equal(before, gray(canvas))


def test_digits_are_chosen_for_both_ends_and_kept_in_the_address(tab: Page) -> None:
    panel = opened_way(tab, 16)
    panel.get_by_role("button", name="from").click()
    choices = panel.locator(".choices button")
    expect(choices).to_have_count(len(examples()) + 1)
    choices.nth(6).click()  # the first is the pad's own digit
    assert f"ends=e5.e{TARGET}" in tab.url
    np.testing.assert_allclose(
        gray(panel.locator('[data-end="first"] canvas')), examples()[5].picture, atol=VISIBLE
    )
    way = lines.line(seen(examples()[5].picture), seen(examples()[TARGET].picture), 16)
    panel.locator("input[type=range]").fill("0")
    figure = panel.locator('figure[data-model="mnist-vae-16"] canvas')
    expected = decode(way.sides[1].start, "mnist-vae-16")
    eventually(tab, lambda: np.abs(gray(figure) - expected).max() < VISIBLE, "the chosen digit")
    choices.nth(6).press("ArrowRight")
    expect(choices.nth(7)).to_be_focused()


# --- directions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "amount", "measure"), [("slant", 15, slants), ("thickness", 0.8, thicknesses)]
)
def test_an_attribute_slider_adds_its_direction_to_the_code(
    tab: Page, name: str, amount: float, measure: Any
) -> None:
    panel = opened_directions(tab)
    before, picture = np.array(code(tab)), gray(tab.locator("#latent-picture canvas"))
    found = getattr(latent.directions("mnist-vae-16"), name)
    moved = turn(panel, name, amount)
    np.testing.assert_allclose(np.array(code(tab)) - before, moved * found.direction, atol=1e-4)
    shown = panel.locator(f'[data-direction="{name}"] output').inner_text()
    assert number(shown) == pytest.approx(moved, rel=0.01)
    assert shown.startswith("+")
    told = panel.locator(f'[data-direction="{name}"] .told').inner_text()
    assert f"{found.r2:.2f}" in told
    assert f"{100 * found.r2:.0f}\u00a0%" in told
    after = gray(tab.locator("#latent-picture canvas"))
    change = float((measure(after[None]) - measure(picture[None]))[0])
    assert change > amount / 3, "the picture follows"


def test_labels_are_the_way_between_two_means(tab: Page) -> None:
    panel = opened_directions(tab)
    before = np.array(code(tab))
    panel.get_by_label("Away from the mean of label").select_option("1")
    panel.get_by_label("Towards the mean of label").select_option("7")
    turn(panel, "label", 0.5)
    means = latent.directions("mnist-vae-16").label_means
    np.testing.assert_allclose(np.array(code(tab)) - before, 0.5 * (means[7] - means[1]), atol=1e-4)
    expect(panel.locator('[data-direction="label"] output')).to_have_text("+50.0\u00a0%")
    known = latent.space("mnist-vae-16")
    apart = np.linalg.norm(((means[7] - means[1]) / known.deviation)[known.active])
    told = panel.locator('[data-direction="label"] .told').inner_text()
    assert number(told.split(":")[1]) == pytest.approx(apart, rel=0.005)
    assert "away=1" in tab.url
    assert "towards=7" in tab.url


def test_directions_add_up_with_the_other_sliders_and_can_be_taken_back(tab: Page) -> None:
    panel = opened_directions(tab)
    before = np.array(code(tab))
    turn(panel, "slant", 10)
    other = int(tab.evaluate("playground.latent.space.order[3]"))
    tab.evaluate("([at, value]) => playground.turnLatent(at, value)", [other, 1.25])
    turn(panel, "thickness", -0.5)
    panel.get_by_role("button", name="Take all back").click()
    slant = latent.directions("mnist-vae-16").slant.direction
    moved = 10 * slant[other] if abs(slant[other]) > 0 else 0.0
    expected = before.copy()
    expected[other] = 1.25 - moved
    np.testing.assert_allclose(code(tab), expected, atol=0.02)
    expect(panel.get_by_role("button", name="Take all back")).to_be_disabled()


def test_a_new_beginning_takes_the_amounts_back(tab: Page) -> None:
    panel = opened_directions(tab)
    turn(panel, "slant", 10)
    tab.evaluate("playground.setLatent({ start: { kind: 'mean' } })")
    expect(panel.locator('[data-direction="slant"] output')).to_have_text("0°")
    np.testing.assert_allclose(code(tab), latent.space("mnist-vae-16").mean, atol=1e-4)


def test_a_double_click_takes_one_direction_back(tab: Page) -> None:
    panel = opened_directions(tab)
    before = np.array(code(tab))
    turn(panel, "thickness", 1)
    panel.locator('[data-direction="thickness"] input').dblclick()
    np.testing.assert_allclose(code(tab), before, atol=1e-4)


# --- the bound -----------------------------------------------------------------------------------------


def test_the_formula_holds_the_terms_of_this_digit_and_adds_up(tab: Page) -> None:
    panel = scroll_to(tab, "latent-bound")
    found = evidence.bound(own_digit(tab), "mnist-vae-16")
    shown = values(panel)
    assert shown["reconstruction"] == pytest.approx(found.reconstruction, abs=0.051)
    assert shown["kl"] == pytest.approx(found.kl, abs=0.051)
    assert shown["negative_elbo"] == pytest.approx(found.negative_elbo, abs=0.11)
    assert shown["negative_elbo"] == pytest.approx(shown["reconstruction"] + shown["kl"], abs=1e-6)
    picture = own_digit(tab).astype(np.float64).clip(1e-9, 1 - 1e-9)
    floor = -(picture * np.log(picture) + (1 - picture) * np.log(1 - picture)).sum()
    assert number(panel.locator(".floor").inner_text().split("cost")[1]) == pytest.approx(floor, abs=0.06)


def test_the_bars_are_the_kl_of_each_dimension_in_the_sliders_order(tab: Page) -> None:
    panel = scroll_to(tab, "latent-bound")
    found = evidence.bound(own_digit(tab), "mnist-vae-16")
    known = latent.space("mnist-vae-16")
    assert known.kl is not None
    first = panel.locator("ol li").first
    expect(first).to_have_attribute("data-dimension", str(int(known.order[0])))
    rows = panel.locator("ol li").all()
    assert [int(row.get_attribute("data-dimension") or -1) for row in rows] == list(known.order)
    scale = width(first.locator(".bar i")) / found.kl_per_dimension[known.order[0]]
    for row in rows:
        value = found.kl_per_dimension[int(row.get_attribute("data-dimension") or -1)]
        assert number(row.locator("b").inner_text()) == pytest.approx(value, abs=0.0051)
        assert width(row.locator(".bar i")) == pytest.approx(scale * value, abs=1)
    unused = int((found.kl_per_dimension < 0.1).sum())
    expect(panel.locator(".unused")).to_contain_text(f"{unused} of 16" if unused else "Every dimension tells")


def test_a_pixels_price_is_told_to_mouse_and_keys(tab: Page) -> None:
    panel = scroll_to(tab, "latent-bound")
    pixels = evidence.bound(own_digit(tab), "mnist-vae-16").pixels
    canvas = panel.locator("canvas")
    dearest = np.unravel_index(pixels.argmax(), pixels.shape)
    box = canvas.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + (dearest[1] + 0.5) * 8, box["y"] + (dearest[0] + 0.5) * 8)
    told = panel.locator(".pixel")
    expect(told).to_contain_text(f"Row {dearest[0] + 1}, column {dearest[1] + 1}")
    assert number(told.inner_text().split("costs")[1]) == pytest.approx(pixels.max(), rel=0.005)
    canvas.focus()
    tab.keyboard.press("ArrowUp")
    expect(told).to_contain_text(f"Row {dearest[0]}, column {dearest[1] + 1}")
    red, _, blue = np.moveaxis(colours(canvas).astype(int), -1, 0)
    assert (red - blue)[dearest] == (red - blue).max(), "the dearest pixel has the strongest colour"


def test_beta_weighs_the_terms_and_says_what_it_would_mean(tab: Page) -> None:
    panel = scroll_to(tab, "latent-bound")
    for beta, words in (
        ("0", "cost nothing"),
        ("0.5", "no bound"),
        ("1", "trained with"),
        ("4", "only a looser one"),
    ):
        panel.locator("input[type=range]").fill(beta)
        shown = values(panel)
        assert shown["weighted"] == pytest.approx(
            shown["reconstruction"] + float(beta) * shown["kl"], abs=0.051
        )
        expect(panel.locator(".meant")).to_contain_text(words)
        share = 100 * float(beta) * shown["kl"] / shown["weighted"]
        assert number(panel.locator(".meant").inner_text()) == pytest.approx(share, abs=0.6)
    assert "beta=4" in tab.url
    first, second = width(panel.locator(".sum .first")), width(panel.locator(".sum .second"))
    assert second / first == pytest.approx(4 * shown["kl"] / shown["reconstruction"], rel=0.02)
    panel.get_by_role("button", name="β = 1").click()
    expect(panel.locator("output")).to_have_text("β = 1")


def test_the_bound_follows_the_pen(tab: Page) -> None:
    panel = scroll_to(tab, "latent-bound")
    expect(panel.locator("canvas")).to_have_attribute("data-sequence", re.compile(r"\d+"))
    tab.locator("#latent-pad canvas").scroll_into_view_if_needed()
    drag_strokes(tab, digit(3), "#latent-pad")
    scroll_to(tab, "latent-bound")

    def follows() -> bool:
        found = evidence.bound(own_digit(tab), "mnist-vae-16")
        return abs(values(panel)["reconstruction"] - found.reconstruction) < 0.06

    eventually(tab, follows, "the terms of the drawn digit")


def test_networks_without_a_bound_show_that_of_a_vae(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "model=mnist-linear-20")
    desktop.evaluate("playground.setLatent({ model: 'mnist-linear-20' })")
    panel = scroll_to(desktop, "latent-bound")
    expect(panel.locator(".lead")).to_contain_text("is no VAE")
    expect(panel).to_have_attribute("data-model", "mnist-vae-16")


# --- the evidence --------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", evidence.ESTIMATED)
def test_the_estimates_are_those_of_the_networks(tab: Page, model: str) -> None:
    panel = opened_evidence(tab, model)
    found = evidence.evidence(own_digit(tab), model)
    assert np.array_equal(gray(panel.locator('[data-role="binary"]')), found.binary)
    last = len(found.counts) - 1
    for place in (last, 0, 4):
        panel.locator("input[type=range]").fill(str(place))
        expect(panel.locator(".at")).to_contain_text(f"with {found.counts[place]:,} samples")
        for name, value in (
            ("naive", found.naive[place]),
            ("importance", found.importance[place]),
            ("elbo", found.elbo),
        ):
            shown = panel.locator(f'tr[data-estimate="{name}"] td').first.inner_text()
            assert number(shown) == pytest.approx(value, rel=0.006)


@pytest.mark.parametrize("model", evidence.ESTIMATED)
def test_the_words_say_who_comes_closer(tab: Page, model: str) -> None:
    panel = opened_evidence(tab, model)
    found = evidence.evidence(own_digit(tab), model)
    gap = found.importance[-1] - found.naive[-1]
    words = panel.locator(".verdict").inner_text()
    said = "less probable" if gap > 1 else "do better" if gap < -1 else "do as well"
    assert said in words
    best = max(found.importance[-1], found.naive[-1])
    assert number(words.split("The ELBO lies")[1]) == pytest.approx(best - found.elbo, rel=0.006)


def test_two_numbers_show_the_true_posterior_beside_the_encoders(tab: Page) -> None:
    panel = opened_evidence(tab, "mnist-vae-2")
    grid = evidence.evidence(own_digit(tab), "mnist-vae-2").posterior
    assert grid is not None
    side = len(grid.exact)
    for role, density in (("exact", grid.exact), ("approximate", grid.approximate)):
        data = panel.locator(f'[data-role="{role}"]').evaluate(
            "(node) => [...node.getContext('2d').getImageData(0, 0, node.width, node.height).data]"
        )
        alpha = np.array(data, np.uint8).reshape(side, side, 4)[..., 3] / 255
        np.testing.assert_allclose(alpha, density[::-1], atol=VISIBLE)  # the second number rises upwards
    exact, approximate = (density / density.sum() for density in (grid.exact, grid.approximate))
    shared = 100 * np.minimum(exact, approximate).sum()
    assert number(panel.locator(".overlap").inner_text()) == pytest.approx(shared, abs=1.5)
    panel.get_by_role("button", name="16 numbers").click()
    expect(panel.locator(".posterior")).to_be_hidden()


# --- what it means -------------------------------------------------------------------------------------


def test_the_formulas_hold_this_codes_numbers(tab: Page) -> None:
    panel = tab.locator("#latent-meaning")
    known = latent.space("mnist-vae-16")
    encoded = encode(own_digit(tab), "mnist-vae-16")
    assert encoded.std is not None
    top = int(known.order[0])
    value = float(encoded.mean[top] + 2 * encoded.std[top])
    tab.evaluate("([at, value]) => playground.turnLatent(at, value)", [top, value])
    expect(panel.locator('[data-value="noise"]')).to_have_text("2.00")
    shown = values(panel)
    now = np.array(code(tab))
    out = (((now - known.mean) / known.deviation) ** 2)[known.active]
    assert shown["count"] == known.active.sum()
    assert shown["squares"] == pytest.approx(out.sum(), rel=0.006)
    assert shown["distance"] == pytest.approx(np.sqrt(out.mean()), rel=0.006)
    assert shown["number"] == top + 1
    assert shown["mean"] == pytest.approx(encoded.mean[top], rel=0.006)
    assert shown["value"] == pytest.approx(value, rel=0.006)
    kl = 0.5 * (encoded.mean**2 + encoded.std**2 - 1 - 2 * np.log(encoded.std))
    assert shown["kl"] == pytest.approx(kl[top], rel=0.006)


def test_the_sentence_says_how_far_out_the_code_is(tab: Page) -> None:
    live = tab.locator("#latent-meaning .live")
    for scale, words in ((0.2, "closer than"), (1.3, "further than"), (4, "hardly any test digits")):
        tab.evaluate(
            """(scale) => {
                const { mean, deviation } = playground.latent.space;
                playground.setLatent({ code: mean.map((value, at) => value + scale * deviation[at]) });
            }""",
            scale,
        )
        expect(live).to_contain_text(words)
        assert number(live.inner_text().split("=")[1]) == pytest.approx(scale, rel=0.02)


def test_an_encoder_without_a_distribution_has_no_cloud(tab: Page) -> None:
    tab.evaluate("playground.setLatent({ model: 'mnist-linear-20' })")
    panel = tab.locator("#latent-meaning")
    expect(panel.locator(".cloud-words")).to_contain_text("gives a point")
    expect(panel.locator(".cloud")).to_be_hidden()
    expect(panel.locator(".code")).to_contain_text("any 20 numbers")


# --- both languages, and a phone -----------------------------------------------------------------------


def test_the_panels_speak_korean(tab: Page) -> None:
    tab.get_by_role("button", name="한국어").click()
    for name, words in {
        "latent-directions": "뜻이 있는 방향",
        "latent-opponents": "오토인코더와 VAE",
        "latent-bound": "내 숫자로 계산한 ELBO",
        "latent-evidence": "사전 분포에서 뽑으면",
        "latent-meaning": "속기 쉬운 점",
    }.items():
        panel = filled(tab, name)
        expect(panel).to_contain_text(words)
        assert not re.search(r"\b(the|this|digit|numbers|nats|of)\b", panel.inner_text()), name


def test_a_phone_shows_every_panel_and_nothing_lies_outside(phone: Page, app: RunningApp) -> None:
    open_tab(phone, app, "evidence=mnist-vae-2&opponents=16")
    for name in PANELS:
        panel = filled(phone, name)
        assert outside(panel) == [], name
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_address_with_an_example_that_is_not_there_shows_the_usual_way(
    desktop: Page, app: RunningApp
) -> None:
    open_tab(desktop, app, "ends=own.e99")
    panel = opened_way(desktop, 16)
    shown = gray(panel.locator('[data-end="second"] canvas'))
    np.testing.assert_allclose(shown, examples()[TARGET].picture, atol=VISIBLE)


def test_a_finger_moves_the_cursor(phone: Page, app: RunningApp) -> None:
    open_tab(phone, app)
    panel = opened_way(phone, 16)
    strip = panel.locator(".strip .picture").first
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    phone.touchscreen.tap(box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2)
    assert float(panel.locator("input[type=range]").input_value()) == pytest.approx(0.2, abs=0.02)


# --- what the tests share ------------------------------------------------------------------------------


def own_digit(page: Page) -> np.ndarray:
    """The digit (28, 28) in [0, 1] that the pad stands for."""
    key = page.evaluate(
        "() => new Promise((resolve) => playground.onDigit((digit) => digit && resolve(digit.key)))"
    )
    return np.frombuffer(base64.b64decode(key), np.uint8).reshape(28, 28).astype(np.float32) / 255


def seen(picture: np.ndarray) -> np.ndarray:
    """A picture after its way to the page and back: in 255 levels."""
    return (np.rint(picture * 255) / 255).astype(np.float32)


def title(page: Page, model: str) -> str:
    return page.evaluate("(name) => playground.model(name).title", model)


def the_line(page: Page, size: int) -> lines.Line:
    return lines.line(own_digit(page), seen(examples()[TARGET].picture), size)


def filled(page: Page, name: str) -> Locator:
    """A panel in sight with its answer in it."""
    panel = page.locator(f"#{name}")
    panel.scroll_into_view_if_needed()
    expect(panel.locator(".content, .body").first).to_be_visible(timeout=20_000)
    return panel


def opened_way(page: Page, size: int) -> Locator:
    panel = scroll_to(page, "latent-opponents")
    panel.locator(f'[data-size="{size}"]').click()
    expect(panel.locator(f'figure[data-model="mnist-vae-{size}"] canvas[data-share]')).to_be_visible(
        timeout=20_000
    )
    return panel


def opened_directions(page: Page) -> Locator:
    return filled(page, "latent-directions")


def turn(panel: Locator, name: str, amount: float) -> float:
    """Move a direction's slider; returns the amount, rounded to the slider's step."""
    slider = panel.locator(f'[data-direction="{name}"] input')
    return slider.evaluate(
        """(slider, amount) => {
            slider.value = amount;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            return Number(slider.value);
        }""",
        amount,
    )


def opened_evidence(page: Page, model: str) -> Locator:
    panel = page.locator("#latent-evidence")
    panel.scroll_into_view_if_needed()
    panel.get_by_role("button", name=title(page, model)).click()
    expect(panel).to_have_attribute("data-model", model, timeout=20_000)
    return panel
