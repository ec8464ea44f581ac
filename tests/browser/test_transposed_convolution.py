"""Transposed convolution by hand: every count against PyTorch, and the panel as hands use it."""

from __future__ import annotations

import itertools

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch.nn.functional import conv2d, conv_transpose2d, pad

from tests.everyday import first_every_day

NAMES = ("input", "kernel", "stride", "padding", "outputPadding")
# Everything that the sliders reach, and one step beyond each.
SETTINGS = [
    dict(zip(NAMES, values, strict=True))
    for values in itertools.product(range(2, 7), range(1, 7), range(1, 5), range(4), range(4))
]


def torch_counts(settings: dict[str, int]) -> list[list[int]] | None:
    """How often PyTorch writes each output cell: ones through a kernel of ones; None where it refuses."""
    side, kernel = settings["input"], settings["kernel"]
    try:
        written = conv_transpose2d(
            torch.ones(1, 1, side, side),
            torch.ones(1, 1, kernel, kernel),
            stride=settings["stride"],
            padding=settings["padding"],
            output_padding=settings["outputPadding"],
        )
    except RuntimeError:
        return None
    return written[0, 0].int().tolist() if written.numel() else None


@pytest.fixture
def panel(desktop: Page) -> Locator:
    found = desktop.locator("#transposed-convolution")
    found.scroll_into_view_if_needed()
    return found


def test_counts_are_those_of_pytorch(desktop: Page) -> None:
    shown = desktop.evaluate(
        """(all) => all.map((settings) => playground.transposedConvolution.problem(settings)
            ? null : playground.transposedConvolution.transposedCounts(settings))""",
        SETTINGS,
    )
    wrong = [
        settings for settings, counts in zip(SETTINGS, shown, strict=True) if counts != torch_counts(settings)
    ]
    assert wrong == []
    refused = sum(counts is None for counts in shown)
    assert 0 < refused < len(shown) / 2  # both kinds were there to compare


@pytest.mark.slow
def test_resized_counts_are_those_of_a_convolution(desktop: Page) -> None:
    sizes = list(itertools.product(range(1, 20), range(1, 7)))
    shown = desktop.evaluate(
        "(all) => all.map(([size, kernel]) => playground.transposedConvolution.resizeCounts(size, kernel))",
        sizes,
    )
    for (size, kernel), counts in zip(sizes, shown, strict=True):
        before = (kernel - 1) // 2
        around = pad(torch.ones(1, 1, size, size), (before, kernel - 1 - before) * 2)
        reads = conv2d(around, torch.ones(1, 1, kernel, kernel))
        assert counts == reads[0, 0].int().tolist(), (size, kernel)


@pytest.mark.slow
def test_counts_named_in_the_sentence_are_those_far_from_the_border(desktop: Page) -> None:
    kinds = list(itertools.product(range(1, 7), range(1, 5)))
    shown = desktop.evaluate(
        "(all) => all.map(([kernel, stride]) => playground.transposedConvolution.innerCounts({kernel, stride}))",
        kinds,
    )
    for (kernel, stride), counts in zip(kinds, shown, strict=True):
        written = conv_transpose2d(torch.ones(1, 1, 32, 32), torch.ones(1, 1, kernel, kernel), stride=stride)
        middle = written[0, 0, kernel * 2 : -kernel * 2, kernel * 2 : -kernel * 2]
        assert counts == middle.unique().int().tolist(), (kernel, stride)


def test_pointing_at_an_input_cell_lights_exactly_what_it_writes(panel: Locator) -> None:
    for row, column in ((0, 0), (1, 2), (3, 3)):
        cells(panel, "input").nth(4 * row + column).hover()
        one = torch.zeros(1, 1, 4, 4)
        one[0, 0, row, column] = 1
        written = conv_transpose2d(one, torch.ones(1, 1, 3, 3), stride=2, padding=1, output_padding=1)
        assert lit(panel, "transposed") == set(written.flatten().nonzero().flatten().tolist())
        doubled = one.repeat_interleave(2, -1).repeat_interleave(2, -2)
        read = conv2d(doubled, torch.ones(1, 1, 3, 3), padding="same")
        assert lit(panel, "resize") == set(read.flatten().nonzero().flatten().tolist())


@pytest.mark.slow
def test_pointing_at_an_output_cell_lights_its_writers(panel: Locator) -> None:
    cells(panel, "transposed").nth(8 * 1 + 3).hover()  # row 2, column 4
    assert lit(panel, "input") == {1, 2, 4 + 1, 4 + 2}
    expect(panel.locator(".selection")).to_contain_text("written 4 times")


