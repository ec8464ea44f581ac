"""Digits of the map in a real browser: pointed at, picked, decoded between, and one's own among them."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.backend import latent
from playground.backend import map as maps
from playground.backend.reconstruct import decode
from playground.measures.shepard import shepard_weights
from tests.browser.map import click_tab, open_tab, shown
from tests.browser.pad import digit, drag_strokes
from tests.browser.panels import close_to, eventually, number, outside
from tests.conftest import RunningApp

MODEL = "mnist-vae-16"
DIGIT = 247  # a 4 that is written much like a 6
COUNT = 10
REBUILT = "#map-picture .rebuilt canvas"
NEAR = "#map-picked .near li"


# --- pointing, picking, decoding -------------------------------------------------------------------------


def test_a_dot_shows_its_digit_a_click_its_neighbours_and_a_drag_what_lies_between(desktop: Page) -> None:
    click_tab(desktop)
    ready(desktop)
    index = pointed_at(desktop, DIGIT)
    picture = desktop.locator("#map-picture")
    eventually(desktop, close_to(desktop.locator(REBUILT).first, pictures(index)[0]), "the decoded digit")
    expect(picture.locator(".headline")).to_contain_text(f"A {labels()[index]} test digit no. {index:,}")
    expect(fact(picture, "reads_rebuilt")).to_contain_text(f"{reading('rebuilt_readings', index)},")

    desktop.mouse.down()
    desktop.mouse.up()
    picked(desktop, index)
    nearest, distances = nearest_codes(index)
    found = desktop.locator(NEAR)
    assert indices(found) == nearest
    assert [float(text) for text in found.locator(".number").all_inner_texts()] == pytest.approx(
        distances, rel=0.006
    )
    for place, decoded in enumerate(pictures(*nearest)):
        eventually(desktop, close_to(found.locator("canvas").nth(place), decoded), f"neighbour {place}")

    found.first.locator("button").focus()
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("Enter")
    picked(desktop, nearest[1])
    desktop.locator("#map-picked .back").click()
    picked(desktop, index)

    desktop.locator("#latent-map").scroll_into_view_if_needed()
    box = desktop.locator("#latent-map").bounding_box()
    assert box is not None
    desktop.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    desktop.mouse.down()
    desktop.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.4 * box["height"], steps=8)
    expect(picture).to_have_attribute("data-kind", "decoded")
    assert not picture.get_attribute("data-index")
    point = desktop.evaluate("[playground.map.point.x, playground.map.point.y]")
    eventually(desktop, close_to(desktop.locator(REBUILT).first, decoded_at(*point)), "the decoded place")
    desktop.mouse.up()


def test_my_digit_lies_where_the_backend_puts_it_and_goes_with_its_ink(desktop: Page) -> None:
    click_tab(desktop)
    ready(desktop)
    panel = desktop.locator("#map-digit")
    expect(panel.locator(".empty")).to_be_visible()  # the example that an empty pad shows is not one's own
    assert desktop.evaluate("playground.map.mine") is None
    draw(desktop, 3)

    def its_neighbours() -> bool:
        around = maps.locate(own_digit(desktop), MODEL).neighbours
        return indices(panel.locator("li")) == [neighbour.index for neighbour in around]

    eventually(desktop, its_neighbours, "the neighbours of the whole digit")
    place = maps.locate(own_digit(desktop), MODEL)
    mine = desktop.evaluate(
        """() => {
            const [{ atlas, layout }] = playground.map.views;
            return atlas.placeOf(layout, playground.map.mine.neighbours);
        }"""
    )
    assert mine == pytest.approx([place.x, place.y], abs=1e-3)
    expect(panel.locator(".reading")).to_contain_text(f"{round(100 * place.shares.max())}\u00a0%")
    desktop.locator("#map-pad-clear").click()
    expect(panel.locator(".empty")).to_be_visible()
    assert desktop.evaluate("playground.map.mine") is None


# --- neighbours that are none ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("key", ["umap-2", "pca-3"])
def test_who_is_near_on_the_map_alone_is_said_with_its_true_rank(
    desktop: Page, app: RunningApp, key: str
) -> None:
    open_map(desktop, app, f"map_key={key}&map_picked={DIGIT}")
    picked(desktop, DIGIT)
    layout = maps.layout(MODEL, key).points
    on_map = np.linalg.norm(layout - layout[DIGIT], axis=1)
    in_code = code_distances(DIGIT)
    nearest, _ = nearest_codes(DIGIT)
    beside = [int(row) for row in np.argsort(on_map) if row != DIGIT][:COUNT]
    strangers = [row for row in beside if row not in nearest]
    found = desktop.locator("#map-picked .strangers li")
    assert indices(found) == strangers
    assert [number(text) for text in found.locator(".apart").all_inner_texts()] == [
        rank(in_code, row) for row in strangers
    ]
    for item, row in zip(desktop.locator(NEAR).all(), nearest, strict=True):
        place = rank(on_map, row)
        said = item.locator(".apart").inner_text()
        assert said == ("" if place <= COUNT else f"map {place:,}")
    told = desktop.locator("#map-picked .near .hint").first
    expect(told).to_contain_text(f"{COUNT - len(strangers)} of these {COUNT}")


@pytest.mark.slow
def test_a_map_of_a_sample_says_who_is_not_on_it(desktop: Page, app: RunningApp) -> None:
    open_map(desktop, app, f"map_picked={DIGIT}")
    picked(desktop, DIGIT)
    desktop.evaluate(
        """() => {
            const [{ model, layout }] = playground.map.views;
            const indices = Int32Array.from({ length: 5000 }, (_, row) => 2 * row);
            const points = Float32Array.from({ length: 10000 }, (_, at) => layout.points[4 * (at >> 1) + (at % 2)]);
            const trust = layout.trust.filter((_, row) => row % 2 === 0);
            const facts = layout.facts;
            const computed = { model, key: 'computed', dimensions: 2, points, trust, indices, facts };
            playground.showComputed(0, playground.mapLayout(computed));
        }"""
    )
    told = desktop.locator("#map-picked .near .hint").first
    expect(told).to_contain_text("without this digit")  # its number is odd
    expect(fact(desktop.locator("#map-picture"), "trust")).to_have_text("–")
    even = next(row for row in nearest_codes(DIGIT)[0] if row % 2 == 0)
    desktop.locator(f'#map-picked .near li[data-index="{even}"] button').click()
    picked(desktop, even)
    for item in desktop.locator(NEAR).all():
        absent = int(item.get_attribute("data-index") or -1) % 2 == 1
        assert (item.locator(".apart").inner_text() == "not on it") == absent


@pytest.mark.slow
def test_two_networks_stand_side_by_side(desktop: Page, app: RunningApp) -> None:
    other = "mnist-vae-2"
    open_map(desktop, app, f"map_beside={other}_umap-2&map_picked={DIGIT}")
    shown(desktop, 1, model=other)
    blocks = desktop.locator("#map-picked .view:not([hidden])")
    expect(blocks).to_have_count(2)
    for block, model in zip(blocks.all(), (MODEL, other), strict=True):
        eventually(
            desktop,
            lambda block=block, model=model: (
                indices(block.locator(".near li")) == nearest_codes(DIGIT, model)[0]
            ),
            f"the neighbours in {model}",
        )
    canvases = desktop.locator("#map-picture .rebuilt:not([hidden]) canvas")
    expect(canvases).to_have_count(2)
    for place, model in enumerate((MODEL, other)):
        eventually(
            desktop, close_to(canvases.nth(place), pictures(DIGIT, model=model)[0]), f"that of {model}"
        )
    draw(desktop, 3)
    for model in (MODEL, other):
        eventually(
            desktop,
            lambda model=model: (
                neighbours_of_mine(desktop, model)
                == [neighbour.index for neighbour in maps.locate(own_digit(desktop), model).neighbours]
            ),
            f"where {model} puts it",
        )


# --- decoders of other kinds -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("model", ["mnist-conv-10", "mnist-cvae-16", "mnist-pca-64"])
def test_every_kind_of_decoder_answers(desktop: Page, app: RunningApp, model: str) -> None:
    open_map(desktop, app, f"map={model}")
    index = pointed_at(desktop, DIGIT)
    canvas = desktop.locator(REBUILT).first
    eventually(desktop, close_to(canvas, pictures(index, model=model)[0]), "the decoded digit")
    desktop.evaluate("playground.setMap({ point: { view: 0, x: 0.1, y: -0.2 } })")
    expect(desktop.locator("#map-picture")).to_have_attribute("data-kind", "decoded")
    eventually(desktop, close_to(canvas, decoded_at(0.1, -0.2, model)), "the decoded place")


@pytest.mark.slow
def test_a_decoded_place_is_that_of_the_map_that_is_there_now(desktop: Page, app: RunningApp) -> None:
    open_map(desktop, app)
    pointed_at(desktop, DIGIT)
    desktop.evaluate("playground.setView(0, { model: 'mnist-vae-2' })")
    shown(desktop, model="mnist-vae-2")
    index = int(desktop.locator("#map-picture").get_attribute("data-index") or -1)
    eventually(
        desktop,
        close_to(desktop.locator(REBUILT).first, pictures(index, model="mnist-vae-2")[0]),
        "the same digit through the other network",
    )


# --- languages, phones, keys -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_phone_taps_a_dot_and_nothing_lies_outside(phone: Page, app: RunningApp) -> None:
    open_map(phone, app)
    phone.locator("#latent-map").scroll_into_view_if_needed()
    x, y = on_screen(phone, DIGIT)
    phone.touchscreen.tap(x, y)
    phone.wait_for_function("() => playground.map.picked !== null")
    index = phone.evaluate("playground.map.picked")
    picked(phone, index)
    expect(phone.locator("#map-picture")).to_have_attribute("data-index", str(index))
    draw(phone, 3)
    for name in ("map-picture", "map-picked", "map-digit"):
        assert outside(phone.locator(f"#{name}")) == [], name
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_the_panels_speak_korean(desktop: Page, app: RunningApp) -> None:
    open_map(desktop, app, f"map_picked={DIGIT}")
    draw(desktop, 3)
    desktop.get_by_role("button", name="한국어").click()
    expect(desktop.locator("#map-picked")).to_contain_text("고른 숫자와 그 이웃")
    for name in ("map-picture", "map-picked", "map-digit"):
        words = desktop.locator(f"#{name}").inner_text()
        assert not re.search(r"\b(the|of|digit|nearest|code|between)\b", words), name


@pytest.mark.slow
def test_keys_step_through_the_neighbours_and_picks_are_said(desktop: Page, app: RunningApp) -> None:
    open_map(desktop, app, f"map_picked={DIGIT}")
    picked(desktop, DIGIT)
    focused = "document.activeElement.closest('li')?.dataset.index"
    nearest, _ = nearest_codes(DIGIT)
    desktop.locator(NEAR).first.locator("button").focus()
    for key, place in (("End", -1), ("ArrowRight", -1), ("Home", 0), ("ArrowLeft", 0), ("ArrowDown", 1)):
        desktop.keyboard.press(key)
        assert int(desktop.evaluate(focused)) == nearest[place], key
    desktop.keyboard.press("Enter")
    picked(desktop, nearest[1])
    expect(desktop.locator("#map-said")).to_contain_text(f"test digit no. {nearest[1]:,}")
    expect(desktop.locator("#map-said")).to_contain_text("weighted by nearness")


# --- what the tests share --------------------------------------------------------------------------------


def ready(page: Page) -> None:
    """Wait until the map is drawn and has its codes."""
    page.wait_for_function("() => playground.mapFrames?.[0].scene()")
    page.evaluate("playground.map.views[0].atlas.codes()")


def open_map(page: Page, app: RunningApp, address: str = "") -> None:
    open_tab(page, app, address)
    ready(page)


def on_screen(page: Page, index: int) -> tuple[float, float]:
    """Where on the screen a digit's dot is."""
    box = page.locator("#latent-map").bounding_box()
    assert box is not None
    x, y = page.evaluate(
        """(index) => {
            const { layout, places } = playground.mapFrames[0].scene();
            return [...places.subarray(3 * layout.row(index), 3 * layout.row(index) + 2)];
        }""",
        index,
    )
    return box["x"] + x, box["y"] + y


