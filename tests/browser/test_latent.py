"""The latent tab in a real browser: numbers turned by mouse, finger and keys, and the picture that follows."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.backend import latent, reconstruct
from playground.ui.packing import unpack_gray
from tests.browser.latent import (
    PICTURE,
    SLIDERS,
    click_tab,
    code,
    open_tab,
    order,
    painted,
    sequence,
    slider,
    start,
)
from tests.browser.pad import pixels
from tests.conftest import RunningApp
from tests.everyday import first_every_day

MODEL = "mnist-vae-16"
THUMB = 28  # css pixels
PHONE_GAP = 3  # rows that a finger may cross while it drags sideways


@pytest.fixture
def lab(desktop: Page) -> Page:
    """The tab with the example digit that an empty pad shows."""
    click_tab(desktop)
    return desktop


def place(control: Locator, value: float) -> tuple[float, float]:
    """Where on the screen the thumb of a slider is for a value."""
    box = control.bounding_box()
    assert box is not None
    low, high = (float(control.get_attribute(name) or 0) for name in ("min", "max"))
    share = (value - low) / (high - low)
    return box["x"] + THUMB / 2 + share * (box["width"] - THUMB), box["y"] + box["height"] / 2


def limits(control: Locator) -> tuple[float, float]:
    return tuple(float(control.get_attribute(name) or 0) for name in ("min", "max"))  # type: ignore[return-value]


def shown_is_decoded(page: Page) -> None:
    """The picture on the screen is what the backend decodes of the code that the sliders say."""
    model, label = page.evaluate("[playground.latent.model, playground.latent.label]")
    expected = reconstruct.decode(np.array(code(page), np.float32), model, label)
    found = np.array(pixels(page, PICTURE)).reshape(28, 28) / 255
    assert np.abs(found - expected).max() <= 0.5 / 255 + 1e-4


def filmed(page: Page) -> None:
    """Wait until every open film-strip has been painted."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('#latent-sliders > .rows canvas')]
            .every((canvas) => Number(canvas.dataset.frames) > 1)"""
    )


# --- mouse, finger, keys ------------------------------------------------------------------------------


def drag_with_mouse(page: Page, control: Locator, value: float) -> None:
    current = float(control.input_value())
    page.mouse.move(*place(control, current))
    page.mouse.down()
    page.mouse.move(*place(control, value), steps=12)
    page.mouse.up()


def drag_with_finger(page: Page, control: Locator, value: float) -> None:
    session = page.context.new_cdp_session(page)
    (x, y), (end, _) = place(control, float(control.input_value())), place(control, value)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": left, "y": top} for left, top in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (x, y))
    for step in range(1, 13):
        touch("touchMove", (x + (end - x) * step / 12, y + PHONE_GAP))
    touch("touchEnd")
    session.detach()


@pytest.mark.parametrize(
    ("size", "drag"), [("desktop", drag_with_mouse), ("phone", drag_with_finger)], ids=["mouse", "finger"]
)
def test_a_slider_is_dragged_and_the_picture_follows_every_move(
    request: pytest.FixtureRequest, app: RunningApp, size: str, drag: Callable[[Page, Locator, float], None]
) -> None:
    page: Page = request.getfixturevalue(size)
    open_tab(page, app)
    dimension = order(page)[0]
    control = slider(page, dimension)
    control.scroll_into_view_if_needed()
    before, count = pixels(page, PICTURE), sequence(page)
    others = [value for at, value in enumerate(code(page)) if at != dimension]
    low, high = limits(control)
    drag(page, control, low + 0.9 * (high - low))
    assert code(page)[dimension] == pytest.approx(low + 0.9 * (high - low), abs=0.04 * (high - low))
    assert [value for at, value in enumerate(code(page)) if at != dimension] == others
    assert sequence(page) >= count + 5, "while it moves, not only at the end"
    assert pixels(page, PICTURE) != before
    shown_is_decoded(page)


def test_keys_step_and_take_back(lab: Page) -> None:
    dimension = order(lab)[0]
    control = slider(lab, dimension)
    low, high = limits(control)
    control.focus()
    at_start = code(lab)[dimension]
    lab.keyboard.press("ArrowRight")
    assert code(lab)[dimension] == pytest.approx(at_start + 0.01 * (high - low), rel=1e-3)
    lab.keyboard.press("Shift+ArrowRight")
    assert code(lab)[dimension] == pytest.approx(at_start + 0.06 * (high - low), rel=1e-3)
    lab.keyboard.press("ArrowLeft")
    lab.keyboard.press("PageDown")
    assert code(lab)[dimension] == pytest.approx(at_start - 0.05 * (high - low), rel=1e-2, abs=1e-4)
    lab.keyboard.press("End")
    assert code(lab)[dimension] == pytest.approx(high, rel=1e-5)
    lab.keyboard.press("ArrowRight")
    assert code(lab)[dimension] == pytest.approx(high, rel=1e-5), "not beyond the range"
    lab.keyboard.press("Home")
    assert code(lab)[dimension] == pytest.approx(low, rel=1e-5)
    shown_is_decoded(lab)
    lab.keyboard.press("Backspace")
    assert code(lab)[dimension] == at_start
    shown_is_decoded(lab)


def test_the_picture_is_painted_within_the_event_of_the_slider(lab: Page) -> None:
    dimension = order(lab)[2]
    counts = slider(lab, dimension).evaluate(
        """(input) => {
            const canvas = document.querySelector('#latent-picture canvas');
            const counts = [Number(canvas.dataset.sequence)];
            for (const value of [0.5, -0.5]) {
                input.value = value;
                input.dispatchEvent(new Event('input', { bubbles: true }));
                counts.push(Number(canvas.dataset.sequence));
            }
            return counts;
        }"""
    )
    assert counts == [counts[0], counts[0] + 1, counts[0] + 2]
    shown_is_decoded(lab)


def test_a_slider_drags_without_asking_the_server(lab: Page) -> None:
    filmed(lab)
    asked: list[str] = []
    lab.on(
        "request", lambda request: asked.append(request.url) if "component_server" in request.url else None
    )
    drag_with_mouse(lab, slider(lab, order(lab)[0]), 0.3)
    lab.wait_for_timeout(300)
    assert asked == []


# --- values, locks, mutes -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_double_click_brings_a_number_back(lab: Page) -> None:
    dimension = order(lab)[1]
    control = slider(lab, dimension)
    control.fill("0.7654")
    assert code(lab)[dimension] == pytest.approx(0.7654)
    expect(lab.locator(f'#latent-sliders li[data-dimension="{dimension}"] output')).to_have_text("0.765")
    control.dblclick()
    assert code(lab)[dimension] == start(lab)[dimension]


@pytest.mark.slow
def test_ranges_are_the_percentiles_of_the_test_digits(lab: Page) -> None:
    space = latent.space(MODEL)
    for dimension in range(16):
        low, high = limits(slider(lab, dimension))
        begun = start(lab)[dimension]
        if space.active[dimension]:
            assert low == pytest.approx(min(space.low[dimension], begun), rel=1e-5)
            assert high == pytest.approx(max(space.high[dimension], begun), rel=1e-5)
        else:
            assert (low, high) == (-3, 3), "its draws are the prior's"


def test_sliders_are_sorted_by_kl_and_collapsed_numbers_are_folded_away(lab: Page) -> None:
    space = latent.space(MODEL)
    shown = [int(value or 0) for value in dimensions(lab, "#latent-sliders > .rows > li")]
    folded = [int(value or 0) for value in dimensions(lab, "#latent-sliders details li")]
    assert space.kl is not None
    assert [float(space.kl[at]) for at in shown] == sorted(map(float, space.kl[shown]), reverse=True)
    assert set(folded) == set(np.flatnonzero(~space.active))
    assert set(shown) | set(folded) == set(range(16))
    expect(lab.locator("#latent-sliders details")).not_to_have_attribute("open", "")
    expect(lab.locator("#latent-sliders summary")).to_have_text(f"Collapsed: {len(folded)}")
    lab.locator("#latent-sliders summary").click()
    control = slider(lab, folded[0])
    before, count = np.array(pixels(lab, PICTURE)), sequence(lab)
    control.fill(str(limits(control)[1]))
    painted(lab, after=count)
    assert np.abs(np.array(pixels(lab, PICTURE)) - before).max() < 32, "it hardly matters"


def dimensions(page: Page, selector: str) -> list[str | None]:
    return [row.get_attribute("data-dimension") for row in page.locator(selector).all()]


def test_a_locked_number_stays_when_a_new_draw_comes(lab: Page) -> None:
    first, second = order(lab)[:2]
    slider(lab, first).fill("1.25")
    row = lab.locator(f'#latent-sliders li[data-dimension="{first}"]')
    row.get_by_role("button", name=re.compile("^Lock")).click()
    expect(row.locator("input")).to_be_disabled()
    before, count = code(lab), sequence(lab)
    lab.get_by_role("button", name="Resample").click()
    painted(lab, after=count)
    assert code(lab)[first] == pytest.approx(1.25)
    assert code(lab)[second] != before[second]
    count = sequence(lab)
    lab.get_by_role("button", name="A random draw").click()
    painted(lab, after=count)
    assert code(lab)[first] == pytest.approx(1.25)
    assert code(lab)[second] == start(lab)[second]


def test_a_muted_number_decodes_at_the_mean_and_comes_back(lab: Page) -> None:
    dimension = order(lab)[0]
    slider(lab, dimension).fill("1.5")
    mute = lab.locator(f'#latent-sliders li[data-dimension="{dimension}"] .mute')
    mute.click()
    assert code(lab)[dimension] == pytest.approx(float(latent.space(MODEL).mean[dimension]), rel=1e-5)
    shown_is_decoded(lab)
    mute.click()
    assert code(lab)[dimension] == pytest.approx(1.5)


@pytest.mark.slow
def test_lock_all_and_reset(lab: Page) -> None:
    lab.get_by_role("button", name="Lock all").click()
    assert all(control.is_disabled() for control in lab.locator(SLIDERS).all())
    before = code(lab)
    lab.get_by_role("button", name="Resample").click()
    assert code(lab) == before
    lab.get_by_role("button", name="Lock all").click()
    slider(lab, 0).fill("0.5")
    lab.locator("#latent-sliders .mute").first.click()
    lab.get_by_role("button", name="Reset").click()
    assert code(lab) == start(lab)
    assert not any(control.is_disabled() for control in lab.locator(SLIDERS).all())


# --- film-strips and the posterior --------------------------------------------------------------------


def test_the_frame_under_the_thumb_is_the_picture(lab: Page) -> None:
    """A slider exactly on a frame: that frame of its film is the decoded picture."""
    filmed(lab)
    dimension = order(lab)[0]
    control = slider(lab, dimension)
    frames = int(lab.locator(f'li[data-dimension="{dimension}"] canvas').get_attribute("data-frames") or 0)
    low, high = limits(control)
    frame = frames // 3
    control.fill(repr(low + (high - low) * frame / (frames - 1)))
    film = np.array(pixels(lab, f'#latent-sliders li[data-dimension="{dimension}"] canvas')).reshape(28, -1)
    picture = np.array(pixels(lab, PICTURE)).reshape(28, 28)
    assert np.abs(film[:, 28 * frame : 28 * (frame + 1)] - picture).max() <= 1


def test_films_follow_the_code(lab: Page) -> None:
    filmed(lab)
    first, second = order(lab)[:2]
    selector = f'#latent-sliders li[data-dimension="{second}"] canvas'
    before = pixels(lab, selector)
    slider(lab, first).fill(str(limits(slider(lab, first))[1]))
    lab.wait_for_function(
        """([selector, before]) => {
            const canvas = document.querySelector(selector);
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return before.some((level, at) => data[4 * at] !== level);
        }""",
        arg=[selector, before],
    )


def test_the_posterior_of_the_starting_digit_is_drawn_and_drawn_from(lab: Page) -> None:
    key = lab.evaluate("playground.latent.start.digit")
    encoding = reconstruct.encode(unpack_gray(key, 28, 28), MODEL)
    assert encoding.std is not None
    assert start(lab) == pytest.approx(encoding.mean.tolist(), abs=1e-4)
    for dimension in order(lab)[:3]:
        low, high = limits(slider(lab, dimension))
        bar = lab.locator(f'#latent-sliders li[data-dimension="{dimension}"] .posterior').bounding_box()
        spread = lab.locator(f'#latent-sliders li[data-dimension="{dimension}"] .spread').bounding_box()
        assert bar is not None
        assert spread is not None
        left = low + (high - low) * (spread["x"] - bar["x"]) / bar["width"]
        right = low + (high - low) * (spread["x"] + spread["width"] - bar["x"]) / bar["width"]
        middle, width = encoding.mean[dimension], encoding.std[dimension]
        assert left == pytest.approx(max(low, middle - width), abs=0.02 * (high - low))
        assert right == pytest.approx(min(high, middle + width), abs=0.02 * (high - low))
    draws = []
    for _ in range(40):
        lab.get_by_role("button", name="Resample").click()
        draws.append(code(lab))
    units = (np.array(draws) - encoding.mean) / encoding.std
    assert abs(units.mean()) < 0.15
    assert 0.85 < units.std() < 1.15
    expect(lab.locator("#latent-sliders .drawn")).to_have_text("drawn with seed 40")


@pytest.mark.slow
def test_a_network_without_a_posterior_offers_no_draw_from_it(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "latent=mnist-dense-32")
    expect(desktop.get_by_role("button", name="Resample")).to_be_hidden()
    expect(desktop.locator("#latent-sliders .posterior").first).to_be_hidden()
    assert desktop.locator(SLIDERS).count() == 32


# --- where it begins ----------------------------------------------------------------------------------


def test_a_digit_drawn_on_the_pad_moves_the_sliders(lab: Page) -> None:
    before, count = start(lab), sequence(lab)
    box = lab.locator("#latent-pad canvas").bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 30, steps=6)
    lab.mouse.up()
    painted(lab, after=count)
    lab.wait_for_function("(before) => playground.latent.start.code[0] !== before", arg=before[0])
    assert start(lab) != before


def test_an_example_a_draw_and_the_mean_begin_the_code(lab: Page) -> None:
    count = sequence(lab)
    lab.get_by_role("button", name="An example", exact=True).click()
    lab.locator('#latent-start .digits button[data-label="5"]').click()
    lab.wait_for_function(
        "() => playground.latent.start.kind === 'example' && playground.latentWish.start.example.label === 5"
    )
    painted(lab, after=count)
    shown_is_decoded(lab)

    lab.get_by_role("button", name="The mean code").click()
    lab.wait_for_function("() => playground.latent.start.kind === 'mean'")
    assert code(lab) == pytest.approx(latent.space(MODEL).mean.tolist(), abs=1e-5)
    shown_is_decoded(lab)

    lab.get_by_role("button", name="A random draw").click()
    lab.wait_for_function("() => playground.latent.start.kind === 'random'")
    first = code(lab)
    expect(lab.locator("#latent-seed")).to_have_value("1")
    count = sequence(lab)
    lab.get_by_role("button", name="New draw").click()
    painted(lab, after=count)
    assert code(lab) != first
    expect(lab.locator("#latent-seed")).to_have_value("2")
    count = sequence(lab)
    lab.locator("#latent-seed").fill("1")
    painted(lab, after=count)
    assert code(lab) == first, "the same seed, the same code"


def test_a_link_brings_model_start_and_seed(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "latent=mnist-linear-20&start=random&draw=42")
    assert desktop.evaluate("[playground.latent.model, playground.latent.start.kind]") == [
        "mnist-linear-20",
        "random",
    ]
    expect(desktop.locator("#latent-seed")).to_have_value("42")
    first = code(desktop)
    desktop.wait_for_timeout(300)
    assert "draw=42" in desktop.evaluate("location.hash")
    open_tab(desktop, app, "latent=mnist-linear-20&start=random&draw=42")
    assert code(desktop) == first
    desktop.get_by_role("tab", name="Draw").click()
    desktop.wait_for_timeout(300)
    assert "latent=" not in desktop.evaluate("location.hash")


@pytest.mark.slow
def test_a_link_brings_a_draw_from_the_posterior(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "start=example&example=4&redraw=3")
    first = code(desktop)
    assert first != start(desktop)
    open_tab(desktop, app, "start=example&example=4&redraw=3")
    assert code(desktop) == first


def test_every_model_can_be_chosen(lab: Page) -> None:
    values = [option.get_attribute("value") for option in lab.locator("#latent-model option").all()]
    assert values == [
        name for name in latent.SLIDABLE if lab.evaluate("(name) => Boolean(playground.model(name))", name)
    ]
    for model in map(str, values):
        count = sequence(lab)
        lab.locator("#latent-model select").select_option(model)
        if model != MODEL:  # which was there before
            lab.wait_for_function("(model) => playground.latent.model === model", arg=model)
            painted(lab, after=count)
        space = latent.space(model)
        assert lab.locator(SLIDERS).count() == space.latent_dim
        shown_is_decoded(lab)
        expect(lab.locator("#latent-plane-panel")).to_be_visible(visible=space.latent_dim == 2)
        expect(lab.locator("#latent-label")).to_be_visible(visible=space.conditional)


def test_a_conditional_model_writes_the_digit_that_it_is_told(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "latent=mnist-cvae-16&start=example&example=4")
    assert desktop.evaluate("[playground.latent.label, playground.latent.estimated]") == [4, True]
    expect(desktop.locator("#latent-label .read")).to_contain_text("reads a 4 with")
    before = code(desktop)
    count = sequence(desktop)
    desktop.locator('#latent-label button[data-label="7"]').click()
    painted(desktop, after=count)
    assert code(desktop) == before, "the style stays"
    expect(desktop.locator("#latent-label .read")).to_contain_text("the decoder is told 7")
    shown_is_decoded(desktop)
    picture = np.array(pixels(desktop, PICTURE), np.float32).reshape(28, 28) / 255
    assert reconstruct.read_digit(picture).label == 7


# --- the plane ----------------------------------------------------------------------------------------


def press(page: Page, left: float, top: float) -> tuple[float, float]:
    box = page.locator("#latent-plane .surface").bounding_box()
    assert box is not None
    return box["x"] + left * box["width"], box["y"] + top * box["height"]


@pytest.fixture
def plane(desktop: Page, app: RunningApp) -> Page:
    open_tab(desktop, app, "latent=mnist-vae-2")
    desktop.wait_for_function(
        "() => Number(document.querySelector('#latent-plane .lattice').dataset.across) > 1"
    )
    return desktop


def test_the_plane_decodes_wherever_it_is_pressed_and_dragged(plane: Page) -> None:
    count = sequence(plane)
    plane.mouse.move(*press(plane, 0.25, 0.25))
    plane.mouse.down()
    plane.mouse.move(*press(plane, 0.75, 0.5), steps=10)
    plane.mouse.up()
    assert sequence(plane) >= count + 5
    shown_is_decoded(plane)
    for dimension in (0, 1):
        assert float(slider(plane, dimension).input_value()) == pytest.approx(
            code(plane)[dimension], abs=1e-4
        )
    plane.keyboard.press("ArrowRight")
    right = code(plane)
    plane.keyboard.press("Shift+ArrowUp")
    up = code(plane)
    assert up[0] == right[0]
    assert up[1] > right[1]
    plane.keyboard.press("Home")
    assert code(plane) == start(plane)


def test_the_lattice_is_what_its_places_decode_to(plane: Page) -> None:
    across = int(plane.locator("#latent-plane .lattice").get_attribute("data-across") or 0)
    sheet = np.array(pixels(plane, "#latent-plane .lattice")).reshape(28 * across, 28 * across)
    row, column = 2, across - 3
    plane.mouse.click(*press(plane, (column + 0.5) / across, (row + 0.5) / across))
    picture = np.array(pixels(plane, PICTURE)).reshape(28, 28)
    cell = sheet[28 * row : 28 * (row + 1), 28 * column : 28 * (column + 1)]
    assert np.abs(cell - picture).mean() < 12, "a click is up to half a pixel off"


def test_every_test_digit_has_its_place_and_labels_can_be_shown_alone(plane: Page) -> None:
    codes, labels = plane.evaluate(
        """async () => {
            const canvas = document.querySelector('#latent-plane .points');
            const count = () => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
                .reduce((sum, level, at) => sum + (at % 4 === 3 && level > 0), 0);
            const all = count();
            document.querySelector('#latent-plane .legend button').click();
            return [all, count()];
        }"""
    )
    assert labels < codes / 2


def test_a_finger_moves_on_the_plane_and_the_page_stays(phone: Page, app: RunningApp) -> None:
    open_tab(phone, app, "latent=mnist-vae-2")
    phone.locator("#latent-plane .surface").scroll_into_view_if_needed()  # unseen, it paints nothing
    phone.wait_for_function(
        "() => Number(document.querySelector('#latent-plane .lattice').dataset.across) > 1"
    )
    session = phone.context.new_cdp_session(phone)
    (x, y), (_, bottom) = press(phone, 0.5, 0.3), press(phone, 0.5, 0.8)
    before, scrolled = code(phone), phone.evaluate("scrollY")
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        point = {"x": x, "y": y + (bottom - y) * step / 8}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert phone.evaluate("scrollY") == scrolled
    assert code(phone) != before
    top = phone.locator("#latent-plane .cursor").evaluate("(node) => parseFloat(node.style.top)")
    assert top == pytest.approx(80, abs=2)
    shown_is_decoded(phone)


@pytest.mark.slow
def test_the_petals_of_the_flower_are_outlined(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "latent=mnist-aae-2")
    expect(desktop.locator("#latent-plane .lead")).to_contain_text("one petal for each digit")
    desktop.locator(
        "#latent-plane .legend button"
    ).first.click()  # the points of petal 5 are gone, its outline is not
    painted_at = desktop.evaluate(
        """() => {
            const canvas = document.querySelector('#latent-plane .points');
            const reach = 3.8; // the middle of the outermost petals' centre, 2, and three deviations of 0.6
            return [0.3, 0.6].map((y) => {
                const [left, top] = [(reach - 2) / (2 * reach), 1 - (reach + y) / (2 * reach)].map(
                    (share) => Math.round(share * canvas.width),
                );
                const data = canvas.getContext('2d').getImageData(left - 3, top - 3, 7, 7).data;
                return data.some((level, at) => at % 4 === 3 && level > 0);
            });
        }"""
    )
    assert painted_at == [True, False], "two deviations of 0.15 from the middle of petal 5, and beside it"


# --- the page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("model", first_every_day("mnist-cvae-16", "mnist-vae-2", "mnist-vae-16"))
@pytest.mark.parametrize("language", first_every_day("en", "ko"))
def test_nothing_scrolls_sideways(
    request: pytest.FixtureRequest, app: RunningApp, size: str, model: str, language: str
) -> None:
    page: Page = request.getfixturevalue(size)
    open_tab(page, app, f"latent={model}&language={language}")
    page.wait_for_timeout(300)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.evaluate("innerWidth")


def test_the_picture_stays_in_sight_while_the_last_slider_is_turned(phone: Page, app: RunningApp) -> None:
    open_tab(phone, app)
    phone.locator(SLIDERS).nth(14).scroll_into_view_if_needed()
    box = phone.locator(PICTURE).bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 844 - box["height"]


def test_every_tab_can_be_reached_on_a_phone(phone: Page) -> None:
    tabs = phone.locator('button[role="tab"]')
    names = phone.evaluate("window.playgroundData.tabs")
    assert [tab.get_attribute("data-tab-id") for tab in tabs.all()] == names, "none hides in a menu"
    for name in [*names, *reversed(names)]:
        phone.evaluate("(name) => playground.setTab(name)", name)
        button = phone.locator(f'button[role="tab"][data-tab-id="{name}"]')
        expect(button).to_have_attribute("aria-selected", "true")
        expect(button).to_be_in_viewport(ratio=0.9)
    for button in reversed(tabs.all()):
        button.tap()
        expect(button).to_have_attribute("aria-selected", "true")


def test_a_hidden_tab_reads_no_weights_and_asks_for_no_code(desktop: Page) -> None:
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url) if "/weights/" in request.url else None)
    desktop.wait_for_timeout(500)
    assert asked == []
    assert desktop.evaluate("playground.latent.space") is None


def test_a_decoder_on_the_server_shows_its_start_too(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "latent=mnist-conv-10&start=random&draw=3")
    expect(desktop.locator("#latent-picture-panel [data-value=distance]")).to_have_text("0")
    expect(desktop.locator("#latent-picture-panel [data-value=psnr]")).to_have_text("∞ dB")
    assert pixels(desktop, "#latent-picture-panel .from canvas") == pixels(desktop, PICTURE)
    before = pixels(desktop, "#latent-picture-panel .from canvas")
    count = sequence(desktop)
    control = slider(desktop, order(desktop)[0])
    control.fill(str(limits(control)[1]))
    painted(desktop, after=count)
    shown_is_decoded(desktop)
    assert pixels(desktop, "#latent-picture-panel .from canvas") == before


@pytest.mark.slow
def test_the_start_is_beside_the_picture(lab: Page) -> None:
    key = lab.evaluate("playground.latent.start.digit")
    assert pixels(lab, "#latent-picture-panel .from canvas") == list(base64.b64decode(key))
    expect(lab.locator("#latent-picture-panel .begun")).to_have_text("Start: your digit")
