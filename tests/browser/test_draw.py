"""The draw tab in a real browser: pen, panels, and every other way to bring a digit."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.pad import (
    HEART,
    HOUSE,
    PLACEMENTS,
    clear,
    digit,
    draw_with_finger,
    draw_with_mouse,
    guess,
    ink,
    on_screen,
    pixels,
    settled,
)
from tests.conftest import RunningApp
from tests.everyday import first_every_day
from tests.imaging.pen import draw as pen

MODELS = (
    "mnist-linear-20",
    "mnist-pca-64",
    "mnist-dense-32",
    "mnist-conv-10",
    "mnist-conv",
    "mnist-conv-resize",
)
RECONSTRUCTION = '#duel [data-model="{}"] canvas[data-role="reconstruction"]'
EVERY_PLACEMENT = [
    pytest.param(name, marks=() if name == "centred" else pytest.mark.slow) for name in PLACEMENTS
]


# --- pen, mouse, finger -------------------------------------------------------------------------------


@pytest.mark.parametrize("placement", EVERY_PLACEMENT)
def test_ten_digits_drawn_with_the_mouse_are_read_right(desktop: Page, placement: str) -> None:
    read = []
    for label in range(10):
        draw_with_mouse(desktop, digit(label, placement))
        read.append(guess(desktop))
        clear(desktop)
    assert read == [str(label) for label in range(10)]


@pytest.mark.parametrize("placement", EVERY_PLACEMENT)
def test_ten_digits_drawn_with_a_finger_are_read_right(phone: Page, placement: str) -> None:
    read = []
    for label in range(10):
        draw_with_finger(phone, digit(label, placement))
        read.append(guess(phone))
        clear(phone)
    assert read == [str(label) for label in range(10)]


def test_a_finger_on_the_pad_does_not_scroll_the_page(phone: Page) -> None:
    draw_with_finger(phone, [[(56, 90), (56, 70), (56, 40), (56, 10)]])
    assert phone.evaluate("[scrollX, scrollY]") == [0, 0]
    assert guess(phone) == "1"


@pytest.mark.slow
def test_a_second_finger_does_not_tear_the_stroke(phone: Page) -> None:
    session = phone.context.new_cdp_session(phone)
    (x, y), (end_x, end_y), (other_x, other_y) = on_screen(phone, [(56, 16), (56, 96), (10, 50)])
    first = {"x": x, "y": y, "id": 0}
    second = {"x": other_x, "y": other_y, "id": 1}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [first]})
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [first, second]})
    first = {"x": end_x, "y": end_y, "id": 0}
    session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [first, second]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(phone)
    assert guess(phone) == "1"


def test_the_digit_is_rebuilt_while_the_pen_moves(desktop: Page) -> None:
    stroke = on_screen(desktop, digit(3)[0])
    desktop.mouse.move(*stroke[0])
    desktop.mouse.down()
    sequences = []
    for quarter in range(1, 4):
        for x, y in stroke[(quarter - 1) * len(stroke) // 4 : quarter * len(stroke) // 4]:
            desktop.mouse.move(x, y)
        settled(desktop)
        painted = {
            desktop.locator(RECONSTRUCTION.format(name)).get_attribute("data-sequence") for name in MODELS
        }
        assert len(painted) == 1, "all show the same moment"
        sequences.append(int(painted.pop() or 0))
    desktop.mouse.up()
    assert sequences == sorted(set(sequences)), "no moment comes back"


def test_a_stroke_is_one_smooth_line_however_few_points_it_has(desktop: Page) -> None:
    draw_with_mouse(desktop, [[(20, 20), (90, 40), (20, 60), (90, 90)]])
    columns = np.reshape(pixels(desktop, "#digit-pad canvas"), (-1, ink_side(desktop))) < 128
    inked = columns.any(1)
    assert inked[np.flatnonzero(inked)[0] : np.flatnonzero(inked)[-1]].all()


def ink_side(page: Page) -> int:
    return page.evaluate("document.querySelector('#digit-pad canvas').width")


def test_the_pad_is_as_sharp_as_the_screen(phone: Page) -> None:
    width = phone.evaluate("document.querySelector('#digit-pad canvas').clientWidth")
    assert ink_side(phone) == 3 * width


def test_there_is_one_pad_and_nothing_is_said_before_a_digit_is_drawn(desktop: Page) -> None:
    expect(desktop.locator("#digit-pad canvas")).to_have_count(1)
    expect(desktop.locator("#digit-pad .ghost")).to_contain_text("Draw a 3")
    expect(desktop.locator("#digit-guess")).not_to_have_attribute("data-label", "0")
    assert guess(desktop) is None
    draw_with_mouse(desktop, digit(3))
    expect(desktop.locator("#digit-pad .ghost")).to_be_hidden()
    assert 0.5 < float(desktop.locator("#digit-guess").get_attribute("data-confidence") or 0) <= 1
    clear(desktop)
    expect(desktop.locator("#digit-pad .ghost")).to_be_visible()
    expect(desktop.locator("#digit-guess")).not_to_have_attribute("data-confidence", "1")


# --- tools --------------------------------------------------------------------------------------------


def test_undo_and_redo_take_strokes_away_and_bring_them_back(desktop: Page) -> None:
    expect(desktop.locator("#digit-pad-undo")).to_be_disabled()
    draw_with_mouse(desktop, digit(4))
    whole = ink(desktop)
    desktop.locator("#digit-pad-undo").click()
    settled(desktop)
    half = ink(desktop)
    assert 0 < half < whole
    desktop.locator("#digit-pad-undo").click()
    assert ink(desktop) == 0
    assert guess(desktop) is None
    desktop.locator("#digit-pad-redo").click()
    desktop.locator("#digit-pad-redo").click()
    settled(desktop)
    assert ink(desktop) == whole
    assert guess(desktop) == "4"
    expect(desktop.locator("#digit-pad-redo")).to_be_disabled()


@pytest.mark.slow
def test_undo_brings_back_what_was_cleared(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(7))
    before = ink(desktop)
    clear(desktop)
    assert ink(desktop) == 0
    desktop.locator("#digit-pad-undo").click()
    settled(desktop)
    assert ink(desktop) == before
    assert guess(desktop) == "7"


def test_the_eraser_turns_a_7_into_a_1(desktop: Page) -> None:
    draw_with_mouse(desktop, [[(30, 20), (70, 20)], [(70, 20), (70, 95)]])
    before = ink(desktop)
    desktop.locator("#digit-pad-eraser").click()
    expect(desktop.locator("#digit-pad-eraser")).to_have_attribute("aria-pressed", "true")
    draw_with_mouse(desktop, [[(22, 20), (58, 20)]])
    assert ink(desktop) < before
    assert guess(desktop) == "1"


@pytest.mark.slow
def test_the_brush_draws_as_thick_as_chosen(desktop: Page) -> None:
    drawn = []
    for size in ("4", "18"):
        desktop.locator("#digit-pad-brush").fill(size)
        draw_with_mouse(desktop, [[(56, 20), (56, 90)]])
        drawn.append(ink(desktop))
        clear(desktop)
    assert drawn[1] == pytest.approx(drawn[0] * 18 / 4, rel=0.35)


# --- keyboard and examples ----------------------------------------------------------------------------


def test_a_digit_is_picked_moved_and_cleared_by_keyboard_alone(desktop: Page) -> None:
    example = desktop.get_by_role("button", name="Example of a 7").first
    example.focus()
    desktop.keyboard.press("Enter")
    settled(desktop)
    assert guess(desktop) == "7"
    stage = '#preprocessing [data-stage="input"] canvas'
    before = pixels(desktop, stage)

    for _ in range(80):  # back to the pad, as somebody without a mouse gets there
        desktop.keyboard.press("Shift+Tab")
        if desktop.evaluate("document.activeElement.matches('#digit-pad canvas')"):
            break
    assert desktop.evaluate("document.activeElement.matches('#digit-pad canvas')")
    desktop.keyboard.press("ArrowLeft")
    desktop.keyboard.press("ArrowLeft")
    settled(desktop)
    side = 56
    moved = np.reshape(pixels(desktop, stage), (side, side))
    assert np.array_equal(moved[:, : side - 4], np.reshape(before, (side, side))[:, 4:])
    assert guess(desktop) == "7", "centring undoes the shift"

    desktop.keyboard.press("Control+z")
    desktop.keyboard.press("Control+z")
    settled(desktop)
    assert pixels(desktop, stage) == before
    desktop.keyboard.press("Control+y")
    desktop.keyboard.press("Delete")
    settled(desktop)
    assert guess(desktop) is None


def test_examples_of_all_ten_digits_are_offered_and_read(desktop: Page) -> None:
    read = []
    for label in range(10):
        desktop.locator(f'#digit-sources button[data-label="{label}"]').first.click()
        settled(desktop)
        read.append(guess(desktop))
    right = sum(name == str(label) for label, name in enumerate(read))
    assert right >= 9, read


# --- upload, paste, camera ----------------------------------------------------------------------------


def photo_of(label: int) -> bytes:
    """A PNG: gray paper under uneven light, dark ink."""
    height, width = 300, 400
    light = np.linspace(0.9, 0.55, width)[None, :] * np.linspace(1, 0.85, height)[:, None]
    picture = light * (1 - 0.75 * pen(label, size=(width, height), height=200, pen=22))
    file = io.BytesIO()
    Image.fromarray((picture * 255).astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def upload(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "image/png", "buffer": content}
    page.locator('#digit-sources input[type="file"]').set_input_files(files=[file])  # type: ignore[list-item]


def test_an_uploaded_photo_is_put_on_the_pad_and_read(desktop: Page) -> None:
    upload(desktop, "five.png", photo_of(5))
    expect(desktop.locator("#digit-guess")).to_have_attribute("data-label", "5")
    desktop.locator("#digit-pad-undo").click()
    assert guess(desktop) is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    first_every_day(
        ("notes.png", b"just some text", "not a picture"),
        ("empty.png", b"", "The file is empty"),
        ("cut.png", photo_of(5)[:200], "damaged or cut off"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "vector drawing"),
    ),
)
def test_a_bad_file_is_answered_where_it_was_chosen_and_the_next_one_works(
    desktop: Page, name: str, content: bytes, sentence: str
) -> None:
    upload(desktop, name, content)
    problem = desktop.locator("#digit-sources .panel > .problem")
    expect(problem).to_contain_text(sentence)
    upload(desktop, "two.png", photo_of(2))
    expect(desktop.locator("#digit-guess")).to_have_attribute("data-label", "2")
    expect(problem).to_be_hidden()


PASTE = """(bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_pasted_picture_is_put_on_the_pad_and_read(desktop: Page) -> None:
    desktop.evaluate(PASTE, list(photo_of(8)))
    expect(desktop.locator("#digit-guess")).to_have_attribute("data-label", "8")


@pytest.mark.slow
def test_a_camera_that_is_not_there_is_said_in_its_dialog(desktop: Page) -> None:
    desktop.get_by_role("button", name="Camera").click()
    dialog = desktop.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("The camera cannot be used")
    desktop.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_picture_from_the_camera_is_read(app: RunningApp, browser: Browser) -> None:
    page = browser.new_context(locale="en-US").new_page()
    page.add_init_script(  # a camera that sees a 4 on paper
        """navigator.mediaDevices.getUserMedia = async () => {
            const canvas = document.createElement('canvas');
            canvas.width = 640; canvas.height = 480;
            const context = canvas.getContext('2d');
            const paint = () => {
                context.fillStyle = '#ccc'; context.fillRect(0, 0, 640, 480);
                context.lineWidth = 30; context.lineCap = 'round';
                context.beginPath();
                context.moveTo(270, 110); context.lineTo(230, 260); context.lineTo(400, 255);
                context.moveTo(360, 120); context.lineTo(350, 380);
                context.stroke();
            };
            setInterval(paint, 50);
            return canvas.captureStream(20);
        };"""
    )
    page.goto(app.url)
    page.get_by_role("button", name="Camera").click()
    page.wait_for_function("() => document.querySelector('#digit-sources video').videoWidth > 0")
    page.get_by_role("button", name="Take picture").click()
    expect(page.locator("#digit-guess")).to_have_attribute("data-label", "4")
    assert page.evaluate("document.querySelector('#digit-sources video').srcObject") is None, (
        "it is off again"
    )
    page.context.close()


@pytest.mark.slow
def test_without_a_camera_there_is_no_button_but_a_reason(app: RunningApp, browser: Browser) -> None:
    page = browser.new_context(locale="en-US").new_page()
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.goto(app.url)
    expect(page.locator("#digit-sources .paste")).to_contain_text("The camera needs")
    expect(page.locator("#digit-sources .camera")).to_be_hidden()
    page.context.close()


# --- panels -------------------------------------------------------------------------------------------


def test_a_step_switched_off_changes_what_the_networks_see_and_stays_in_the_address(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(3, "corner"))
    seen = '#preprocessing [data-stage="centre"] canvas'
    prepared = pixels(desktop, seen)
    errors = desktop.locator("#preprocessing dd")
    before, after = (float(errors.nth(index).inner_text()) for index in (0, 1))
    assert after < before / 3
    scale = desktop.get_by_role("switch", name="Scale")
    scale.click()
    settled(desktop)
    expect(scale).to_have_attribute("aria-checked", "false")
    assert pixels(desktop, seen) != prepared
    assert float(errors.nth(1).inner_text()) > after
    assert "steps=polarity.crop.centre" in desktop.url

    desktop.reload()
    expect(desktop.get_by_role("switch", name="Scale")).to_have_attribute("aria-checked", "false")
    desktop.get_by_role("switch", name="Scale").click()
    settled(desktop)
    assert pixels(desktop, seen) == prepared
    assert "steps" not in desktop.url


def test_every_model_shows_its_picture_its_error_and_its_numbers(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(2))
    seen = np.array(pixels(desktop, '#preprocessing [data-stage="centre"] canvas')) / 255
    for name in MODELS:
        rebuilt = np.array(pixels(desktop, RECONSTRUCTION.format(name))) / 255
        assert rebuilt.shape == (784,)
        said = float(desktop.locator(f'#duel [data-model="{name}"] [data-role="mse"]').inner_text())
        shown = np.mean((rebuilt - seen) ** 2)
        # A screen clips to black and white, which only brings a picture closer to the digit.
        assert said / 2 < shown < 1.05 * said + 2e-5, name


def test_linear_and_pca_are_the_same_picture_until_pca_gets_another_size(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(6))

    def apart() -> int:
        linear, pca = (
            np.array(pixels(desktop, RECONSTRUCTION.format(name)), int)
            for name in ("mnist-linear-20", "mnist-pca-64")
        )
        return int(np.abs(linear - pca).max())

    assert apart() < 16
    expect(desktop.locator("#duel .same")).to_contain_text("the same picture")
    desktop.get_by_label("Size of PCA").select_option("64")
    settled(desktop)
    assert apart() > 16
    assert "pca=64" in desktop.url
    expect(desktop.locator("#duel .same")).to_contain_text("64 directions")


def percentile(page: Page, model: str) -> float:
    """Where the meter of a model stands, 0 to 100."""
    meter = page.locator(f'#not-a-digit [data-model="{model}"] [role="meter"]')
    return float(meter.get_attribute("aria-valuenow") or "nan")


@pytest.mark.parametrize("drawing", first_every_day(HEART, HOUSE), ids=["heart", "house"])
def test_what_is_no_digit_ends_at_the_far_end(
    desktop: Page, drawing: list[list[tuple[float, float]]]
) -> None:
    draw_with_mouse(desktop, drawing)
    assert percentile(desktop, "mnist-conv-10") > 90
    assert percentile(desktop, "mnist-dense-32") > 75
    copied, squeezed = (
        float(desktop.locator(f'#duel [data-model="{name}"] [data-role="mse"]').inner_text())
        for name in ("mnist-conv", "mnist-dense-32")
    )
    assert copied < squeezed / 2, "without a bottleneck anything is copied"


def test_a_digit_does_not_end_at_the_far_end(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(3))
    assert percentile(desktop, "mnist-conv-10") < 95
    assert percentile(desktop, "mnist-dense-32") < 95


def test_the_pad_stays_in_sight_while_the_panels_are_read(desktop: Page) -> None:
    desktop.mouse.move(720, 450)
    desktop.mouse.wheel(0, 1500)
    desktop.wait_for_function("() => scrollY > 1000")
    expect(desktop.locator("#digit-pad canvas")).to_be_in_viewport(ratio=1)
    draw_with_mouse(desktop, digit(3))
    assert guess(desktop) == "3"


def test_a_phone_shows_the_answer_right_under_the_pad(phone: Page) -> None:
    draw_with_finger(phone, digit(9))
    glance = phone.locator("#digit-glance")
    expect(glance).to_contain_text("9")
    box = glance.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844


# --- language, light, memory --------------------------------------------------------------------------


def test_the_language_switches_without_a_reload_and_is_remembered(app: RunningApp, desktop: Page) -> None:
    draw_with_mouse(desktop, digit(3))
    before = ink(desktop)
    desktop.evaluate("window.notReloaded = true")
    desktop.get_by_role("button", name="한국어").click()
    expect(desktop.locator("#digit-pad-title")).to_have_text("내가 쓴 숫자")
    expect(desktop.get_by_role("tab").first).to_have_text("그리기")
    expect(desktop).to_have_title("오토인코더 놀이터")
    assert desktop.evaluate("document.documentElement.lang") == "ko"
    assert desktop.evaluate("window.notReloaded") is True
    assert "language=ko" in desktop.url
    assert ink(desktop) == before
    assert guess(desktop) == "3"

    again = desktop.context.new_page()
    again.goto(app.url)
    expect(again.locator("#digit-pad-title")).to_have_text("내가 쓴 숫자")
    again.close()
    desktop.get_by_role("button", name="English").click()
    expect(desktop.get_by_role("tab").first).to_have_text("Draw")


@pytest.mark.parametrize(
    ("locale", "address", "title"),
    first_every_day(
        ("ko-KR", "", "내가 쓴 숫자"), ("de-DE", "", "Your digit"), ("ko-KR", "#language=en", "Your digit")
    ),
)
def test_the_browser_chooses_the_language_unless_the_address_does(
    app: RunningApp, browser: Browser, locale: str, address: str, title: str
) -> None:
    page = browser.new_context(locale=locale).new_page()
    page.goto(app.url + "/" + address)
    expect(page.locator("#digit-pad-title")).to_have_text(title)
    page.context.close()


def test_no_text_is_missing_in_either_language(desktop: Page) -> None:
    warnings: list[str] = []
    desktop.on(
        "console", lambda message: warnings.append(message.text) if "no text" in message.text else None
    )
    draw_with_mouse(desktop, digit(5))
    for language in ("한국어", "English"):
        desktop.get_by_role("button", name=language).click()
    desktop.wait_for_timeout(300)
    assert warnings == []


def test_dark_and_light_switch_and_the_ink_stays(app: RunningApp, desktop: Page) -> None:
    draw_with_mouse(desktop, digit(3))
    before = ink(desktop)

    def surface() -> str:
        return desktop.evaluate(
            "getComputedStyle(document.querySelector('#digit-pad .panel')).backgroundColor"
        )

    light = surface()
    desktop.get_by_role("button", name="Dark").click()
    expect(desktop.locator("body")).to_have_class("dark")
    assert surface() != light
    assert ink(desktop) == pytest.approx(before, rel=0.01), "only the paper has another white"
    desktop.reload()
    settled(desktop)
    expect(desktop.locator("body")).to_have_class("dark")
    desktop.get_by_role("button", name="As the device").click()
    assert surface() == light
    desktop.emulate_media(color_scheme="dark")
    desktop.wait_for_function("() => document.body.classList.contains('dark')")


def test_the_ink_survives_a_reload(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(4))
    before = ink(desktop)
    desktop.reload()
    expect(desktop.locator("#digit-guess")).to_have_attribute("data-label", "4")
    assert ink(desktop) == before
    desktop.locator("#digit-pad-undo").click()
    assert 0 < ink(desktop) < before


def test_a_server_that_is_gone_is_said_quietly_and_the_drawing_waits_for_it(desktop: Page) -> None:
    draw_with_mouse(desktop, digit(1))
    notice = desktop.locator("#page-notice")
    expect(notice).to_be_hidden()
    desktop.route("**/component_server**", lambda route: route.abort())
    stroke = on_screen(desktop, [(30, 96), (84, 96)])
    desktop.mouse.move(*stroke[0])
    desktop.mouse.down()
    desktop.mouse.move(*stroke[1])
    desktop.mouse.up()
    expect(notice).to_contain_text("The server does not answer")
    desktop.unroute("**/component_server**")
    settled(desktop)
    expect(notice).to_be_hidden()


def test_focus_is_visible_on_the_pad_for_those_who_come_by_keyboard(desktop: Page) -> None:
    desktop.locator("#digit-pad canvas").focus()
    desktop.keyboard.press("ArrowUp")
    outline = "getComputedStyle(document.querySelector('#digit-pad canvas')).outlineStyle"
    assert desktop.evaluate(outline) == "solid"
