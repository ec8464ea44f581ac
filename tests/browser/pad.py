"""Drawing on the pad as a hand does, with a mouse or a finger, and waiting for what the page makes of it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.imaging.pen import Stroke, strokes_of

PAD = "#digit-pad"
SHEET = 112  # the pad's own units

PLACEMENTS: dict[str, dict[str, float | tuple[float, float]]] = {
    "centred": {"centre": (56, 56), "height": 76},
    "corner": {"centre": (25, 26), "height": 34},
    "slanted": {"centre": (56, 56), "height": 76, "slant": 0.35},
}

HEART: list[Stroke] = [
    [
        (56, 36),
        (48, 22),
        (32, 20),
        (20, 34),
        (24, 54),
        (56, 92),
        (88, 54),
        (92, 34),
        (80, 20),
        (64, 22),
        (56, 36),
    ]
]
HOUSE: list[Stroke] = [
    [(24, 50), (24, 94), (88, 94), (88, 50)],
    [(14, 54), (56, 16), (98, 54)],
    [(48, 94), (48, 68), (64, 68), (64, 94)],
]

Drawing = Callable[[Page, list[Stroke]], None]


def digit(label: int, placement: str = "centred") -> list[Stroke]:
    """The strokes of a digit on the pad."""
    return strokes_of(label, **PLACEMENTS[placement])  # type: ignore[arg-type]


def draw_with_mouse(page: Page, strokes: list[Stroke]) -> None:
    drag_strokes(page, strokes)
    settled(page)


def drag_strokes(page: Page, strokes: list[Stroke], pad: str = PAD) -> None:
    """The strokes on a pad, without waiting for what the page makes of them."""
    for stroke in strokes:
        (x, y), *rest = on_screen(page, stroke, pad)
        page.mouse.move(x, y)
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(x, y)
        page.mouse.up()


def draw_with_finger(page: Page, strokes: list[Stroke]) -> None:
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    for stroke in strokes:
        first, *rest = on_screen(page, stroke)
        touch("touchStart", first)
        for point in rest:
            touch("touchMove", point)
        touch("touchEnd")
    session.detach()
    settled(page)


def on_screen(page: Page, stroke: Stroke, pad: str = PAD) -> Stroke:
    """A stroke in the pad's units, in pixels of the window."""
    box = page.locator(f"{pad} canvas").bounding_box()
    assert box is not None
    scale = box["width"] / SHEET
    return [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]


def settled(page: Page) -> None:
    """Wait until every reconstruction shows the ink that is on the pad now, or nothing where there is none."""
    page.wait_for_function(
        """() => {
            const asked = document.querySelector('#digit-pad canvas')?.dataset.sequence;
            const canvases = [...document.querySelectorAll('#duel canvas[data-role="reconstruction"]')];
            const painted = canvases.map((canvas) => canvas.dataset.sequence);
            const drawn = document.querySelector('#digit-pad .ghost')?.hidden;
            const due = drawn ? asked : undefined;
            return asked && painted.length === 6 && painted.every((sequence) => sequence === due);
        }"""
    )


def clear(page: Page) -> None:
    page.locator("#digit-pad-clear").click()
    page.wait_for_function("() => !document.querySelector('#digit-guess').dataset.label")


def guess(page: Page) -> str | None:
    return page.locator("#digit-guess").get_attribute("data-label")


def ink(page: Page, pad: str = PAD) -> int:
    """How many pixels of the pad are dark."""
    return page.evaluate(
        """(pad) => {
            const canvas = document.querySelector(`${pad} canvas`);
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let dark = 0;
            for (let at = 0; at < pixels.length; at += 4) dark += pixels[at] < 128;
            return dark;
        }""",
        pad,
    )


def pixels(page: Page, selector: str) -> list[int]:
    """The gray values of a canvas of the page, row by row."""
    return page.evaluate(
        """(selector) => {
            const canvas = document.querySelector(selector);
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return Array.from({ length: data.length / 4 }, (_, index) => data[4 * index]);
        }""",
        selector,
    )