def test_arrow_keys_walk_over_the_input(panel: Locator, desktop: Page) -> None:
    cells(panel, "input").nth(5).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowRight"):  # the last runs against the border
        desktop.keyboard.press(key)
    expect(cells(panel, "input").nth(4 * 2 + 3)).to_be_focused()
    expect(panel.locator(".selection")).to_contain_text("row 3, column 4")
    assert lit(panel, "input") == {4 * 2 + 3}


def test_sliders_change_formula_sentence_and_grids(panel: Locator, desktop: Page) -> None:
    expect(panel.locator(".verdict")).to_contain_text("The kernel (3) is not divisible by the stride (2)")
    expect(panel.locator(".verdict")).to_contain_text("1, 2 or 4 times")
    panel.locator("input[name=kernel]").focus()
    desktop.keyboard.press("ArrowRight")
    panel.locator("input[name=outputPadding]").focus()
    desktop.keyboard.press("ArrowLeft")
    formula = panel.locator(".size-formula math").nth(1).text_content() or ""
    assert "".join(formula.split()) == "=(4−1)·2−2·1+4+0=8"
    expect(panel.locator(".verdict")).to_contain_text("divisible by the stride (2)")
    expect(panel.locator(".verdict")).to_contain_text("written 4 times")
    inner = [
        cells(panel, "transposed").nth(8 * row + column) for row in range(1, 7) for column in range(1, 7)
    ]
    assert {cell.inner_text() for cell in inner} == {"4"}


@pytest.mark.slow
def test_holes_are_called_holes(panel: Locator) -> None:
    panel.get_by_role("button", name="holes").click()
    expect(panel.locator(".verdict")).to_contain_text("cells that nothing writes")
    assert "0" in cells(panel, "transposed").all_inner_texts()


@pytest.mark.parametrize(
    ("address", "sentence"),
    first_every_day(
        ("4-3-1-1-1", "Output padding (1) must be smaller than the stride (1)"),
        ("2-1-1-2-0", "its size would be −2"),
    ),
)
def test_impossible_settings_are_said_not_clamped(desktop: Page, address: str, sentence: str) -> None:
    desktop.evaluate("(settings) => { location.hash = `transposed=${settings}` }", address)
    panel = desktop.locator("#transposed-convolution")
    expect(panel.locator(".verdict")).to_contain_text(sentence)
    assert cells(panel, "transposed").count() == cells(panel, "resize").count() == 0
    values = [panel.locator(f"input[name={name}]").input_value() for name in NAMES]
    assert "-".join(values) == address


def test_address_brings_the_settings_back(panel: Locator, desktop: Page) -> None:
    panel.get_by_role("button", name="tiles").click()
    assert "transposed=4-2-2-0-0" in desktop.url
    desktop.reload()
    expect(panel.locator("input[name=kernel]")).to_have_value("2")
    expect(panel.locator(".verdict")).to_contain_text("side by side like tiles")


@pytest.mark.slow
def test_nonsense_in_the_address_is_ignored(desktop: Page) -> None:
    for nonsense in ("9-9-9-9-9", "4-3-2", "a-b-c-d-e", "4-3-2-1-1-7", "4-3-2-1-0.5"):
        desktop.evaluate("(settings) => { location.hash = `transposed=${settings}` }", nonsense)
        expect(desktop.locator("#transposed-convolution input[name=kernel]")).to_have_value("3")


@pytest.mark.slow
def test_a_finger_chooses_cells(phone: Page) -> None:
    panel = phone.locator("#transposed-convolution")
    cells(panel, "input").first.tap()
    assert lit(panel, "transposed") == {0, 1, 8, 9}
    box = cells(panel, "input").first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 40


def test_korean_sentences(panel: Locator, desktop: Page) -> None:
    desktop.get_by_role("button", name="한국어").click()
    expect(panel.locator(".verdict")).to_contain_text("나누어떨어지지 않아요")
    expect(panel.locator(".selection")).to_contain_text("입력 2행 2열")


def cells(panel: Locator, grid: str) -> Locator:
    return panel.locator(f'[data-grid="{grid}"] .cells button')


def lit(panel: Locator, grid: str) -> set[int]:
    """Indices of the lit cells, row by row."""
    flags = cells(panel, grid).evaluate_all("(all) => all.map((cell) => cell.hasAttribute('data-lit'))")
    return {index for index, flag in enumerate(flags) if flag}
