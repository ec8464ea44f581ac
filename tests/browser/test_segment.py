"""The segment tab in a real browser: pictures cut up, counted, scored, saved, and what a cut skip connection does."""

from __future__ import annotations

import base64
import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from playground.backend import library, micrographs, segment, segment_levels
from playground.backend.truth import true_objects
from playground.imaging.synthetic_micrographs import tissue
from tests.browser.panels import eventually, outside
from tests.conftest import RunningApp
from tests.everyday import first_every_day

MODEL = "membrane-unet"
SETTLED = """() => {
    const count = document.querySelector('#segment-count');
    return count?.dataset.count !== undefined && count.dataset.stale === undefined;
}"""


def open_tab(page: Page, app: RunningApp, address: str = "segment=tissue-0", language: str = "en") -> None:
    """Open the page anew at the segment tab and wait until the picture in the address is counted."""
    page.goto("about:blank")
    page.goto(f"{app.url}/#tab=segment&language={language}&{address}")
    page.wait_for_function(SETTLED)


def state(page: Page, expression: str) -> Any:
    """Something of `playground.segment`, by a JavaScript expression of `segment`."""
    return page.evaluate(f"(({{ segment }}) => {expression})(playground)")


def address(page: Page) -> dict[str, str]:
    """The parts of the page's address, once it has been written."""
    page.wait_for_timeout(300)
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.hash.slice(1)))")


def found(
    name: str = "tissue", seed: int = 0, model: str = MODEL, cut: tuple[int, ...] = (), **changes: Any
) -> Any:
    """What the backend finds in an example: (micrograph, maps, segmentation)."""
    opened = micrographs.example(name, seed)
    maps = segment.look(opened.pixels, model, cut)
    defaults = segment.defaults(model)
    settings = segment.Settings(
        changes.get("threshold", defaults.threshold), changes.get("smallest", defaults.smallest)
    )
    return opened, maps, segment.segment(maps, settings, opened.pixels)


def counted(page: Page) -> int:
    page.wait_for_function(SETTLED)
    return int(page.locator("#segment-count").get_attribute("data-count") or -1)


def labels(page: Page) -> np.ndarray:
    """The objects that the page knows of."""
    page.wait_for_function(SETTLED)
    width, height = state(page, "[segment.picture.width, segment.picture.height]")
    packed = page.evaluate("playground.base64(new Uint8Array(playground.segment.result.labels.buffer))")
    return np.frombuffer(base64.b64decode(packed), "<i4").reshape(height, width)


def upload(page: Page, name: str, content: bytes, field: str = "input:not([id])") -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator(f"#segment-sources {field}").set_input_files(file)  # type: ignore[arg-type]


