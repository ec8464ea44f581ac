"""The map itself in a real browser: its points, what mouse, fingers and keys do on it, and what is drawn over them."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Playwright, expect

from playground.backend import latent
from playground.backend import map as maps
from tests.browser.chromium import launch_arguments
from tests.browser.conftest import DESKTOP
from tests.browser.map import click_tab, open_tab, shown, state
from tests.browser.panels import eventually
from tests.conftest import RunningApp

MODEL = "mnist-vae-16"
COUNT = 10_000
DIGIT = 247
NEAREST = 10
MAP = "#latent-map"
BESIDE = "#latent-map-beside"


@pytest.fixture
def view(desktop: Page) -> Page:
    """The tab with its first map, drawn by Plotly."""
    click_tab(desktop)
    drawn(desktop)
    return desktop


def drawn(page: Page, node: str = MAP, by: str = "plotly") -> None:
    """Wait until a map stands still and is drawn, by Plotly or as dots on a canvas."""
    page.wait_for_function(
        """([node, by]) => {
            const { drawing, moving } = document.querySelector(node)?.dataset ?? {};
            return drawing === by && !moving;
        }""",
        arg=[node, by],
    )


def points(key: str = "umap-2") -> np.ndarray:
    return maps.layout(MODEL, key).points


def labels() -> np.ndarray:
    return latent.points(MODEL).labels


def place(page: Page, left: float, top: float, node: str = MAP) -> tuple[float, float]:
    """Where on the screen a share of the map is."""
    box = page.locator(node).bounding_box()
    assert box is not None
    return box["x"] + left * box["width"], box["y"] + top * box["height"]


def on_screen(page: Page, index: int, node: str = MAP) -> tuple[float, float]:
    """Where on the screen a digit's dot is, as Plotly's axes say."""
    return tuple(  # type: ignore[return-value]
        page.evaluate(
            """([index, node, at]) => {
                const chart = document.querySelector(node);
                const { xaxis, yaxis } = chart._fullLayout;
                const [x, y] = playground.map.views[at].layout.place(index);
                const box = chart.getBoundingClientRect();
                return [box.left + xaxis.l2p(x), box.top + yaxis.l2p(y)];
            }""",
            [index, node, int(node == BESIDE)],
        )
    )


def window(page: Page) -> list[float]:
    """The range that Plotly shows: [x0, x1, y0, y1]."""
    return page.evaluate(
        f"(({{ xaxis, yaxis }}) => [...xaxis.range, ...yaxis.range])(document.querySelector('{MAP}')._fullLayout)"
    )


def traces(page: Page, node: str = MAP) -> list[dict[str, Any]]:
    """What Plotly draws: the gray context, then one trace a label."""
    return page.evaluate(
        """(node) => document.querySelector(node).data.map(({ type, marker, customdata, x, y }) => (
            { type, symbol: marker.symbol, color: marker.color, index: [...customdata], x: [...x], y: [...y] }))""",
        node,
    )


def drag(page: Page, *way: tuple[float, float]) -> None:
    page.mouse.move(*way[0])
    page.mouse.down()
    for step in way[1:]:
        page.mouse.move(*step, steps=4)
    page.mouse.up()


def inside(polygon: np.ndarray, spots: np.ndarray) -> np.ndarray:
    """Which places (N, 2) lie in a polygon (M, 2), by the even-odd rule."""
    odd = np.zeros(len(spots), bool)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, 1, axis=0), strict=True):
        crosses = (ay > spots[:, 1]) != (by > spots[:, 1])
        with np.errstate(divide="ignore", invalid="ignore"):
            odd ^= crosses & (spots[:, 0] < ax + (bx - ax) * (spots[:, 1] - ay) / (by - ay))
    return odd


def painted(canvas: Locator) -> int:
    """How many pixels of a canvas are not empty."""
    return canvas.evaluate(
        """(node) => node.getContext('2d').getImageData(0, 0, node.width, node.height).data
            .reduce((sum, value, at) => sum + (at % 4 === 3 && value > 0), 0)"""
    )


# --- every day ----------------------------------------------------------------------------------------


def test_ten_thousand_points_are_walked_on_chosen_and_stepped_over(view: Page) -> None:
    gray, *shown_traces = traces(view)
    assert gray["index"] == []
    assert {trace["type"] for trace in shown_traces} == {"scattergl"}
    assert len({trace["symbol"] for trace in shown_traces}) == 10
    assert len({trace["color"] for trace in shown_traces}) == 10
    for label, trace in enumerate(shown_traces):
        assert trace["index"] == np.flatnonzero(labels() == label).tolist()
        np.testing.assert_allclose(np.stack([trace["x"], trace["y"]], 1), points()[trace["index"]], atol=1e-4)

    # keys
    view.locator(MAP).focus()
    view.keyboard.press("Enter")
    first = state(view, "map.picked")
    for key, axis, way in (("ArrowRight", 0, 1), ("ArrowUp", 1, 1), ("ArrowLeft", 0, -1)):
        before = state(view, "map.picked")
        view.keyboard.press(key)
        after = state(view, "map.picked")
        step = points()[after] - points()[before]
        assert step[axis] * way > 0
        assert abs(step[axis]) >= abs(step[1 - axis]) - 1e-6, "at most 45° off the direction"
    assert state(view, "map.picked") != first
    eventually(view, f"() => document.querySelector('{MAP}').dataset.lines === '{NEAREST}'", "ten lines")
    view.keyboard.press("Escape")
    assert state(view, "map.picked") is None

    # window
    x0, x1, y0, y1 = window(view)
    view.keyboard.press("+")
    view.mouse.move(*place(view, 0.25, 0.5))
    view.mouse.wheel(0, -300)
    eventually(view, lambda: window(view)[1] - window(view)[0] < 0.6 * (x1 - x0), "a nearer look")
    view.get_by_role("button", name="Move", exact=True).click()
    before = window(view)
    drag(view, place(view, 0.4, 0.5), place(view, 0.6, 0.6))
    across, upright = before[1] - before[0], before[3] - before[2]
    expected = [before[0] - 0.2 * across, before[1] - 0.2 * across]
    expected += [before[2] + 0.1 * upright, before[3] + 0.1 * upright]
    eventually(view, lambda: np.allclose(window(view), expected, atol=0.01), "the map under the hand")
    eventually(view, "() => playground.map.views[0].range !== null", "the window in the state")
    view.get_by_role("button", name="The whole map").first.click()
    eventually(view, lambda: np.allclose(window(view), [x0, x1, y0, y1], atol=1e-6), "the whole map")

    # lasso, legend
    view.get_by_role("button", name="Lasso", exact=True).click()
    drag(view, *(place(view, left, top) for left, top in ((0.5, 0.1), (0.95, 0.1), (0.95, 0.6), (0.6, 0.5))))
    view.wait_for_function("() => playground.map.selection?.kind === 'lasso'")
    drawn(view)
    chosen = np.array(state(view, "[...map.selection.indices]"))
    polygon = np.array(state(view, "map.selection.shape"))
    found = np.flatnonzero(inside(polygon, points().astype(np.float64)))
    assert len(chosen) > 100
    assert len(set(chosen.tolist()) ^ set(found.tolist())) <= 2, "float32 at the edge"
    gray, *shown_traces = traces(view)
    assert sorted(gray["index"]) == sorted(set(range(COUNT)) - set(chosen.tolist()))
    only = int(labels()[chosen[0]])
    view.locator(f'#map-view .legend [data-label="{only}"]').click()
    drawn(view)
    gray, *shown_traces = traces(view)
    assert [len(trace["index"]) for trace in shown_traces] == [
        int((labels()[chosen] == label).sum()) if label == only else 0 for label in range(10)
    ]


def test_without_webgl_the_map_is_drawn_and_asked_all_the_same(
    app: RunningApp, playwright: Playwright
) -> None:
    arguments: Any = launch_arguments()
    arguments["args"] = [*arguments["args"], "--disable-3d-apis"]
    browser = playwright.chromium.launch(**arguments)
    page = browser.new_context(locale="en-US", **DESKTOP).new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    open_tab(page, app)
    drawn(page, by="dots")
    expect(page.locator("#map-view [data-note=no_webgl]")).to_contain_text("no WebGL")
    dots = page.locator(f"{MAP} .dots")
    eventually(page, lambda: painted(dots) > COUNT, "dots of a few pixels each")

    page.mouse.move(*place(page, 0.5, 0.5))
    page.locator(MAP).focus()
    page.keyboard.press("Enter")
    eventually(page, f"() => document.querySelector('{MAP}').dataset.lines === '{NEAREST}'", "ten lines")
    page.get_by_role("button", name="Box", exact=True).click()
    drag(page, place(page, 0.2, 0.1), place(page, 0.8, 0.9))
    page.wait_for_function("() => playground.map.selection?.kind === 'box'")
    x0, x1, y0, y1 = state(page, "map.selection.shape")
    x, y = points().T
    found = np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).tolist()
    assert len(set(state(page, "[...map.selection.indices]")) ^ set(found)) <= 2
    assert failures == []
    browser.close()


# --- hover, thumbnails, ground ------------------------------------------------------------------------


@pytest.mark.slow
def test_the_nearest_dot_is_hovered_and_none_on_empty_ground(view: Page) -> None:
    x, y = on_screen(view, DIGIT)
    view.mouse.move(x + 3, y + 2)
    view.wait_for_function("() => playground.map.hovered !== null")
    found = state(view, "map.hovered.index")
    apart = [np.hypot(*(np.array(on_screen(view, index)) - (x + 3, y + 2))) for index in (int(found), DIGIT)]
    assert apart[0] <= apart[1]
    view.mouse.move(*place(view, 0.02, 0.02))
    view.wait_for_function("() => playground.map.hovered === null")
    view.mouse.move(x, y)
    view.wait_for_function("() => playground.map.hovered !== null")
    view.mouse.move(*place(view, 0.5, -0.1))
    view.wait_for_function("() => playground.map.hovered === null")


@pytest.mark.slow
def test_pictures_stand_in_place_of_dots_where_there_is_room(view: Page) -> None:
    front = view.locator(f"{MAP} .front")
    view.mouse.move(*on_screen(view, DIGIT))
    for _ in range(9):
        view.mouse.wheel(0, -300)
    x, y = on_screen(view, DIGIT)
    box = view.locator(MAP).bounding_box()
    assert box is not None
    expected = np.rint(255 * maps.pictures([DIGIT], MODEL)[0])

    def shows() -> bool:
        spot = [round(x - box["x"]), round(y - box["y"])]
        data = front.evaluate(
            """(node, [left, top]) => [...node.getContext('2d').getImageData(left - 40, top - 40, 80, 80).data]""",
            spot,
        )
        seen = np.array(data, float).reshape(80, 80, 4)[..., 0]
        return any(
            np.abs(seen[top : top + side : side // 28, left : left + side : side // 28] - expected).mean() < 4
            for side in (28, 56)
            for top in range(40 - side // 2 - 3, 40 - side // 2 + 4)
            for left in range(40 - side // 2 - 3, 40 - side // 2 + 4)
        )

    eventually(view, shows, "the digit's own picture at its place")


@pytest.mark.slow
def test_ground_that_does_not_come_back_is_hatched(view: Page) -> None:
    behind = view.locator(f"{MAP} .behind")
    assert painted(behind) == 0
    view.get_by_role("button", name="Empty ground").click()
    eventually(view, lambda: painted(behind) > 0, "hatching")
    expect(view.locator("#map-view [data-note=ground]")).to_be_visible()
    ground = maps.ground(MODEL, "umap-2")
    x0, x1, y0, y1 = window(view)
    hatched = behind.evaluate(
        """(node) => {
            const { data } = node.getContext('2d').getImageData(0, 0, node.width, node.height);
            return [node.width, node.height, [...data.filter((_, at) => at % 4 === 3)]];
        }"""
    )
    width, height, alpha = hatched
    filled = np.array(alpha).reshape(height, width) > 0
    centres = -ground.reach + 2 * ground.reach * (np.arange(ground.side) + 0.5) / ground.side
    wrong = 0
    for row, y in enumerate(centres):
        for column, x in enumerate(centres):
            left, top = width * (x - x0) / (x1 - x0), height * (y1 - y) / (y1 - y0)
            if not (6 < left < width - 6 and 6 < top < height - 6):
                continue
            cell = filled[round(top) - 3 : round(top) + 4, round(left) - 3 : round(left) + 4]
            wrong += bool(cell.any()) != bool(ground.shifts[row, column] > ground.limit)
    assert wrong <= 0.01 * ground.side**2

    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.evaluate(
        """() => {
            const { layout } = playground.map.views[0];
            playground.showComputed(0, playground.mapLayout({ ...layout, key: "computed", job: "forgotten" }));
        }"""
    )
    shown(view, key="computed")
    expect(view.locator("#map-view [data-note=no_ground]")).to_contain_text("not known")
    eventually(view, lambda: painted(behind) == 0, "no hatching")
    before = len(asked)
    view.wait_for_timeout(500)
    assert len(asked) - before <= 1, "nobody asks again and again"

    view.locator("#map-key select").select_option("umap-3")
    shown(view, key="umap-3")
    expect(view.get_by_role("button", name="Empty ground")).to_be_disabled()


@pytest.mark.slow
def test_points_not_to_be_trusted_are_hollow_and_more_of_them_by_pca(view: Page) -> None:
    front, behind = (view.locator(f"{MAP} .{name}") for name in ("front", "behind"))
    plain = painted(front)
    view.locator("#map-trust-switch").click()
    eventually(view, lambda: painted(front) > plain and painted(behind) > 0, "holes and halos")
    expect(view.locator("#map-view [data-note=trust]")).to_be_visible()
    halos = {}
    for key in ("tsne-2", "pca-2"):
        view.locator("#map-key select").select_option(key)
        shown(view, key=key)
        drawn(view)
        view.wait_for_timeout(300)
        halos[key] = painted(behind)
    assert halos["pca-2"] > 1.2 * halos["tsne-2"]


# --- three dimensions, two maps -----------------------------------------------------------------------


@pytest.mark.slow
def test_a_map_in_three_dimensions_is_turned_and_picked_on(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "map_key=umap-3")
    drawn(desktop)
    assert {trace["type"] for trace in traces(desktop)} == {"scatter3d"}
    expect(desktop.locator("#map-view .doing")).to_contain_text("Drag to turn")
    eye = "document.querySelector('#latent-map')._fullLayout.scene.camera.eye"
    before = desktop.evaluate(eye)
    drag(desktop, place(desktop, 0.4, 0.5), place(desktop, 0.6, 0.55))
    eventually(desktop, f"() => Math.abs({eye}.x - {before['x']}) > 0.1", "another side of it")
    eventually(desktop, "() => playground.map.views[0].camera !== null", "the camera in the state")
    assert state(desktop, "[map.picked, map.point]") == [None, None]
    # Where Plotly's own projection puts the digit is where ours does: it is picked there.
    left, top = desktop.evaluate(
        """(index) => {
            const { _scene } = document.querySelector('#latent-map')._fullLayout.scene;
            const { model, view, projection } = _scene.glplot.cameraParams;
            const times = (matrix, vector) => [0, 1, 2, 3].map((row) =>
                vector.reduce((sum, value, column) => sum + matrix[4 * column + row] * value, 0));
            const place = playground.map.views[0].layout.place(index)
                .map((value, axis) => value * _scene.dataScale[axis]);
            const [x, y, , w] = times(projection, times(view, times(model, [...place, 1])));
            return [(1 + x / w) / 2, (1 - y / w) / 2];
        }""",
        DIGIT,
    )
    own = desktop.evaluate(
        """(index) => {
            const { places, layout, width, height } = playground.mapFrames[0].scene();
            const row = layout.row(index);
            return [places[3 * row] / width, places[3 * row + 1] / height];
        }""",
        DIGIT,
    )
    assert [left, top] == pytest.approx(own, abs=0.004)
    desktop.mouse.click(*place(desktop, left, top))
    desktop.wait_for_function("() => playground.map.picked !== null")
    desktop.locator(MAP).focus()
    before = state(desktop, "map.picked")
    desktop.keyboard.press("ArrowRight")
    assert state(desktop, "map.picked") != before


@pytest.mark.slow
def test_two_maps_share_what_is_hovered_picked_and_chosen(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, f"map_beside={MODEL}_pca-2")
    for node in (MAP, BESIDE):
        drawn(desktop, node)
    live = desktop.locator(f"{BESIDE} .live")
    assert painted(live) == 0
    desktop.mouse.move(*on_screen(desktop, DIGIT))
    eventually(desktop, lambda: painted(live) > 0, "the same digit ringed on the other map")
    desktop.mouse.down()
    desktop.mouse.up()
    for node in (MAP, BESIDE):
        eventually(desktop, f"() => document.querySelector('{node}').dataset.lines === '10'", "lines on both")
    desktop.get_by_role("button", name="Box", exact=True).click()
    drag(desktop, place(desktop, 0.2, 0.3, BESIDE), place(desktop, 0.5, 0.6, BESIDE))
    desktop.wait_for_function("() => playground.map.selection?.kind === 'box'")
    chosen = sorted(state(desktop, "[...map.selection.indices]"))
    assert state(desktop, "map.selection.on.key") == "pca-2"
    for node in (MAP, BESIDE):
        drawn(desktop, node)
        assert sorted(index for trace in traces(desktop, node)[1:] for index in trace["index"]) == chosen


@pytest.mark.slow
def test_one_map_turns_into_the_next_and_what_is_picked_stays(view: Page) -> None:
    view.evaluate("(index) => playground.setMap({ picked: index })", DIGIT)
    view.evaluate(
        """() => {
            const node = document.querySelector('#latent-map');
            window.moved = false;
            new MutationObserver(() => (window.moved ||= node.dataset.moving === 'true'))
                .observe(node, { attributeFilter: ['data-moving'] });
        }"""
    )
    view.locator("#map-key select").select_option("tsne-2")
    shown(view, key="tsne-2")
    drawn(view)
    assert view.evaluate("window.moved")
    assert state(view, "map.picked") == DIGIT
    view.emulate_media(reduced_motion="reduce")
    view.evaluate("window.moved = false")
    view.locator("#map-key select").select_option("umap-2")
    shown(view, key="umap-2")
    drawn(view)
    assert not view.evaluate("window.moved"), "nothing moves for who wants it still"


# --- fingers, files -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ko"])
def test_two_fingers_enlarge_and_one_picks_and_decodes(phone: Page, app: RunningApp, language: str) -> None:
    open_tab(phone, app, f"map_beside=mnist-dense-16_pca-2&language={language}")
    drawn(phone)
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= phone.evaluate("innerWidth")
    phone.locator(MAP).scroll_into_view_if_needed()
    session = phone.context.new_cdp_session(phone)

    def touch(kind: str, *fingers: tuple[float, float]) -> None:
        spots = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    scrolled = phone.evaluate("scrollY")
    before = window(phone)
    x, y = place(phone, 0.5, 0.5)
    touch("touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 7):
        touch("touchMove", (x - 20 - 10 * step, y), (x + 20 + 10 * step, y))
    touch("touchEnd")
    eventually(
        phone,
        lambda: window(phone)[1] - window(phone)[0] == pytest.approx((before[1] - before[0]) / 4, rel=0.05),
        "four times as near",
    )
    assert state(phone, "[map.picked, map.point]") == [None, None]
    touch("touchStart", (x, y))
    for step in range(1, 7):
        touch("touchMove", (x + 5 * step, y + 8 * step))
    touch("touchEnd")
    x0, x1, *_ = window(phone)
    point = state(phone, "map.point")
    box = phone.locator(MAP).bounding_box()
    assert box is not None
    assert point["x"] == pytest.approx(x0 + (x1 - x0) * (x + 30 - box["x"]) / box["width"], abs=0.01)
    assert phone.evaluate("scrollY") == scrolled

    phone.get_by_role("button", name={"en": "The whole map", "ko": "지도 전체"}[language]).first.click()
    eventually(phone, lambda: np.allclose(window(phone), before, atol=1e-6), "the whole map")
    spot = on_screen(phone, DIGIT)
    touch("touchStart", spot)
    touch("touchEnd")
    phone.wait_for_function("() => playground.map.picked !== null")


@pytest.mark.slow
def test_a_map_is_saved_as_pixels_and_as_shapes(view: Page) -> None:
    view.evaluate("(index) => playground.setMap({ picked: index, trust: true })", DIGIT)
    eventually(view, f"() => document.querySelector('{MAP}').dataset.lines === '{NEAREST}'", "ten lines")

    def saved(kind: str) -> bytes:
        return bytes(
            view.evaluate(
                "async (kind) => [...new Uint8Array(await (await playground[kind](0)).arrayBuffer())]", kind
            )
        )

    size = view.evaluate(
        f"(({{ clientWidth, clientHeight }}) => [clientWidth, clientHeight])(document.querySelector('{MAP}'))"
    )
    picture = Image.open(io.BytesIO(saved("mapPng")))
    assert picture.size == tuple(3 * side for side in size)
    assert len(np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0)) > 20
    root = ElementTree.fromstring(saved("mapSvg").decode())
    name = "{http://www.w3.org/2000/svg}"
    assert len(list(root.iter(f"{name}use"))) == COUNT
    assert "UMAP" in (root.findtext(f"{name}title") or "")
    assert not list(root.iter(f"{name}image")), "shapes, not a picture"
    assert view.evaluate("playground.mapPng(1)") is None, "there is no second map"