def pointed_at(page: Page, index: int) -> int:
    """Move the mouse to a digit's dot; returns the digit that is told of, the same or one right beside it."""
    page.locator("#latent-map").scroll_into_view_if_needed()
    x, y = on_screen(page, index)
    page.mouse.move(x - 40, y - 40)
    page.mouse.move(x, y, steps=3)
    page.wait_for_function(
        """() => {
            const { hovered } = playground.map;
            return hovered && document.querySelector('#map-picture').dataset.index === String(hovered.index);
        }"""
    )
    found = int(page.locator("#map-picture").get_attribute("data-index") or -1)
    assert np.hypot(*np.subtract(on_screen(page, found), (x, y))) < 3
    return found


def picked(page: Page, index: int) -> None:
    expect(page.locator("#map-picked")).to_have_attribute("data-index", str(index))


def draw(page: Page, label: int) -> None:
    """Draw a digit on the map's pad and wait until its place is known."""
    page.locator("#map-pad canvas").scroll_into_view_if_needed()
    drag_strokes(page, digit(label), "#map-pad")
    page.wait_for_function(
        """() => {
            let drawn = null;
            playground.onDigit((digit) => (drawn = digit));
            return drawn && !drawn.example && playground.map.mine?.key === drawn.key;
        }"""
    )