def encoded(pixels: np.ndarray, kind: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def cells(side: int = 96) -> np.ndarray:
    """Bright cells on a dark lattice, (side, side): something that anybody's network finds something in."""
    y, x = np.mgrid[:side, :side]
    return np.where((x % 24 < 3) | (y % 24 < 3), 40, 170).astype(np.uint8)


def saved(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(f'#segment-view [data-save="{kind}"]').click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


# --- pictures and numbers -----------------------------------------------------------------------------


def test_an_example_comes_back_outlined_counted_and_scored(desktop: Page) -> None:
    desktop.get_by_role("tab", name="Segment").click()
    expect(desktop.locator("#segment-view .invitation")).to_contain_text("Drop a microscope picture here")
    desktop.locator('#segment-sources [data-example="tissue"]').click()
    opened, maps, expected = found()
    assert counted(desktop) == len(expected.objects)
    np.testing.assert_array_equal(labels(desktop), expected.labels)
    overlay = desktop.locator("#segment-overlay")
    expect(overlay).to_have_attribute("data-source", "labels")
    painted = overlay.evaluate(
        "(node) => node.getContext('2d').getImageData(0, 0, node.width, node.height).data.some((one) => one)"
    )
    assert painted
    assert opened.truth is not None
    scores = segment.score(expected, maps, opened.truth)
    for name in ("dice", "v_rand", "ap50"):
        shown = desktop.locator(f'#segment-view [data-score="{name}"] .number')
        expect(shown).to_have_text(f"{getattr(scores, name):.3f}")
    meaning = desktop.locator("#segment-meaning")
    expect(meaning.locator('[data-value="dice"]')).to_have_text(f"{scores.dice:.3f}")
    both = int(((expected.labels > 0) & (opened.truth > 0)).sum())
    expect(meaning.locator('[data-value="both"]')).to_have_text(f"{both:,}")

    card = library.metric(MODEL, "cross_validation")
    measured = desktop.locator("#segment-controls .measured")
    expect(measured).to_contain_text(f"V_Rand {card['v_rand']:.3f}, V_Info {card['v_info']:.3f}")
    desktop.locator("#segment-another").click()
    desktop.wait_for_function("() => playground.segment.picture.seed === 1")
    assert counted(desktop) == len(found(seed=1)[2].objects)
    assert address(desktop)["segment"] == "tissue-1"


def test_the_threshold_repaints_at_once_and_counts_the_newest_value(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    slider = desktop.locator("#segment-threshold input")
    sources = desktop.evaluate(
        """() => {
            const slider = document.querySelector('#segment-threshold input');
            const overlay = document.querySelector('#segment-overlay');
            return [0.3, 0.45, 0.61].map((value) => {
                slider.value = value;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
                return [overlay.dataset.source, Number(overlay.dataset.threshold)];
            });
        }"""
    )
    assert sources == [["mask", 0.3], ["mask", 0.45], ["mask", 0.61]]
    expected = found(threshold=0.61)[2]
    np.testing.assert_array_equal(labels(desktop), expected.labels)
    slider.focus()
    desktop.keyboard.press("Home")
    expect(desktop.locator("#segment-threshold output")).to_have_text("0.00")
    desktop.locator("#segment-smallest").fill("400")
    assert counted(desktop) == len(found(threshold=0.0, smallest=400)[2].objects)
    desktop.locator("#segment-smallest").fill("few")
    expect(desktop.locator("#segment-smallest-wrong")).to_contain_text(
        "from 0 to 1,000,000; it stays at 400."
    )

    parts = address(desktop)
    assert (parts["segment_threshold"], parts["segment_smallest"]) == ("0", "400")
    desktop.locator("#segment-view-kind select").select_option("truth")
    open_tab(
        desktop, app, "&".join(f"{name}={value}" for name, value in {**parts, **address(desktop)}.items())
    )
    assert state(desktop, "[segment.threshold, segment.smallest, segment.view]") == [0, 400, "truth"]


def test_a_cut_skip_connection_stands_beside_the_whole_network(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    before = counted(desktop)
    desktop.locator("#segment-skip-2").uncheck()
    panel = desktop.locator("#segment-network")
    expect(panel).to_have_attribute("data-cut", "2")
    opened, maps, cut = found(cut=(2,))
    assert counted(desktop) == len(cut.objects)
    cells_of = lambda name: panel.locator(f'[data-measure="{name}"] td').all_inner_texts()  # noqa: E731
    difference = len(cut.objects) - before
    sign = "−" if difference < 0 else "+" if difference > 0 else "±"
    assert cells_of("count") == [f"{before:,}", f"{len(cut.objects):,}", f"{sign}{abs(difference):,}"]
    assert opened.truth is not None
    assert cells_of("v_rand")[1] == f"{segment.score(cut, maps, opened.truth).v_rand:.3f}"
    for side in ("whole", "cut"):
        expect(panel.locator(f'[data-side="{side}"] .overlay')).to_have_attribute("data-source", "labels")
    assert address(desktop)["segment_cut"] == "2"

    desktop.locator("#segment-skip-2").check()
    assert counted(desktop) == before
    expect(panel.locator(".compared")).to_be_hidden()
    desktop.locator("#segment-model select").select_option("membrane-plain")
    for level in (1, 2, 3, 4):
        expect(desktop.locator(f"#segment-skip-{level}")).to_be_disabled()
    expect(panel.locator(".why")).to_contain_text("trained without skip connections")
    assert counted(desktop) == len(found(model="membrane-plain")[2].objects)


def test_rows_and_objects_light_up_together(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    expected = found()[2]
    table = desktop.locator("#segment-objects")
    table.scroll_into_view_if_needed()
    table.locator('[data-column="area"] button').click()
    largest = sorted(expected.objects, key=lambda one: (-one.area, one.id))
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(min(200, len(largest)))
    assert [
        int(row) for row in rows.evaluate_all("(all) => all.slice(0, 9).map((row) => row.dataset.id)")
    ] == [one.id for one in largest[:9]]
    overlay = desktop.locator("#segment-overlay")
    rows.first.click()
    assert state(desktop, "segment.picked") == largest[0].id
    expect(desktop.locator("#segment-view .object")).to_contain_text(f"{largest[0].area:,}\u00a0px")

    overlay.scroll_into_view_if_needed()
    other = largest[3]
    y, x = (int(place) for place in np.argwhere(expected.labels == other.id)[other.area // 2])
    point_at(desktop, overlay, x, y)
    desktop.mouse.down()
    desktop.mouse.up()
    assert state(desktop, "segment.picked") == other.id
    expect(table.locator(f'tr[data-id="{other.id}"]')).to_have_attribute("aria-selected", "true")


def point_at(page: Page, overlay: Locator, x: int, y: int) -> None:
    """Move the mouse to a pixel of the picture, which is shown whole."""
    box = overlay.bounding_box()
    assert box is not None
    width, height = state(page, "[segment.picture.width, segment.picture.height]")
    page.mouse.move(
        box["x"] + (x + 0.5) / width * box["width"], box["y"] + (y + 0.5) / height * box["height"]
    )


# --- files --------------------------------------------------------------------------------------------


def test_mask_table_and_overlay_are_saved(desktop: Page, app: RunningApp, tmp_path: Path) -> None:
    open_tab(desktop, app)
    opened, _, expected = found()
    mask = saved(desktop, "mask", tmp_path)
    assert mask.name == f"tissue-0-{MODEL}-mask.png"
    with Image.open(mask) as file:
        assert (file.mode, file.size) == ("L", opened.pixels.shape[::-1])
        np.testing.assert_array_equal(np.asarray(file), 255 * expected.mask)
    rows = list(csv.DictReader(io.StringIO(saved(desktop, "csv", tmp_path).read_text())))
    assert len(rows) == len(expected.objects)
    for row, one in zip(rows, expected.objects, strict=True):
        assert (int(row["id"]), int(row["area"])) == (one.id, one.area)
        assert float(row["x"]) == pytest.approx(one.x, rel=1e-4)
    assert (rows[0]["picture"], rows[0]["model"], rows[0]["cut_skips"]) == ("tissue 0", MODEL, "")
    with Image.open(saved(desktop, "overlay", tmp_path)) as file:
        assert file.size == opened.pixels.shape[::-1]


def test_ones_own_picture_is_cut_up_and_a_damaged_one_is_told(desktop: Page) -> None:
    desktop.get_by_role("tab", name="Segment").click()
    upload(desktop, "my cells.png", encoded(cells(), "png"))
    desktop.wait_for_function("() => playground.segment.picture?.name === 'my cells.png'")
    pixels = (cells() / np.float32(255)).astype(np.float32)
    expected = segment.segment(segment.look(pixels, MODEL), segment.defaults(MODEL), pixels)
    assert counted(desktop) == len(expected.objects)
    expect(desktop.locator("#segment-view .told")).to_have_text("my cells.png, 96 × 96\u00a0pixels")
    expect(desktop.locator("#segment-view .no-truth")).to_be_visible()

    upload(desktop, "cut.tif", encoded(cells(), "tiff")[:2000])
    problem = desktop.locator("#segment-sources .panel > .problem")
    expect(problem).to_have_text("The picture is damaged or cut off. Save or download it again.")
    assert counted(desktop) == len(expected.objects), "what was there stays"
    upload(desktop, "whole.tif", encoded(cells(64), "tiff"))
    desktop.wait_for_function("() => playground.segment.picture?.name === 'whole.tif'")
    expect(problem).to_be_hidden()
    counted(desktop)
    assert "segment" not in address(desktop)


def test_ones_own_truth_brings_scores_and_one_that_does_not_fit_is_told(desktop: Page) -> None:
    desktop.get_by_role("tab", name="Segment").click()
    told = desktop.locator("#segment-sources .telling")
    expect(told).to_be_hidden()
    pixels, truth = tissue(7)
    pixels, truth = np.rint(255 * pixels[:200, :240]).astype(np.uint8), truth[:200, :240]
    upload(desktop, "mine.png", encoded(pixels, "png"))
    desktop.wait_for_function("() => playground.segment.picture?.name === 'mine.png'")
    counted(desktop)
    mask = np.where(truth > 0, 255, 0).astype(np.uint8)
    upload(desktop, "other.png", encoded(mask[:100], "png"), "#segment-truth")
    expect(told.locator(".problem")).to_contain_text("exactly the picture's size")
    upload(desktop, "mask.png", encoded(mask, "png"), "#segment-truth")
    shown = desktop.locator('#segment-view [data-score="dice"] .number')
    gray = pixels / np.float32(255)
    maps = segment.look(gray, MODEL)
    scores = segment.score(
        segment.segment(maps, segment.defaults(MODEL), gray), maps, true_objects(mask.astype(int), mask.shape)
    )
    expect(shown).to_have_text(f"{scores.dice:.3f}")
    expect(desktop.locator('#segment-view [data-score="v_rand"] .number')).to_have_text(
        f"{scores.v_rand:.3f}"
    )
    expect(told.locator(".problem")).to_be_hidden()
    expect(desktop.locator("#segment-view .no-truth")).to_be_hidden()


@pytest.mark.slow
def test_a_picture_is_dropped_or_pasted(desktop: Page) -> None:
    desktop.get_by_role("tab", name="Segment").click()
    expect(desktop.locator("#segment-view .invitation")).to_be_visible()
    for kind, name in (("drop", "dropped.png"), ("paste", "pasted.png")):
        desktop.evaluate(
            """([kind, name, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
                const event = kind === 'drop'
                    ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
                    : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
                document.querySelector('#segment-view').dispatchEvent(event);
            }""",
            [kind, name, list(encoded(cells(), "png"))],
        )
        desktop.wait_for_function("(name) => playground.segment.picture?.name === name", arg=name)
        counted(desktop)


@pytest.mark.slow
def test_a_picture_that_the_server_forgot_is_opened_again(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    before = counted(desktop)
    desktop.evaluate("playground.segment.picture.key = '0'.repeat(32)")
    desktop.locator("#segment-skip-3").uncheck()
    expect(desktop.locator("#segment-network")).to_have_attribute("data-cut", "3")
    desktop.locator("#segment-skip-3").check()
    assert counted(desktop) == before
    expect(desktop.locator("#segment-run .panel")).to_be_hidden()


@pytest.mark.slow
def test_a_large_picture_shows_how_far_it_is_and_is_given_up(desktop: Page) -> None:
    desktop.get_by_role("tab", name="Segment").click()
    upload(desktop, "large.png", encoded(np.tile(cells(), (25, 20)), "png"))
    run = desktop.locator("#segment-run")
    expect(run.locator("[role=progressbar]")).to_be_visible()
    expect(run.locator(".state")).to_have_text(re.compile("A large picture"))
    run.locator("#segment-cancel").click()
    expect(run.locator(".problem")).to_contain_text("Cancelled.")
    assert state(desktop, "[segment.maps, segment.picture.width]") == [None, 1920]
    upload(desktop, "smaller.png", encoded(np.tile(cells(), (13, 13)), "png"))
    expect(run.locator("[role=progressbar]")).to_be_visible()
    desktop.wait_for_function(SETTLED, timeout=120_000)
    expect(run.locator(".panel")).to_be_hidden()


# --- the picture --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_picture_is_enlarged_moved_and_seen_alone(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    overlay = desktop.locator("#segment-overlay")
    photo = "(node) => [...node.previousElementSibling.getContext('2d').getImageData(0, 0, 40, 40).data]"
    whole = overlay.evaluate(photo)
    desktop.locator('#segment-view [data-zoom="in"]').click()
    close = overlay.evaluate(photo)
    assert close != whole
    box = overlay.bounding_box()
    assert box is not None
    desktop.mouse.move(box["x"] + 200, box["y"] + 200)
    desktop.mouse.down()
    desktop.mouse.move(box["x"] + 120, box["y"] + 160, steps=4)
    desktop.mouse.up()
    assert overlay.evaluate(photo) != close
    assert state(desktop, "segment.picked") is None, "a drag picks nothing"
    overlay.focus()
    desktop.keyboard.press("0")
    assert overlay.evaluate(photo) == whole

    desktop.locator("#segment-view .original").hover()
    desktop.mouse.down()
    expect(overlay).to_have_css("opacity", "0")
    desktop.mouse.up()
    expect(overlay).to_have_css("opacity", "1")


@pytest.mark.slow
def test_views_show_objects_probabilities_and_what_differs_from_the_truth(
    desktop: Page, app: RunningApp
) -> None:
    open_tab(desktop, app)
    opened, maps, expected = found()
    width, height = desktop.locator("#segment-overlay").evaluate("(node) => [node.width, node.height]")
    assert (width, height) == (512, 512), "shown pixel by pixel"
    read = "(node) => [...node.getContext('2d').getImageData(0, 0, 512, 512).data]"
    picker = desktop.locator("#segment-view-kind select")
    pixels = {}
    for view in ("outlines", "filled", "probability", "truth"):
        picker.select_option(view)
        expect(desktop.locator("#segment-overlay")).to_have_attribute("data-view", view)
        data = desktop.locator("#segment-overlay").evaluate(read)
        pixels[view] = np.array(data, np.uint8).reshape(512, 512, 4)
    assert (pixels["filled"][expected.mask, 3] > 0).all()
    inner = pixels["probability"][..., 0] == pixels["probability"][..., 1]
    np.testing.assert_array_equal(pixels["probability"][..., 0][inner], np.rint(maps.inside * 255)[inner])
    assert inner.mean() > 0.5
    assert opened.truth is not None
    wrong = expected.mask != (opened.truth > 0)
    np.testing.assert_array_equal(pixels["truth"][..., 3] > 200, wrong)
    assert (pixels["outlines"][..., 3] > 0).mean() < (pixels["filled"][..., 3] > 0).mean()


@pytest.mark.parametrize("model", first_every_day(MODEL, "nuclei-unet"))
def test_levels_are_shown_once_they_are_seen(desktop: Page, app: RunningApp, model: str) -> None:
    open_tab(desktop, app, f"segment=tissue-0&segment_model={model}")
    panel = desktop.locator("#segment-levels")
    assert panel.get_attribute("data-key") is None
    panel.scroll_into_view_if_needed()
    expect(panel).to_have_attribute("data-model", model)
    expected = segment_levels.levels(micrographs.example("tissue").pixels, model)
    lines = panel.locator("li")
    expect(lines).to_have_count(5)
    for line, level in zip(lines.all(), expected, strict=True):
        expect(line).to_contain_text(f"{level.channels} channels")
        expect(line).to_contain_text(f"sees {level.receptive_field}\u00a0px")
        sizes = line.locator("img").evaluate_all(
            "(all) => all.map((one) => [one.naturalWidth, one.naturalHeight])"
        )
        assert sizes == 4 * [[level.width, level.height]]


@pytest.mark.slow
@pytest.mark.parametrize("example", [one for one in micrographs.EXAMPLES if one.model in library.names()])
def test_every_example_brings_its_network(
    desktop: Page, app: RunningApp, example: micrographs.Example
) -> None:
    open_tab(desktop, app, f"segment={example.name}")
    assert state(desktop, "segment.model") == example.model
    expect(desktop.locator("#segment-controls .measured")).to_contain_text("not seen")
    assert counted(desktop) == len(found(example.name, model=example.model)[2].objects)


# --- on a phone, and in Korean ------------------------------------------------------------------------


def test_on_a_phone_the_threshold_stays_above_the_picture(phone: Page, app: RunningApp) -> None:
    open_tab(phone, app, "segment=nuclei-0&segment_cut=1", language="ko")
    words = phone.locator("#tab-segment").inner_text()
    assert "신경망이 찾은 것" in words
    assert "{" not in words
    assert not [
        line for line in words.splitlines() if line.startswith(("segment", "page.", "models.", "errors."))
    ]
    phone.locator("#segment-network").scroll_into_view_if_needed()
    expect(phone.locator("#segment-network")).to_have_attribute("data-cut", "1")
    phone.locator("#segment-levels").scroll_into_view_if_needed()
    expect(phone.locator("#segment-levels li")).to_have_count(5)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for panel in (
        "#segment-controls",
        "#segment-view",
        "#segment-network",
        "#segment-levels",
        "#segment-meaning",
    ):
        assert outside(phone.locator(panel)) == []
    phone.locator("#segment-view").evaluate("(node) => scrollTo(0, node.offsetTop + 500)")
    eventually(
        phone,
        "() => document.querySelector('#segment-controls').getBoundingClientRect().top >= 0",
        "the sticky threshold",
    )
    tops = [
        phone.locator(place).evaluate("(node) => node.getBoundingClientRect().top + scrollY")
        for place in (
            "#segment-sources",
            "#segment-view",
            "#segment-objects",
            "#segment-network",
            "#segment-meaning",
        )
    ]
    assert tops == sorted(tops)
