"""The map's panels in a real browser: what was chosen, pixels against codes, trust, what it means, the worksheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from scipy.stats import spearmanr

from playground.backend import latent, manifold
from playground.backend import map as maps
from tests.browser.map import open_tab, shown
from tests.browser.panels import close_to, eventually, gray, number, outside, scroll_to, values
from tests.conftest import RunningApp

MODEL = "mnist-vae-16"
DIGIT = 247  # a 4 that is written much like a 6
TYPICAL = {4: 2094, 2: 2157, 9: 7322}  # digits nearest to the mean code of their label
PANELS = (
    "map-selection",
    "map-trust",
    "map-pixels",
    "map-halfway",
    "map-random",
    "map-meaning",
    "map-worksheet",
)
VISIBLE = 1.01 / 255  # two decoders may round a gray level differently
PATIENCE = 20_000  # ms, for what the server or a worker answers for the first time


def test_found_digits_are_counted_shown_and_saved_and_a_picked_one_has_neighbours_in_pixels(
    desktop: Page, app: RunningApp
) -> None:
    open_tab(desktop, app, "map_chosen=misread")
    misread = np.flatnonzero(tensor("readings") != labels())
    panel = desktop.locator("#map-selection")
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-painted", str(min(60, len(misread))), timeout=PATIENCE)
    assert number(panel.locator(".count").inner_text()) == len(misread)
    counts = np.bincount(labels()[misread], minlength=10)
    assert counted(panel) == counts.tolist()
    expect(panel.locator(".read")).to_contain_text(f"misreads {len(misread)} of the originals")
    shown = panel.locator(".gallery canvas")
    np.testing.assert_allclose(gray(shown.nth(3)), picture(misread[3]), atol=VISIBLE)

    with desktop.expect_download() as saved:
        panel.locator("#map-selection-csv").click()
    rows = list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text())))
    assert [int(row["index"]) for row in rows] == misread.tolist()
    places = maps.layout(MODEL, "umap-2").points[misread]
    np.testing.assert_allclose([[float(row["x"]), float(row["y"])] for row in rows], places, atol=1e-4)
    assert [int(row["read_as"]) for row in rows] == tensor("readings")[misread].astype(int).tolist()

    panel.locator(".gallery button").nth(3).click()
    pixels = desktop.locator("#map-pixels")
    pixels.scroll_into_view_if_needed()
    expect(pixels).to_have_attribute("data-index", str(misread[3]), timeout=PATIENCE)
    expected = manifold.pixel_neighbours(int(misread[3]), MODEL)
    assert indices(pixels.locator('[data-space="pixels"] li')) == [one.index for one in expected]
    near, _ = maps.nearest_codes(codes()[misread[3]][None], MODEL, 11)
    assert indices(pixels.locator('[data-space="codes"] li')) == near[0][1:].tolist()


# --- what was chosen -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_box_around_nothing_says_so_and_one_around_digits_shows_them(
    desktop: Page, app: RunningApp
) -> None:
    open_tab(desktop, app)
    panel = desktop.locator("#map-selection")
    expect(panel.locator(".lead")).to_contain_text("lasso")
    choose_box(desktop, [-1, -0.9, -1, -0.9])
    expect(panel.locator(".problem")).to_have_text(re.compile("no digit in there.*wider"))
    expect(panel.locator(".content")).to_be_hidden()
    expect(panel.locator("#map-selection-csv")).to_be_disabled()

    choose_box(desktop, [0, 0.4, -0.5, -0.3])
    expect(panel.locator(".problem")).to_be_hidden()
    x, y = maps.layout(MODEL, "umap-2").points.T
    inside = np.flatnonzero((x >= 0) & (x <= 0.4) & (y >= -0.5) & (y <= -0.3))
    eventually(desktop, lambda: number(panel.locator(".count").inner_text()) == len(inside), "their count")
    assert counted(panel) == np.bincount(labels()[inside], minlength=10).tolist()
    expect(panel.locator(".gallery li")).to_have_count(60)
    panel.locator(".more").click()
    expect(panel.locator(".gallery li")).to_have_count(120)
    panel.locator("#map-selection-clear").click()
    expect(panel.locator(".content")).to_be_hidden()
    assert desktop.evaluate("playground.map.selection") is None


# --- pixels against codes --------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_two_middles_are_those_of_the_backend_and_stay_in_the_address(
    desktop: Page, app: RunningApp
) -> None:
    open_tab(desktop, app, f"map_picked={DIGIT}")
    panel = scroll_to(desktop, "map-halfway")
    shows_middles(desktop, panel, TYPICAL[2], TYPICAL[9])
    panel.locator('[data-role="first"] select').select_option("t4")
    shows_middles(desktop, panel, TYPICAL[4], TYPICAL[9])
    panel.locator('[data-role="second"] select').select_option(str(DIGIT))
    shows_middles(desktop, panel, TYPICAL[4], DIGIT)
    assert f"map_halfway=t4_{DIGIT}" in desktop.url
    address = desktop.url
    desktop.goto("about:blank")
    desktop.goto(address)
    shown(desktop)
    shows_middles(desktop, scroll_to(desktop, "map-halfway"), TYPICAL[4], DIGIT)


def shows_middles(page: Page, panel: Locator, first: int, second: int) -> None:
    expect(panel).to_have_attribute("data-ends", f"{first} {second}", timeout=PATIENCE)
    expected = manifold.halfway(first, second, MODEL)
    for role in ("pixels", "manifold"):
        figure, reading = panel.locator(f'[data-role="{role}"]'), getattr(expected, f"{role}_reading")
        eventually(page, close_to(figure.locator("canvas"), getattr(expected, role)), role)
        read = figure.locator(".read").inner_text()
        assert f"read as {reading.label}" in read
        assert number(read.split(",")[1]) == pytest.approx(100 * reading.confidence, rel=0.006)
    for role, index in (("first", first), ("second", second)):
        eventually(page, close_to(panel.locator(f'[data-role="{role}"] canvas'), picture(index)), role)


@pytest.mark.slow
def test_a_random_picture_has_the_distances_of_the_backend_and_a_place_on_the_map(
    desktop: Page, app: RunningApp
) -> None:
    open_tab(desktop, app)
    panel = scroll_to(desktop, "map-random")
    panel.locator("#map-random-next").click()
    expect(panel).to_have_attribute("data-seed", "2", timeout=PATIENCE)
    expected = manifold.random_picture(2, MODEL)
    for name, value in {
        "pixel_distance": expected.pixels.nearest,
        "pixel_spread": 100 * expected.pixels.spread,
        "digit_pixel_distance": expected.usual_pixels.nearest,
        "digit_pixel_spread": 100 * expected.usual_pixels.spread,
        "code_distance": expected.code_distance,
        "digit_code_distance": expected.usual_code_distance,
    }.items():
        shown = number(panel.locator(f'[data-value="{name}"]').inner_text())
        assert shown == pytest.approx(value, rel=0.006), name
    np.testing.assert_allclose(gray(panel.locator('[data-role="pixels"]')), expected.picture, atol=VISIBLE)
    np.testing.assert_allclose(gray(panel.locator('[data-role="rebuilt"]')), expected.rebuilt, atol=VISIBLE)
    panel.locator("#map-random-seed").fill("none")
    expect(panel.locator("#map-random-seed")).to_have_attribute("aria-invalid", "true")
    panel.locator("#map-random-place").click()
    near, _ = maps.nearest_codes(expected.code[None], MODEL)
    desktop.wait_for_function("() => playground.map.mine")
    marked = desktop.evaluate("playground.map.mine.neighbours.map(({ index }) => index)")
    assert marked == near[0].tolist()


# --- where not to believe it -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("key", ["umap-2", "tsne-2", "pca-2"])
def test_every_warning_states_what_was_measured_of_this_map(desktop: Page, app: RunningApp, key: str) -> None:
    open_tab(desktop, app, f"map_key={key}")
    panel = trusted(desktop, key)
    layout = maps.layout(MODEL, key)
    near = panel.locator('[data-warning="near"] p').inner_text()
    assert f"{layout.trust.mean():#.3g} on average" in near
    assert f"{100 * (layout.trust == 0).mean():#.3g}\u00a0%" in near
    assert measured(panel, "kept") == pytest.approx(layout.trust.mean(), rel=0.006)
    for name, (on_map, in_code) in rankings(layout.points).items():
        assert measured(panel, name) == pytest.approx(spearmanr(on_map, in_code).statistic, abs=0.006), name
    if key == "pca-2":
        squares = np.linalg.svd(codes() - codes().mean(0), compute_uv=False) ** 2
        share = 100 * squares[:2].sum() / squares.sum()
        assert number(
            panel.locator('[data-warning="shadow"] p').inner_text().split("only")[1]
        ) == pytest.approx(share, rel=0.006)


def rankings(points: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Extents of the labels and distances between their middles, on the map and in the code."""

    def both(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        means = np.stack([table[labels() == label].mean(0) for label in range(10)])
        apart = np.linalg.norm(means[:, None] - means, axis=-1)[np.triu_indices(10, 1)]
        spread = np.array([((table[labels() == at] - means[at]) ** 2).sum(1).mean() for at in range(10)])
        return spread, apart

    (sizes, distances), (own_sizes, own_distances) = both(points), both(codes())
    return {"sizes": (sizes, own_sizes), "distances": (distances, own_distances)}


@pytest.mark.slow
def test_every_warning_has_buttons_that_show_it_on_this_map(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    panel = trusted(desktop, "umap-2")
    for key in ("umap-2-neighbours-5", "umap-2-neighbours-100", "umap-2-seed-1"):
        button = panel.locator(f'[data-show="{key}"]')
        button.click()
        trusted(desktop, f"umap-2 {key}")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(panel.locator("thead th")).to_have_count(3)
    button.click()
    trusted(desktop, "umap-2")
    expect(button).to_have_attribute("aria-pressed", "false")
    for switch in ("trust", "ground"):
        panel.locator(f'[data-show="{switch}"]').click()
        assert desktop.evaluate(f"playground.map.{switch}") is True
        expect(panel.locator(f'[data-show="{switch}"]')).to_have_attribute("aria-pressed", "true")
    panel.locator('[data-show="worst"]').click()
    desktop.wait_for_function("() => playground.map.picked !== null")
    picked = desktop.evaluate("playground.map.picked")
    assert maps.layout(MODEL, "umap-2").trust[picked] == 0


# --- what it means ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_formula_ties_the_picked_digit_as_umap_does(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, f"map_picked={DIGIT}")
    panel = desktop.locator("#map-meaning")
    expect(panel).to_have_attribute("data-index", str(DIGIT), timeout=PATIENCE)
    shown = values(panel)
    near, distances = maps.nearest_codes(codes()[DIGIT][None], MODEL, 15)
    assert near[0][0] == DIGIT
    distances = distances[0][1:]
    assert shown["nearest"] == pytest.approx(distances[0], rel=0.006)
    assert shown["distance"] == pytest.approx(distances[4], rel=0.006)
    assert shown["sum"] == pytest.approx(np.log2(15), rel=0.006)
    ties = np.exp(-(distances - distances[0]) / shown["width"])
    assert ties.sum() == pytest.approx(np.log2(15), rel=0.01)
    assert shown["tie"] == pytest.approx(ties[4], rel=0.02)
    expect(panel.locator(".ties circle")).to_have_count(14)
    panel.locator("summary").click()
    expect(panel.locator(".springs line")).to_have_count(14)
    expect(panel.locator(".live")).to_contain_text(f"no. {DIGIT}, a {labels()[DIGIT]}")


@pytest.mark.slow
def test_every_step_of_the_worksheet_sets_the_map_from_wherever_it_is(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "map=mnist-vae-2&map_key=pca-2&map_beside=mnist-vae-16_tsne-2&map_chosen=label_3")
    panel = desktop.locator("#map-worksheet")
    for question in panel.locator("li > details > summary").all():
        question.click()
    chosen = "playground.map.selection?.kind === '{}' && playground.map.selection.indices.length === {}"
    counts = np.bincount(labels(), minlength=10)
    border = "playground.map.views[0].range?.[0] === {}"
    after = {
        "start": "playground.map.views.length === 1 && playground.map.selection === null",
        "ones": chosen.format("label", counts[1]),
        "fives": chosen.format("label", counts[5]),
        "border_3_5": border.format(-0.25),
        "border_4_9": border.format(0.1),
        "tsne": "playground.map.views[1]?.layout?.key === 'tsne-2'",
        "misread": chosen.format("misread", int((tensor("readings") != labels()).sum())),
        "hard": chosen.format("hard", 100),
        "map_centre": "playground.map.point?.x === 0 && playground.map.point?.y === 0",
        "code_centre": "playground.map.mine?.code.every((value) => value === 0)",
        "halfway": "playground.map.ends.join() === 't4,t9'",
        "random": "playground.map.mine?.code.some((value) => value !== 0)",
    }
    found = {node.get_attribute("data-do") for node in panel.locator("[data-do]").all()}
    assert found == set(after)
    for step, there in after.items():
        panel.locator(f'[data-do="{step}"]').first.click()
        desktop.wait_for_function(f"() => {there}")
        view = desktop.evaluate("(({ model, key }) => `${model} ${key}`)(playground.map.views[0])")
        assert view == f"{MODEL} umap-2", step
    seen = panel.locator('[data-question="random"] figure')
    expect(seen).to_be_visible()
    _, distances = maps.nearest_codes(np.array([desktop.evaluate("[...playground.map.mine.code]")]), MODEL, 1)
    said = seen.locator("figcaption").inner_text().split("digit is")[1]
    assert number(said) == pytest.approx(distances[0, 0], rel=0.006)
    before = desktop.evaluate("[...playground.map.mine.code]")
    panel.locator('[data-do="random"]').click()
    desktop.wait_for_function("(code) => playground.map.mine.code[0] !== code[0]", arg=before)
    expect(panel.locator(".problem")).to_be_hidden()


@pytest.mark.slow
def test_an_answer_folds_out_only_when_it_is_asked_for(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    question = desktop.locator('#map-worksheet [data-question="pairs"]')
    expect(question.locator(".choice")).to_be_hidden()
    question.locator("summary").first.click()
    expect(question.locator(".choice")).to_be_visible()
    expect(question.locator(".answer p")).to_be_hidden()
    question.locator(".answer summary").click()
    expect(question.locator(".answer p")).to_contain_text("3 and 5")


# --- both languages, and a phone -------------------------------------------------------------------------


@pytest.mark.slow
def test_the_panels_speak_korean(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, f"map_picked={DIGIT}&map_chosen=label_3&language=ko")
    for name in PANELS:
        panel = filled(desktop, name)
        for summary in panel.locator("summary").all():
            summary.click()
        assert not re.search(r"\b(the|this|digit|map|nearest|of)\b", panel.inner_text()), name


@pytest.mark.slow
def test_a_phone_shows_every_panel_and_nothing_lies_outside(phone: Page, app: RunningApp) -> None:
    open_tab(phone, app, f"map_picked={DIGIT}&map_chosen=label_3")
    for name in PANELS:
        panel = filled(phone, name)
        assert outside(panel) == [], name
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


# --- what the tests share --------------------------------------------------------------------------------


def choose_box(page: Page, shape: list[float]) -> None:
    page.evaluate("(shape) => playground.choose({ kind: 'box', shape, view: 0 })", shape)


def filled(page: Page, name: str) -> Locator:
    """A panel in sight with its answer in it."""
    panel = page.locator(f"#{name}")
    panel.scroll_into_view_if_needed()
    if name in ("map-meaning", "map-worksheet"):
        expect(panel.locator(".body")).to_be_visible()
    elif name == "map-halfway":
        expect(panel).to_have_attribute("data-ends", re.compile(r"\d+ \d+"), timeout=PATIENCE)
    else:
        expect(panel.locator(".content")).to_be_visible(timeout=PATIENCE)
    return panel


def trusted(page: Page, keys: str) -> Locator:
    """The panel about trust, once it is about these maps."""
    panel = page.locator("#map-trust")
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-maps", keys, timeout=PATIENCE)
    return panel


def measured(panel: Locator, name: str) -> float:
    text = panel.locator(f'[data-measure="{name}"] td').first.inner_text()
    return number(text)


def counted(panel: Locator) -> list[int]:
    """The histogram: how many of each label."""
    return [int(item.get_attribute("data-count") or -1) for item in panel.locator(".bars li").all()]


def indices(items: Locator) -> list[int]:
    return [int(item.get_attribute("data-index") or -1) for item in items.all()]


def picture(index: int) -> np.ndarray:
    return maps.pictures(np.array([index]), MODEL)[0]


def codes() -> np.ndarray:
    return latent.points(MODEL).codes


def labels() -> np.ndarray:
    return latent.points(MODEL).labels


def tensor(name: str) -> np.ndarray:
    return latent.atlas_tensor(MODEL, name).float().numpy()
