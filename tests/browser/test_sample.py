"""The sample tab in a real browser: draw digits, pick one, go from one to another, and save all of it."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import Locator, Page, expect

from playground.backend import library, neighbours, sample
from playground.imaging.film import GAP, ZOOM
from tests.browser.pad import digit, drag_strokes
from tests.conftest import RunningApp
from tests.everyday import first_every_day

BOARD = "#sample-grid .board canvas"
COUNT = "#sample-count-field"
SEED = "#sample-seed-field"
MODEL = "mnist-vae-16"


def settled(page: Page) -> None:
    """Wait until the sheet that was asked for last is painted."""
    page.wait_for_function(
        """() => {
            const asked = document.querySelector('#sample-grid')?.dataset.sequence;
            return asked && document.querySelector('#sample-grid .board canvas')?.dataset.sequence === asked;
        }"""
    )


@pytest.fixture
def tab(desktop: Page) -> Page:
    """The sample tab with its first sheet."""
    desktop.get_by_role("tab", name="Sample").click()
    settled(desktop)
    return desktop


def link(page: Page, app: RunningApp, address: str) -> None:
    """Open the page anew at an address of the sample tab."""
    page.goto("about:blank")
    page.goto(f"{app.url}/#tab=sample&{address}")
    settled(page)


def hash_has(page: Page, *parts: str) -> None:
    """Wait until the address holds these settings."""
    page.wait_for_function("(parts) => parts.every((part) => location.hash.includes(part))", arg=list(parts))


def board(page: Page) -> np.ndarray:
    """The gray values of the sheet, (height, width)."""
    found = page.locator(BOARD).evaluate(
        """(canvas) => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const gray = Uint8Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]);
            return [canvas.height, canvas.width, playground.base64(gray)];
        }"""
    )
    return np.frombuffer(base64.b64decode(found[2]), np.uint8).reshape(found[0], found[1])


def cells(page: Page, count: int, gap: int = 1) -> np.ndarray:
    """The digits of the sheet, (count, 28, 28)."""
    sheet, step = board(page), 28 + gap
    columns = int(page.locator("#sample-grid").get_attribute("data-columns") or 0)
    return np.stack(
        [
            sheet[row * step : row * step + 28, column * step : column * step + 28]
            for row, column in (divmod(index, columns) for index in range(count))
        ]
    )


def canvas_pixels(locator: Locator) -> list[int]:
    return locator.evaluate(
        "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    )


def picked(page: Page) -> int:
    return int(page.locator("#sample-grid").get_attribute("data-picked") or -1)


# --- the sheet ----------------------------------------------------------------------------------------


def test_the_sheet_shows_the_digits_of_the_backend(tab: Page) -> None:
    expected = np.rint(sample.sample(MODEL, 100, 1).pictures * 255)
    np.testing.assert_array_equal(cells(tab, 100), expected)


def test_again_takes_the_next_seed_and_the_seed_brings_the_digits_back(tab: Page) -> None:
    first = board(tab)
    tab.locator("#sample-again").click()
    expect(tab.locator(SEED)).to_have_value("2")
    settled(tab)
    assert (board(tab) != first).any()
    tab.locator(SEED).fill("1")
    settled(tab)
    np.testing.assert_array_equal(board(tab), first)


def test_a_link_brings_the_same_sheet_and_pick(app: RunningApp, tab: Page) -> None:
    tab.locator(COUNT).fill("30")
    tab.locator(SEED).fill("77")
    tab.locator("#sample-temperature input").fill("0.6")
    settled(tab)
    tab.locator(BOARD).focus()
    tab.keyboard.press("End")
    hash_has(tab, "draw_count=30", "draw_seed=77", "draw_temperature=0.6", "picked=29")
    before, address = board(tab), tab.url.split("#tab=sample&")[1]
    link(tab, app, address)
    np.testing.assert_array_equal(board(tab), before)
    assert picked(tab) == 29


@pytest.mark.slow
def test_a_larger_sheet_begins_with_the_smaller(tab: Page) -> None:
    tab.locator(COUNT).fill("9")
    settled(tab)
    few = cells(tab, 9)
    tab.locator(COUNT).fill("400")
    settled(tab)
    np.testing.assert_array_equal(cells(tab, 400)[:9], few)


@pytest.mark.slow
def test_temperature_zero_draws_one_digit_only(tab: Page) -> None:
    slider = tab.locator("#sample-temperature input")
    slider.focus()
    tab.keyboard.press("Home")
    settled(tab)
    expect(tab.locator("#sample-temperature output")).to_have_text("τ = 0.00")
    digits = cells(tab, 100)
    assert (digits == digits[0]).all()
    tab.keyboard.press("ArrowRight")
    settled(tab)
    digits = cells(tab, 100)
    assert (digits != digits[0]).any()


def test_a_wrong_count_is_told_in_one_sentence_and_taken_back(tab: Page) -> None:
    wrong, again = tab.locator("#sample-wrong"), tab.locator("#sample-again")
    for count in ("", "0", "-1", "401", "1000000000", "2.5", "NaN", "many"):
        before = board(tab)
        tab.locator(COUNT).fill(count)
        expect(wrong).to_have_text("The count must be a whole number from 1 to 400; it stays at 100.")
        expect(tab.locator(COUNT)).to_have_attribute("aria-invalid", "true")
        tab.locator(SEED).focus()
        expect(tab.locator(COUNT)).to_have_value("100")
        np.testing.assert_array_equal(board(tab), before)
        again.click()
        expect(wrong).to_be_hidden()
        settled(tab)


@pytest.mark.slow
def test_a_wrong_seed_is_told_in_one_sentence(tab: Page) -> None:
    for seed in ("-1", "4294967296", "0.5", "NaN", "seed"):
        tab.locator(SEED).fill(seed)
        expect(tab.locator("#sample-wrong")).to_contain_text("from 0 to 4,294,967,295; it stays at 1.")
        tab.locator(SEED).fill("1")
        expect(tab.locator("#sample-wrong")).to_be_hidden()


@pytest.mark.parametrize(
    ("address", "sentence"),
    first_every_day(
        ("draw_count=1000000000", "from 1 to 400"),
        ("draw_seed=-1", "from 0 to 4,294,967,295"),
        ("draw_temperature=NaN", "from 0 to 3"),
        ("sampler=mnist-cvae-16&draw_label=11", "from 0 to 9"),
        ("sampler=mnist-nothing", "a model that is not here"),
        ("draw_view=flower", "does not fit this model"),
    ),
)
def test_a_wrong_link_is_told_in_one_sentence(
    app: RunningApp, desktop: Page, address: str, sentence: str
) -> None:
    link(desktop, app, address)
    expect(desktop.locator("#sample-wrong")).to_contain_text(sentence)
    assert int(desktop.locator("#sample-grid").get_attribute("data-count") or 0) == 100


# --- models and views ---------------------------------------------------------------------------------


def choose(page: Page, model: str) -> None:
    page.locator("#sample-model select").select_option(model)
    page.wait_for_function(
        "(model) => document.querySelector('#sample-grid').dataset.model === model", arg=model
    )
    settled(page)


def test_a_plain_autoencoder_is_said_to_be_none_that_generates(tab: Page) -> None:
    notice = tab.locator("#sample-grid .notice")
    expect(notice).to_be_hidden()
    choose(tab, "mnist-dense-32")
    expect(notice).to_contain_text("not a generative model")
    expect(tab.locator("#sample-grid .prior")).to_contain_text("mean and covariance")
    expect(tab.locator("#sample-meaning .drawn")).to_contain_text("nothing else")
    choose(tab, MODEL)
    expect(notice).to_be_hidden()


def test_a_conditional_model_draws_the_digit_it_is_told(tab: Page) -> None:
    expect(tab.locator("#sample-label")).to_be_hidden()
    choose(tab, "mnist-cvae-16")
    tab.locator("#sample-label select").select_option("4")
    settled(tab)
    expect(tab.locator("#sample-grid .told")).to_have_text("told: 4")
    hash_has(tab, "draw_label=4")
    expect(tab.locator('#sample-quality li[data-share="1"] b')).to_have_text("4", timeout=15_000)
    expect(tab.locator("#sample-quality .verdict")).to_contain_text("All of them are one digit")


def test_styles_and_labels_are_the_same_digits_turned(tab: Page) -> None:
    choose(tab, "mnist-cvae-16")
    view = tab.locator("#sample-view select")
    view.select_option("styles")
    settled(tab)
    assert tab.locator("#sample-grid .across b").all_inner_texts() == list("0123456789")
    styles = cells(tab, 100).reshape(10, 10, 28, 28)
    view.select_option("labels")
    settled(tab)
    expect(tab.locator("#sample-grid .across")).to_be_hidden()
    assert tab.locator("#sample-grid .down b").all_inner_texts() == list("0123456789")
    labels = cells(tab, 100).reshape(10, 10, 28, 28)
    np.testing.assert_array_equal(styles, labels.transpose(1, 0, 2, 3))
    expect(tab.locator(COUNT)).to_be_disabled()


def test_the_plane_of_two_numbers(tab: Page) -> None:
    choose(tab, "mnist-vae-2")
    tab.locator("#sample-view select").select_option("manifold")
    settled(tab)
    expected = np.rint(sample.manifold("mnist-vae-2", 20).pictures * 255)
    np.testing.assert_array_equal(cells(tab, 400, gap=0), expected)
    expect(tab.locator(SEED)).to_be_disabled()
    hash_has(tab, "draw_view=manifold")


@pytest.mark.slow
def test_the_flower_is_coloured_where_its_petals_are(tab: Page) -> None:
    choose(tab, "mnist-aae-2")
    tab.locator("#sample-view select").select_option("flower")
    settled(tab)
    data = np.array(canvas_pixels(tab.locator(BOARD))).reshape(21 * 28, 21 * 28, 4)
    drawn = sample.flower("mnist-aae-2", 21)
    spread = data[..., :3].max(-1) - data[..., :3].min(-1)
    colour = spread.reshape(21, 28, 21, 28).max((1, 3)).ravel()
    coloured = (drawn.density > 0.5) & (drawn.petals != 9)  # a nine's own colour is gray
    assert colour[coloured].min() > 20
    assert colour[drawn.density < 1e-4].max() < 12


def test_the_list_of_views_is_that_of_the_model(tab: Page) -> None:
    views = tab.locator("#sample-view option")
    assert views.all_inner_texts() == ["Random samples"]
    choose(tab, "mnist-cvae-16")
    assert len(views.all_inner_texts()) == 3
    choose(tab, "mnist-aae-2")
    assert views.all_inner_texts() == ["Random samples", "The flower"]
    choose(tab, "mnist-dense-2")
    assert views.all_inner_texts() == ["Random samples", "The plane, 20 × 20"]


# --- picking ------------------------------------------------------------------------------------------


def middle(page: Page, index: int) -> tuple[float, float]:
    """The middle of a digit of the sheet, in pixels of the window."""
    box = page.locator(BOARD).bounding_box()
    assert box is not None
    columns = int(page.locator("#sample-grid").get_attribute("data-columns") or 0)
    size = box["width"] / columns
    row, column = divmod(index, columns)
    return box["x"] + (column + 0.5) * size, box["y"] + (row + 0.5) * size


def test_a_sample_is_picked_with_the_mouse(tab: Page) -> None:
    tab.mouse.click(*middle(tab, 37))
    assert picked(tab) == 37
    small = canvas_pixels(tab.locator("#sample-grid .picked .picture canvas"))[::4]
    np.testing.assert_array_equal(np.reshape(small, (28, 28)), cells(tab, 38)[37])
    expect(tab.locator("#sample-grid .picked .name")).to_have_text("Sample 38 of 100")
    tab.mouse.down()
    tab.mouse.move(*middle(tab, 52), steps=4)
    tab.mouse.up()
    assert picked(tab) == 52


def test_a_sample_is_picked_with_keys(tab: Page) -> None:
    columns = int(tab.locator("#sample-grid").get_attribute("data-columns") or 0)
    tab.locator(BOARD).focus()
    tab.keyboard.press("ArrowLeft")
    assert picked(tab) == 0
    for key, place in (
        ("ArrowRight", 1),
        ("ArrowDown", columns + 1),
        ("ArrowLeft", columns),
        ("ArrowUp", 0),
        ("End", 99),
        ("ArrowDown", 99),
        ("Home", 0),
    ):
        tab.keyboard.press(key)
        assert picked(tab) == place, key


def test_the_judge_says_what_it_reads(tab: Page) -> None:
    expect(tab.locator("#sample-grid .read")).to_have_text(
        re.compile(r"^read as \d, [\d.]+\s%$"), timeout=15_000
    )


def test_the_nearest_test_digits_are_those_of_the_backend(tab: Page) -> None:
    tab.locator("#sample-nearest").scroll_into_view_if_needed()
    tab.mouse.click(*middle(tab, 5)) if tab.locator(BOARD).is_visible() else None
    tab.locator(BOARD).focus()
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    place = picked(tab)
    expected = neighbours.nearest(sample.sample(MODEL, 100, 1).codes[place], MODEL)
    items = tab.locator("#sample-nearest li")
    expect(items.first).to_have_attribute("data-distance", f"{float(f'{expected[0].distance:.5g}')}")
    for item, row in zip(items.all(), expected, strict=True):
        assert item.get_attribute("data-label") == str(row.label)
        pixels = canvas_pixels(item.locator("canvas"))[::4]
        np.testing.assert_array_equal(np.reshape(pixels, (28, 28)), np.rint(row.picture * 255))


def test_quality_stands_beside_real_digits(tab: Page) -> None:
    panel = tab.locator("#sample-quality")
    panel.scroll_into_view_if_needed()
    figure = panel.locator('[data-figure="confidence"]')
    expect(figure).to_have_attribute("data-samples", re.compile(r"0\.\d+"), timeout=15_000)
    assert float(figure.get_attribute("data-real") or 0) > 0.9
    shares = [float(item.get_attribute("data-share") or 0) for item in panel.locator(".bars li").all()]
    assert sum(shares) == pytest.approx(1, abs=1e-3)


# --- from one digit to another ------------------------------------------------------------------------


def walked(page: Page) -> None:
    """Wait until the way that was asked for last is painted."""
    page.locator("#sample-between").scroll_into_view_if_needed()
    page.wait_for_function(
        """() => {
            const { asked, sequence } = document.querySelector('#sample-between').dataset;
            return asked && asked === sequence;
        }"""
    )


def lane(page: Page, name: str) -> list[int]:
    return canvas_pixels(page.locator(f'#sample-between [data-lane="{name}"] canvas'))[::4]


@pytest.mark.slow
def test_the_pixels_end_with_the_two_digits(tab: Page) -> None:
    walked(tab)
    slider = tab.locator("#sample-between .walk input")
    for place, end in (("Home", "first"), ("End", "second")):
        slider.focus()
        tab.keyboard.press(place)
        shown = canvas_pixels(tab.locator(f'#sample-between [data-end="{end}"] canvas'))[::4]
        assert lane(tab, "pixels") == shown
    second = np.rint(sample.sample(MODEL, 1, 1).pictures[0] * 255)
    np.testing.assert_array_equal(np.reshape(lane(tab, "codes"), (28, 28)), second)


def test_the_slider_is_dragged_with_the_mouse(tab: Page) -> None:
    walked(tab)
    tab.wait_for_load_state("networkidle")  # panels that fill up move those below them
    slider = tab.locator("#sample-between .walk input")
    slider.fill("0")
    start = lane(tab, "codes")
    box = slider.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] / 2, steps=6)
    tab.mouse.up()
    assert int(slider.input_value()) in (5, 6)
    assert lane(tab, "codes") != start


def test_a_step_is_picked_in_the_strip(tab: Page) -> None:
    walked(tab)
    pair = tab.locator("#sample-between .pair").first
    pair.click(position={"x": 28 * 2 * 2 + 20, "y": 20})
    expect(tab.locator("#sample-between")).to_have_attribute("data-step", "2")


@pytest.mark.slow
def test_straight_and_on_the_sphere_are_two_ways(tab: Page) -> None:
    walked(tab)
    expect(tab.locator("#sample-between .verdict")).to_contain_text("takes the short cut")
    straight = lane(tab, "codes")
    tab.get_by_role("button", name="On the sphere").click()
    expect(tab.locator("#sample-between .verdict")).to_contain_text("On the sphere it goes evenly")
    assert lane(tab, "codes") != straight
    hash_has(tab, "between_method=spherical")


@pytest.mark.slow
def test_wrong_steps_are_told_in_one_sentence(tab: Page) -> None:
    walked(tab)
    field, wrong = tab.locator("#sample-between .steps input"), tab.locator("#sample-between-wrong")
    for steps in ("1", "101", "", "x"):
        field.fill(steps)
        expect(wrong).to_have_text(
            "The number of steps must be a whole number from 2 to 100; it stays at 12."
        )
        field.fill("12")
        expect(wrong).to_be_hidden()


@pytest.mark.slow
def test_any_number_of_steps_is_shown(tab: Page) -> None:
    walked(tab)
    for steps in (2, 37, 100):
        tab.locator("#sample-between .steps input").fill(str(steps))
        walked(tab)
        widths = tab.locator("#sample-between .pair .picture:first-child canvas").evaluate_all(
            "(canvases) => canvases.map((canvas) => canvas.width / 28)"
        )
        assert sum(widths) == steps
        assert tab.locator("#sample-between .walk input").get_attribute("max") == str(steps - 1)


def test_ends_are_the_drawn_digit_an_example_or_the_picked_sample(app: RunningApp, tab: Page) -> None:
    walked(tab)
    before = lane(tab, "codes")
    tab.evaluate("() => scrollTo(0, 0)")
    drag_strokes(tab, digit(3), "#sample-pad")
    tab.mouse.click(*middle(tab, 20))
    walked(tab)
    tab.wait_for_timeout(300)
    walked(tab)
    assert lane(tab, "codes") != before
    tab.locator('#sample-between [data-end="second"] select').select_option("sample-20")
    tab.locator('#sample-between [data-end="first"] select').select_option("example-6")
    walked(tab)
    hash_has(tab, "between=example-6_sample-20")
    shown = lane(tab, "codes")
    link(tab, app, tab.url.split("#tab=sample&")[1])
    walked(tab)
    assert lane(tab, "codes") == shown


# --- arithmetic ---------------------------------------------------------------------------------------


def summed(page: Page) -> None:
    page.locator("#sample-arithmetic").scroll_into_view_if_needed()
    page.wait_for_function(
        """() => {
            const panel = document.querySelector('#sample-arithmetic');
            const canvas = panel.querySelector('.result .picture canvas');
            return panel.dataset.asked && canvas.dataset.sequence === panel.dataset.asked;
        }"""
    )


@pytest.mark.slow
def test_a_digit_minus_itself_leaves_the_third(app: RunningApp, tab: Page) -> None:
    summed(tab)
    result = tab.locator("#sample-arithmetic .result .picture canvas")
    before = canvas_pixels(result)
    for term, end in (("first", "example-4"), ("second", "example-4"), ("third", "example-9")):
        tab.locator(f'#sample-arithmetic [data-term="{term}"] select').select_option(end)
    summed(tab)
    kept = canvas_pixels(tab.locator('#sample-arithmetic [data-term="third"] .kept canvas'))
    after = canvas_pixels(result)
    assert after != before
    assert np.abs(np.subtract(after, kept)).max() <= 1
    hash_has(tab, "arithmetic=example-4_example-4_example-9")
    link(tab, app, tab.url.split("#tab=sample&")[1])
    summed(tab)
    assert canvas_pixels(result) == after


# --- what it means ------------------------------------------------------------------------------------


def test_the_formulas_hold_the_numbers_of_the_picked_sample(tab: Page) -> None:
    tab.locator(BOARD).focus()
    tab.keyboard.press("ArrowRight")
    code = sample.sample(MODEL, 100, 1).codes[1]
    meaning = tab.locator("#sample-meaning")
    expect(meaning.locator('[data-value="norm"]')).to_have_text(f"{np.linalg.norm(code):.3g}")
    shown = meaning.locator('[data-prior="normal"] [data-value="z"]').inner_html().replace("−", "-")
    assert float(shown) == pytest.approx(code[0], rel=0.01)
    expect(meaning.locator(".live")).to_contain_text("sample 2 is 16 numbers")
    meaning.locator(".fold").click()
    expect(meaning.locator(".body")).to_be_hidden()


# --- saving -------------------------------------------------------------------------------------------


def saved(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_the_picture_is_the_sheet_enlarged(tab: Page, tmp_path: Path) -> None:
    path = saved(tab, tab.locator('[data-save="png"]'), tmp_path)
    assert path.name == f"{MODEL}-seed-1-temperature-1-100.png"
    with Image.open(path) as picture:
        gray = np.asarray(picture.convert("L"))
    sheet = board(tab)
    assert gray.shape == (4 * sheet.shape[0], 4 * sheet.shape[1])
    for shift in (0, 3):
        np.testing.assert_array_equal(gray[shift::4, shift::4], sheet)


def test_the_codes_are_saved_with_all_that_is_needed_to_draw_them_again(tab: Page, tmp_path: Path) -> None:
    choose(tab, "mnist-cvae-16")
    tab.locator(COUNT).fill("7")
    tab.locator(SEED).fill("5")
    settled(tab)
    drawn = sample.sample("mnist-cvae-16", 7, 5)
    origin: dict[str, Any] = {
        "model": "mnist-cvae-16",
        "sha256": library.require("mnist-cvae-16").sha256,
        "view": "grid",
        "prior": "normal",
        "seed": 5,
        "temperature": 1,
    }
    found = json.loads(saved(tab, tab.locator('[data-save="json"]'), tmp_path).read_text())
    assert {name: found[name] for name in origin} == origin
    np.testing.assert_array_equal(np.float32([row["code"] for row in found["samples"]]), drawn.codes)
    assert [row["label"] for row in found["samples"]] == drawn.labels.tolist()

    text = saved(tab, tab.locator('[data-save="csv"]'), tmp_path).read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 7
    assert {name: rows[0][name] for name in origin} == {name: str(value) for name, value in origin.items()}
    codes = np.float32([[row[f"z{place + 1}"] for place in range(16)] for row in rows])
    np.testing.assert_array_equal(codes, drawn.codes)


def test_the_film_is_the_way_there_and_back(tab: Page, tmp_path: Path) -> None:
    tab.locator("#sample-between .steps input").fill("5")
    walked(tab)
    tab.locator("#sample-between .walk input").fill("2")
    shown = np.reshape(lane(tab, "codes"), (28, 28)), np.reshape(lane(tab, "pixels"), (28, 28))
    path = saved(tab, tab.locator('[data-save="gif"]'), tmp_path)
    assert path.name == f"{MODEL}-linear-5.gif"
    with Image.open(path) as gif:
        frames = [np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(gif)]
    assert len(frames) == 8
    width = 28 * ZOOM
    for picture, left in zip(shown, (0, width + GAP), strict=True):
        np.testing.assert_array_equal(frames[2][::ZOOM, left : left + width : ZOOM], picture)


# --- on a phone, and in Korean ------------------------------------------------------------------------


def test_on_a_phone_a_finger_picks_and_nothing_scrolls_sideways(app: RunningApp, phone: Page) -> None:
    link(phone, app, "draw_count=60")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator(BOARD).scroll_into_view_if_needed()
    phone.touchscreen.tap(*middle(phone, 17))
    assert picked(phone) == 17
    box = phone.locator("#sample-grid .board").bounding_box()
    assert box is not None
    assert box["width"] <= 340
    tops = [
        phone.locator(place).evaluate("(node) => node.getBoundingClientRect().top")
        for place in (
            "#sample-controls",
            "#sample-grid",
            "#sample-nearest",
            "#sample-quality",
            "#sample-pad",
            "#sample-between",
            "#sample-arithmetic",
            "#sample-meaning",
        )
    ]
    assert tops == sorted(tops)


@pytest.mark.parametrize(
    "address",
    first_every_day(
        "draw_count=400", "sampler=mnist-vae-2&draw_view=manifold", "sampler=mnist-aae-2&draw_view=flower"
    ),
)
def test_every_sheet_fits_a_phone(app: RunningApp, phone: Page, address: str) -> None:
    link(phone, app, address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    box = phone.locator("#sample-grid .board").bounding_box()
    assert box is not None
    sheet = board(phone)
    ratio = 3 * box["width"] / sheet.shape[1]
    assert ratio == pytest.approx(round(ratio), abs=0.01), "whole pixels of the screen"
    assert round(ratio) >= 1


def test_on_a_phone_the_walk_follows_a_finger(app: RunningApp, phone: Page) -> None:
    link(phone, app, "between=example-0_example-8")
    walked(phone)
    slider = phone.locator("#sample-between .walk input")
    slider.scroll_into_view_if_needed()
    slider.fill("0")
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    session = phone.context.new_cdp_session(phone)
    for kind, x in (("touchStart", 12), ("touchMove", box["width"] / 2), ("touchMove", box["width"] - 4)):
        fingers = [{"x": box["x"] + x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert int(slider.input_value()) >= 10


def test_every_word_is_there_in_korean(app: RunningApp, desktop: Page) -> None:
    link(desktop, app, "language=ko&sampler=mnist-cvae-16")
    walked(desktop)
    summed(desktop)
    words = desktop.locator("#tab-sample").inner_text()
    assert "새 숫자 뽑기" in words
    assert not [
        line for line in words.splitlines() if line.startswith(("sample.", "sample_", "page.", "models."))
    ]
    assert "{" not in words