def own_digit(page: Page) -> np.ndarray:
    """The digit (28, 28) in [0, 1] that the pad stands for."""
    key = page.evaluate("() => new Promise((resolve) => playground.onDigit(({ key }) => resolve(key)))")
    return np.frombuffer(base64.b64decode(key), np.uint8).reshape(28, 28).astype(np.float32) / 255


def neighbours_of_mine(page: Page, model: str) -> list[int]:
    """The neighbours of the drawn digit that the page found in a network's codes."""
    return page.evaluate(
        "(model) => (playground.map.mine?.of[model]?.neighbours ?? []).map(({ index }) => index)", model
    )


def indices(items: Locator) -> list[int]:
    return [int(index) for index in items.evaluate_all("(all) => all.map((item) => item.dataset.index)")]


def fact(panel: Locator, name: str) -> Locator:
    return panel.locator(f'[data-value="{name}"]')


def labels() -> np.ndarray:
    return latent.points(MODEL).labels


def reading(name: str, index: int) -> int:
    return int(latent.atlas_tensor(MODEL, name)[index])


def pictures(*digits: int, model: str = MODEL) -> np.ndarray:
    return maps.pictures(np.array(digits), model)


def code_distances(index: int, model: str = MODEL) -> np.ndarray:
    codes = latent.points(model).codes.astype(np.float64)
    return np.linalg.norm(codes - codes[index], axis=1)


def nearest_codes(index: int, model: str = MODEL) -> tuple[list[int], list[float]]:
    """The ten digits nearest to another in code space, and their distances."""
    distances = code_distances(index, model)
    nearest = [int(row) for row in np.argsort(distances) if row != index][:COUNT]
    return nearest, [float(distances[row]) for row in nearest]


def rank(distances: np.ndarray, row: int) -> int:
    """How many-th nearest a row is; the digit itself, at distance 0, does not count."""
    return int((distances < distances[row]).sum())


def decoded_at(x: float, y: float, model: str = MODEL) -> np.ndarray:
    """What lies at a place of the map: the weighted mean of the nearest codes, decoded."""
    known = latent.points(model)
    distances = np.linalg.norm(maps.layout(model, "umap-2").points - (x, y), axis=1)
    nearest = np.argsort(distances)[:COUNT]
    weights = shepard_weights(distances[nearest])
    shares = np.bincount(known.labels[nearest], weights, minlength=10)
    label = int(shares.argmax()) if latent.space(model).conditional else None
    return decode(weights @ known.codes[nearest], model, label)
