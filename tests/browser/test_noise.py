"""The noise tab in a real browser: what one does to a digit, and who brings it back."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from playground.backend import noise_curves
from playground.backend.noise_curves import CLASSICAL, NETWORKS
from playground.imaging.corruption import LARGEST_AMOUNT, NOISES
from playground.ui.packing import unpack_gray
from tests.browser.noise import AMOUNT, compared, open_tab, settled, turn
from tests.browser.pad import clear, digit, drag_strokes, draw_with_mouse, guess, ink, pixels
from tests.conftest import RunningApp
from tests.everyday import first_every_day

NOISY = "#noise-noisy canvas"
CLEANED = "#noise-clean canvas"
BEST = "mnist-denoising-conv"


@pytest.fixture
def lab(desktop: Page) -> Page:
    """The noise tab with nothing drawn yet."""
    open_tab(desktop)
    return desktop


def shown_psnr(page: Page, name: str) -> float:
    """What stands under a picture: "noisy", a network or a filter."""
    return float(column(page, name).get_attribute("data-psnr") or "inf")


def column(page: Page, name: str) -> Locator:
    kind = "model" if name in NETWORKS else "filter" if name in CLASSICAL else "kind"
    return page.locator(f'#noise-answers article[data-{kind}="{name}"]')


def choose(page: Page, kind: str) -> None:
    page.locator("#noise-kind select").select_option(kind)
    settled(page)


def link(page: Page, app: RunningApp, address: str) -> None:
    """Open the page anew at an address with a noise in it."""
    page.goto("about:blank")
    page.goto(f"{app.url}/#{address}")
    settled(page)


# --- the slider ---------------------------------------------------------------------------------------


def test_more_noise_changes_the_picture_lowers_psnr_and_the_network_stays_above(lab: Page) -> None:
    turn(lab, "0.2")
    little, before = pixels(lab, NOISY), shown_psnr(lab, "noisy")
    assert shown_psnr(lab, BEST) > before
    lab.locator(AMOUNT).focus()
    lab.keyboard.press("End")
    settled(lab)
    assert lab.locator(AMOUNT).input_value() == "1"
    assert pixels(lab, NOISY) != little
    assert shown_psnr(lab, "noisy") < before - 5
    assert shown_psnr(lab, BEST) > shown_psnr(lab, "noisy") + 3


def test_the_numbers_are_those_of_the_pictures(lab: Page) -> None:
    compared(lab)
    clean = np.array(pixels(lab, '#noise-answers [data-kind="clean"] canvas')) / 255
    for name in ("noisy", *NETWORKS, *CLASSICAL):
        canvas = column(lab, name).locator('canvas[data-role="answer"]')
        data = canvas.evaluate("(node) => [...node.getContext('2d').getImageData(0, 0, 28, 28).data]")
        error = np.mean((np.array(data[::4]) / 255 - clean) ** 2)
        assert shown_psnr(lab, name) == pytest.approx(-10 * np.log10(error), abs=0.05), name
        said = column(lab, name).locator('[data-role="psnr"]').inner_text()
        assert float(said) == pytest.approx(shown_psnr(lab, name), rel=0.01)


def test_the_last_step_of_a_drag_is_what_is_shown(lab: Page) -> None:
    lab.evaluate(
        """async (selector) => {
            const slider = document.querySelector(selector);
            for (let step = 0; step <= 60; step++) {
                slider.value = step / 100;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
                await new Promise((go) => setTimeout(go, 8));
            }
        }""",
        AMOUNT,
    )
    settled(lab)
    dragged = pixels(lab, NOISY)
    turn(lab, "0.1")
    turn(lab, "0.6")
    assert pixels(lab, NOISY) == dragged


def test_without_noise_nothing_is_compared(lab: Page) -> None:
    turn(lab, "0")
    compared(lab)
    assert pixels(lab, NOISY) == pixels(lab, '#noise-answers [data-kind="clean"] canvas')
    expect(column(lab, "noisy").locator('[data-role="psnr"]')).to_have_text("∞")
    expect(lab.locator("#noise-answers .winner")).to_have_text("No noise yet. Move the slider.")
    expect(lab.locator("#noise-answers .verdict:visible")).to_have_count(0)


# --- kinds and seeds ----------------------------------------------------------------------------------


def test_every_kind_shows_another_picture_in_its_own_unit(lab: Page) -> None:
    seen = []
    units = {"salt_and_pepper": "%", "masking": "%", "occlusion": "px", "blur": "px"}
    for kind in NOISES:
        choose(lab, kind)
        seen.append(tuple(pixels(lab, NOISY)))
        expect(lab.locator("#noise-amount output")).to_contain_text(units.get(kind, "σ"))
        assert float(lab.locator(AMOUNT).get_attribute("max") or 0) == LARGEST_AMOUNT[kind]
        assert f"noise={kind}" in lab.evaluate(
            "new Promise((go) => setTimeout(() => go(location.hash), 300))"
        )
    assert len(set(seen)) == len(NOISES)


@pytest.mark.slow
def test_a_kind_keeps_the_amount_it_was_set_to(lab: Page) -> None:
    turn(lab, "0.2")
    choose(lab, "blur")
    choose(lab, "gaussian")
    assert lab.locator(AMOUNT).input_value() == "0.2"


def test_the_same_seed_gives_the_same_pixels(lab: Page) -> None:
    first = pixels(lab, NOISY)
    lab.get_by_role("button", name="New noise").click()
    settled(lab)
    assert pixels(lab, NOISY) != first
    seed = lab.get_by_label("Seed")
    assert seed.input_value() == "2"
    seed.fill("1")
    settled(lab)
    assert pixels(lab, NOISY) == first


@pytest.mark.slow
def test_what_is_no_seed_is_taken_back(lab: Page) -> None:
    before = pixels(lab, NOISY)
    seed = lab.get_by_label("Seed")
    for nonsense in ("", "-3", "1.5", "4294967296"):
        seed.fill(nonsense)
        lab.locator(AMOUNT).focus()
        expect(seed).to_have_value("1")
        settled(lab)
        assert pixels(lab, NOISY) == before


@pytest.mark.slow
def test_blur_draws_nothing_so_there_is_no_seed_to_choose(lab: Page) -> None:
    choose(lab, "blur")
    expect(lab.get_by_label("Seed")).to_be_disabled()
    expect(lab.get_by_role("button", name="New noise")).to_be_disabled()


# --- the block ----------------------------------------------------------------------------------------


def block(page: Page) -> tuple[int, int]:
    """Where the gray block of 7 x 7 pixels is in the noisy picture, and that its handle is there, too."""
    picture = np.array(pixels(page, NOISY)).reshape(28, 28)
    found = [
        (left, top)
        for top in range(22)
        for left in range(22)
        if (picture[top : top + 7, left : left + 7] == 128).all()
    ]
    assert len(found) == 1
    handle = page.locator("#noise-noisy .block").bounding_box()
    frame = page.locator("#noise-noisy").bounding_box()
    assert handle is not None
    assert frame is not None
    pixel = frame["width"] / 28
    assert (handle["x"] - frame["x"]) / pixel == pytest.approx(found[0][0], abs=0.3)
    assert (handle["y"] - frame["y"]) / pixel == pytest.approx(found[0][1], abs=0.3)
    return found[0]


@pytest.fixture
def occluded(app: RunningApp, desktop: Page) -> Page:
    link(desktop, app, "tab=noise&noise=occlusion&amount=0.25&position=0.5_0.5")
    return desktop


def test_the_block_is_dragged_with_the_mouse(occluded: Page) -> None:
    left, top = block(occluded)
    handle = occluded.locator("#noise-noisy .block").bounding_box()
    assert handle is not None
    pixel = handle["width"] / 7
    x, y = handle["x"] + 2 * pixel, handle["y"] + 2 * pixel
    occluded.mouse.move(x, y)
    occluded.mouse.down()
    occluded.mouse.move(x - 5 * pixel, y + 3 * pixel, steps=5)
    occluded.mouse.up()
    settled(occluded)
    assert block(occluded) == (left - 5, top + 3)


@pytest.mark.slow
def test_the_block_is_moved_with_arrow_keys_and_stays_inside(occluded: Page) -> None:
    left, top = block(occluded)
    occluded.locator("#noise-noisy .block").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown"):
        occluded.keyboard.press(key)
    settled(occluded)
    assert block(occluded) == (left + 2, top + 3)
    for _ in range(10):
        occluded.keyboard.press("Shift+ArrowLeft")
    settled(occluded)
    assert block(occluded) == (0, top + 3)


@pytest.mark.slow
def test_a_moved_block_is_in_the_link(app: RunningApp, occluded: Page) -> None:
    occluded.locator("#noise-noisy .block").focus()
    occluded.keyboard.press("ArrowLeft")
    settled(occluded)
    place = block(occluded)
    occluded.wait_for_function(
        "() => location.hash.includes('position=') && !location.hash.includes('0.500_')"
    )
    address = occluded.url.split("#")[1]
    link(occluded, app, address)
    assert block(occluded) == place


def test_the_block_is_dragged_with_a_finger(app: RunningApp, phone: Page) -> None:
    link(phone, app, "tab=noise&noise=occlusion&amount=0.25&position=0.5_0.5")
    phone.locator("#noise-noisy").scroll_into_view_if_needed()
    left, top = block(phone)
    handle = phone.locator("#noise-noisy .block").bounding_box()
    assert handle is not None
    pixel = handle["width"] / 7
    x, y = handle["x"] + 3 * pixel, handle["y"] + 3 * pixel
    before = phone.evaluate("scrollY")
    session = phone.context.new_cdp_session(phone)
    for kind, points in (
        ("touchStart", [(x, y)]),
        ("touchMove", [(x + 2 * pixel, y + 3 * pixel)]),
        ("touchMove", [(x + 4 * pixel, y + 6 * pixel)]),
        ("touchEnd", []),
    ):
        fingers = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    settled(phone)
    assert block(phone) == (left + 4, top + 6)
    assert phone.evaluate("scrollY") == before


@pytest.mark.slow
def test_only_an_occlusion_has_a_block(lab: Page) -> None:
    expect(lab.locator("#noise-noisy .block")).to_be_hidden()
    choose(lab, "occlusion")
    expect(lab.locator("#noise-noisy .block")).to_be_visible()
    turn(lab, "0")
    expect(lab.locator("#noise-noisy .block")).to_be_hidden()


# --- verdicts and who wins ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "amount", "verdicts"),
    first_every_day(
        (
            "gaussian",
            "0.5",
            ("never saw noise", "trained for this", "trained for this", "noise it never saw"),
        ),
        ("gaussian", "1", ("never saw noise", "beyond its", "beyond its", "noise it never saw")),
        (
            "masking",
            "0.2",
            ("never saw noise", "noise it never saw", "noise it never saw", "trained for this"),
        ),
        ("masking", "0.9", ("never saw noise", "noise it never saw", "noise it never saw", "beyond its")),
    ),
)
def test_every_network_says_whether_it_knows_this_noise(
    lab: Page, kind: str, amount: str, verdicts: tuple[str, ...]
) -> None:
    choose(lab, kind)
    turn(lab, amount)
    for model, verdict in zip(NETWORKS, verdicts, strict=True):
        expect(column(lab, model).locator(".verdict")).to_contain_text(verdict)
    if kind == "gaussian":
        expect(column(lab, BEST).locator(".verdict")).to_contain_text(re.compile(r"\(σ\s0\W+0\.8\)"))


@pytest.mark.parametrize(
    ("kind", "amount"), first_every_day(("gaussian", "0.5"), ("occlusion", "0.3"), ("blur", "1"))
)
def test_the_best_psnr_is_marked_and_named(lab: Page, kind: str, amount: str) -> None:
    choose(lab, kind)
    turn(lab, amount)
    compared(lab)
    names = ("noisy", *NETWORKS, *CLASSICAL)
    winner = max(names, key=lambda name: shown_psnr(lab, name))
    expect(lab.locator("#noise-answers [data-best]")).to_have_count(1)
    expect(column(lab, winner)).to_have_attribute("data-best", "")
    expect(lab.locator("#noise-answers .winner")).to_have_attribute("data-winner", winner)


def test_error_maps_are_shown_when_asked_for_and_stay_in_the_address(lab: Page) -> None:
    errors = column(lab, "noisy").locator(".error")
    expect(errors).to_be_hidden()
    lab.get_by_role("button", name="Error maps").click()
    expect(errors).to_be_visible()
    assert "errors=shown" in lab.url

    def colours() -> set[tuple[int, ...]]:
        data = errors.locator("canvas").evaluate(
            "(node) => [...node.getContext('2d').getImageData(0, 0, 28, 28).data]"
        )
        return {tuple(data[at : at + 3]) for at in range(0, len(data), 4)}

    assert len(colours()) > 20
    turn(lab, "0")
    assert colours() == {(255, 255, 255)}, "the middle of the scale"


# --- the curve ----------------------------------------------------------------------------------------


def curve(page: Page) -> Locator:
    page.locator("#noise-curve").scroll_into_view_if_needed()
    panel = page.locator("#noise-curve")
    expect(panel.locator(".digit path").first).to_be_attached()
    return panel


def test_the_curve_shows_this_digit_before_the_mean(lab: Page) -> None:
    panel = curve(lab)
    expect(panel.locator(".digit path")).to_have_count(6)
    expect(panel.locator(".mean path")).to_have_count(6)
    panel.get_by_role("button", name="PCA, 64").click()
    expect(panel.locator(".digit path")).to_have_count(7)
    expect(panel.locator(".crossing")).to_contain_text("On this digit")
    expect(panel.locator(".crossing")).to_contain_text("On the mean of the test set")


@pytest.mark.parametrize("kind", first_every_day(*NOISES))
def test_the_sentence_says_where_the_network_leads(lab: Page, kind: str) -> None:
    choose(lab, kind)
    panel = curve(lab)
    expect(panel.locator(f'.panel[data-noise="{kind}"]')).to_be_visible()
    request = lab.evaluate("() => new Promise((go) => playground.onNoise((answer) => go(answer.request)))")
    seen = noise_curves.curve(unpack_gray(request["digit"], 28, 28), kind, request["seed"])
    leads = seen.networks[BEST] > np.max(list(seen.filters.values()), axis=0)
    sentence = panel.locator(".crossing").inner_text()
    if leads.all() or not leads.any():
        assert "at any amount" in sentence.split(". ")[0]
        assert ("beats every classical filter" in sentence) == leads.all()
    else:
        assert ("up to" in sentence.split(". ")[0]) == bool(leads[0])
        assert sentence.split(" (dot")[0].endswith(" on") == bool(leads[-1])


@pytest.mark.slow
def test_the_readout_says_what_the_pictures_say(lab: Page) -> None:
    panel = curve(lab)
    turn(lab, "0.5")  # an amount that was measured
    for name in (BEST, "mnist-dense-32"):
        row = panel.locator(f'button[data-series="{name}"] b')
        expect(row).to_have_text(f"{shown_psnr(lab, name):.1f}")


def test_pointing_at_the_curve_reads_another_amount(lab: Page) -> None:
    panel = curve(lab)
    box = panel.locator(".plot").bounding_box()
    assert box is not None
    noisy = panel.locator('button[data-series="noisy"] b')
    before = noisy.inner_text()
    lab.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 100)
    expect(panel.locator(".at b")).not_to_have_text("σ 0.50")
    assert float(noisy.inner_text()) < float(before)
    lab.mouse.move(0, 0)
    expect(panel.locator(".at b")).to_have_text("σ 0.50")


def test_the_current_amount_is_marked_where_the_slider_is(lab: Page) -> None:
    panel = curve(lab)
    marks = []
    for amount in ("0.2", "0.4", "0.6"):
        turn(lab, amount)
        marks.append(float(panel.locator(".now").get_attribute("x1") or 0))
    assert marks[1] - marks[0] == pytest.approx(marks[2] - marks[1], abs=1)
    assert marks[1] > marks[0] + 20


def test_the_curve_is_asked_for_once_however_the_slider_moves(lab: Page) -> None:
    curve(lab)
    asked: list[str] = []
    lab.on("request", lambda request: asked.append(name_of(request)))
    for amount in ("0.1", "0.3", "0.7"):
        turn(lab, amount)
    lab.wait_for_timeout(600)
    assert "look" in asked
    assert "curve" not in asked
    lab.get_by_role("button", name="New noise").click()
    lab.wait_for_timeout(600)
    assert asked.count("curve") == 1


@pytest.mark.slow
def test_the_means_are_there_as_a_table(lab: Page) -> None:
    panel = curve(lab)
    panel.get_by_text("Table of the means").click()
    rows = panel.locator("table tr")
    expect(rows).to_have_count(2 + len(NETWORKS) + len(CLASSICAL))
    cells = rows.nth(1).locator("td").all_inner_texts()
    assert cells[0] == "∞"
    falling = [float(text) for text in cells[1:]]
    assert falling == sorted(falling, reverse=True)


# --- one digit on all tabs ----------------------------------------------------------------------------


def name_of(request: Request) -> str:
    """Which server function a request calls; empty for other requests."""
    if "component_server" not in request.url:
        return ""
    return (request.post_data_json or {}).get("fn_name", "")


def test_the_lab_starts_with_a_real_digit_until_somebody_draws(lab: Page) -> None:
    expect(lab.locator("#noise-pad .example")).to_contain_text("A real handwritten digit")
    given = pixels(lab, '#noise-answers [data-kind="clean"] canvas')
    assert max(given) > 200
    drag_strokes(lab, digit(4), "#noise-pad")
    expect(lab.locator("#noise-pad .example")).to_be_hidden()
    lab.wait_for_timeout(500)
    settled(lab)
    assert pixels(lab, '#noise-answers [data-kind="clean"] canvas') != given
    lab.locator("#noise-pad-clear").click()
    expect(lab.locator("#noise-pad .example")).to_be_visible()
    lab.wait_for_function(
        "(given) => [...document.querySelector('#noise-answers [data-kind=clean] canvas').getContext('2d')"
        ".getImageData(0, 0, 28, 28).data].filter((_, at) => at % 4 === 0).join() === given.join()",
        arg=given,
    )


def test_what_is_drawn_on_the_draw_tab_is_on_the_noise_tab(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(5))
    prepared = pixels(desktop, '#preprocessing [data-stage="centre"] canvas')
    open_tab(desktop)
    assert pixels(desktop, '#noise-answers [data-kind="clean"] canvas') == prepared
    assert ink(desktop, "#noise-pad") > 0


def test_what_is_drawn_on_the_noise_tab_is_on_the_draw_tab(lab: Page) -> None:
    drag_strokes(lab, digit(7), "#noise-pad")
    lab.get_by_role("tab", name="Draw").click()
    expect(lab.locator("#digit-guess")).to_have_attribute("data-label", "7")
    assert ink(lab) > 0
    clear(lab)
    lab.get_by_role("tab", name="Noise").click()
    expect(lab.locator("#noise-pad .example")).to_be_visible()
    lab.locator("#noise-pad-undo").click()
    expect(lab.locator("#noise-pad .example")).to_be_hidden()


@pytest.mark.slow
def test_an_example_of_the_noise_tab_is_the_digit_of_all_tabs(lab: Page) -> None:
    lab.locator('#noise-sources button[data-label="6"]').first.click()
    expect(lab.locator("#noise-pad .example")).to_be_hidden()
    lab.get_by_role("tab", name="Draw").click()
    expect(lab.locator("#digit-guess")).to_have_attribute("data-label", "6")


def test_a_hidden_tab_costs_no_requests(lab: Page) -> None:
    asked: list[str] = []
    lab.on("request", lambda request: asked.append(name_of(request)))
    drag_strokes(lab, digit(3), "#noise-pad")
    lab.wait_for_timeout(500)
    settled(lab)
    assert "prepare" in asked
    # The draw tab's requests carry ink; the noise tab's carry the digit.
    lab.get_by_role("tab", name="Draw").click()
    expect(lab.locator("#digit-guess")).to_have_attribute("data-label", "3")
    lab.wait_for_timeout(500)
    asked.clear()
    draw_with_mouse(lab, [[(20, 100), (90, 100)]])
    lab.wait_for_timeout(500)
    assert set(asked) <= {"look", ""}
    assert not asked.count("prepare")
    assert guess(lab)


# --- the page's address -------------------------------------------------------------------------------


def test_a_link_opens_the_tab_with_its_noise(app: RunningApp, desktop: Page) -> None:
    link(desktop, app, "tab=noise&noise=masking&amount=0.25&seed=3")
    expect(desktop.get_by_role("tab", name="Noise")).to_have_attribute("aria-selected", "true")
    assert desktop.locator("#noise-kind select").input_value() == "masking"
    assert desktop.locator(AMOUNT).input_value() == "0.25"
    assert desktop.get_by_label("Seed").input_value() == "3"
    expect(desktop.locator("#noise-amount output")).to_have_text("25 %")
    shown = pixels(desktop, NOISY)
    desktop.reload()
    settled(desktop)
    assert pixels(desktop, NOISY) == shown


@pytest.mark.parametrize(
    "nonsense",
    first_every_day(
        "noise=rain&amount=9", "amount=much&seed=none", "noise=occlusion&position=5_x", "seed=-1"
    ),
)
def test_a_link_with_nonsense_in_it_opens_all_the_same(app: RunningApp, desktop: Page, nonsense: str) -> None:
    link(desktop, app, f"tab=noise&{nonsense}")
    assert shown_psnr(desktop, "noisy") > 0
    expect(desktop.locator("#noise-answers .problem")).to_be_hidden()


def test_back_and_forward_go_through_the_tabs(desktop: Page) -> None:
    open_tab(desktop)
    turn(desktop, "0.7")
    desktop.wait_for_function("() => location.hash.includes('amount=0.7')")
    desktop.get_by_role("tab", name="Draw").click()
    expect(desktop.locator("#digit-pad canvas")).to_be_visible()
    assert "noise" not in desktop.url
    desktop.go_back()
    expect(desktop.get_by_role("tab", name="Noise")).to_have_attribute("aria-selected", "true")
    assert desktop.locator(AMOUNT).input_value() == "0.7"
    desktop.go_back()
    expect(desktop.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")
    desktop.go_forward()
    expect(desktop.get_by_role("tab", name="Noise")).to_have_attribute("aria-selected", "true")


def test_the_address_switches_tab_and_noise_while_the_page_is_open(desktop: Page) -> None:
    desktop.evaluate("location.hash = 'tab=noise&noise=speckle&amount=0.8'")
    expect(desktop.locator("#noise-amount output")).to_have_text("σ 0.80")
    settled(desktop)
    desktop.evaluate("location.hash = 'tab=noise&noise=blur&amount=2'")
    expect(desktop.locator("#noise-amount output")).to_have_text("σ 2.00 px")
    desktop.evaluate("location.hash = ''")
    expect(desktop.get_by_role("tab", name="Draw")).to_have_attribute("aria-selected", "true")


# --- languages, sizes ---------------------------------------------------------------------------------


def test_the_tab_speaks_korean_without_a_reload(lab: Page) -> None:
    compared(lab)
    curve(lab)
    warnings: list[str] = []
    lab.on("console", lambda message: warnings.append(message.text) if "no text" in message.text else None)
    before = pixels(lab, NOISY)
    lab.get_by_role("button", name="한국어").click()
    expect(lab.get_by_role("tab", selected=True)).to_have_text("잡음")
    expect(lab.locator("#noise-controls-title")).to_have_text("잡음 넣기")
    expect(column(lab, BEST).locator("h4")).to_have_text("잡음 제거, 합성곱")
    expect(column(lab, BEST).locator(".verdict")).to_contain_text("배웠어요")
    expect(lab.locator("#noise-answers .winner")).to_contain_text("dB")
    expect(lab.locator("#noise-curve .crossing")).to_contain_text("이 숫자에서는")
    for kind in NOISES:
        lab.locator("#noise-kind select").select_option(kind)
        settled(lab)
    choose(lab, "gaussian")
    assert pixels(lab, NOISY) == before
    assert warnings == []


@pytest.mark.parametrize("language", first_every_day("ko", "en"))
def test_a_phone_fits_and_keeps_the_slider_in_sight(app: RunningApp, phone: Page, language: str) -> None:
    link(phone, app, f"tab=noise&language={language}")
    compared(phone)
    slider = phone.locator(AMOUNT)
    for panel in ("noise-answers", "noise-curve", "noise-walk"):
        phone.locator(f"#{panel}").evaluate("(node) => node.scrollIntoView()")
        phone.wait_for_timeout(300)
        expect(slider).to_be_in_viewport(ratio=1)
        assert phone.evaluate("document.scrollingElement.scrollWidth") <= 390
    wide = phone.evaluate(
        """() => [...document.querySelectorAll('#tab-noise *')]
            .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
            .filter((node) => !node.closest('.wide, .examples, svg, .formula'))
            .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert wide == []


def test_targets_are_large_enough_for_a_finger(app: RunningApp, phone: Page) -> None:
    link(phone, app, "tab=noise")
    small = phone.evaluate(
        """() => [...document.querySelectorAll('#noise-controls :is(select, button, input), #noise-answers button, '
            + '#noise-curve button')]
            .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 39.5)
            .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.mark.slow
def test_a_projector_shows_whole_pixels(app: RunningApp, browser: Browser) -> None:
    for width in (1280, 1440, 1920):
        page = browser.new_page(viewport={"width": width, "height": 1000}, locale="en-US")
        page.goto(f"{app.url}/#tab=noise")
        settled(page)
        sizes = page.locator("#noise-answers .picture:visible").evaluate_all(
            "(all) => all.map((node) => node.clientWidth / 28)"
        )
        assert len(set(sizes)) == 1
        assert sizes[0] == int(sizes[0])
        page.close()
