"""The panels around the duel: checkerboard, likelihood, learning, meaning, as a person uses them."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.backend import learning
from playground.backend.reconstruct import reconstruct
from playground.measures import likelihood
from playground.measures.spectrum import nyquist_energy
from tests.browser.pad import digit, draw_with_mouse

pytestmark = pytest.mark.slow  # each begins with a drawing; what the tab itself shows is tested every day

PANELS = ("checkerboard", "likelihood", "meaning")


@pytest.fixture
def drawn(desktop: Page) -> Page:
    """The page with a 3 drawn by mouse."""
    draw_with_mouse(desktop, digit(3))
    return desktop


# --- before and after drawing ------------------------------------------------------------------------


def test_empty_panels_invite(desktop: Page) -> None:
    for name in PANELS:
        expect(desktop.locator(f"#{name}").get_by_text("Draw a 3")).to_be_visible()


def test_clearing_brings_the_invitation_back(drawn: Page) -> None:
    expect(drawn.locator("#likelihood table")).to_be_visible()
    drawn.locator("#digit-pad-clear").click()
    for name in PANELS:
        expect(drawn.locator(f"#{name}").get_by_text("Draw a 3")).to_be_visible()
    expect(drawn.locator("#likelihood table")).to_be_hidden()


def test_panels_speak_korean(drawn: Page) -> None:
    drawn.get_by_role("button", name="한국어").click()
    for name, words in {
        "checkerboard": "나이퀴스트 주파수에 있는 오차 에너지",
        "likelihood": "같은 열 안에서만 비교할 수 있어요",
        "learning": "어떻게 배웠을까요",
        "meaning": "속기 쉬운 점",
    }.items():
        expect(drawn.locator(f"#{name}")).to_contain_text(words)
        assert not re.search(r"\b(Draw|Trained|loss|test set)\b", drawn.locator(f"#{name}").inner_text())


# --- checkerboard ------------------------------------------------------------------------------------


def test_checkerboard_shows_energy_of_the_pictures_it_shows(drawn: Page) -> None:
    scroll_to(drawn, "checkerboard")
    answer = newest(drawn)
    drawing = pixels(answer["prepared"])
    for model in ("mnist-conv", "mnist-conv-resize"):
        row = drawn.locator(f'#checkerboard .bars [data-model="{model}"]')
        shown = float(row.locator('[data-value="energy"]').inner_text().removesuffix("%"))
        # Not from the picture on the page: a pattern fainter than half a gray level has its share too.
        error = reconstruct(drawing, model).picture - drawing
        assert shown == pytest.approx(100 * nyquist_energy(error), rel=0.1)
        measured = drawn.evaluate("(name) => playground.model(name).metrics.checkerboard_energy", model)
        expect(row).to_contain_text(
            f"test set {drawn.evaluate('(x) => playground.number(100 * x)', measured)}"
        )


def test_difference_is_transposed_minus_resize(drawn: Page) -> None:
    scroll_to(drawn, "checkerboard")
    answer = newest(drawn)["models"]
    difference = pixels(answer["mnist-conv"]["reconstruction"]) - pixels(
        answer["mnist-conv-resize"]["reconstruction"]
    )
    red, _, blue = np.moveaxis(
        canvas_pixels(drawn.locator('#checkerboard canvas[data-role="difference"]')), -1, 0
    )
    clear = np.abs(difference) > np.abs(difference).max() / 4
    np.testing.assert_array_equal((red > blue)[clear], (difference > 0)[clear])


# --- likelihood --------------------------------------------------------------------------------------


def test_likelihood_table_is_measured_and_marks_the_smallest(drawn: Page) -> None:
    scroll_to(drawn, "likelihood")
    answer = newest(drawn)
    drawing = pixels(answer["prepared"])
    rows = drawn.locator("#likelihood tbody tr")
    assert rows.count() == 3
    expected = []
    for row in answer["likelihoods"]:
        picture = pixels(row["picture"])
        expected.append(
            [
                likelihood.laplace(drawing, picture),
                likelihood.gaussian(drawing, picture),
                likelihood.bernoulli(drawing, picture),
            ]
        )
    shown = [[number(cell) for cell in row.locator("td b").all_inner_texts()] for row in rows.all()]
    np.testing.assert_allclose(shown, expected, rtol=0.03, atol=8)  # pictures travel as bytes
    for column in range(3):
        marked = [
            rows.nth(row).locator("td button").nth(column).get_attribute("data-smallest") for row in range(3)
        ]
        assert marked.index("true") == int(np.argmin(np.array(shown)[:, column]))
        assert marked.count("true") == 1


@pytest.mark.parametrize("column", [0, 1, 2])
def test_likelihood_formula_adds_up(drawn: Page, column: int) -> None:
    scroll_to(drawn, "likelihood")
    cell = drawn.locator("#likelihood tbody tr").nth(1).locator("td button").nth(column)
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    formula = drawn.locator("#likelihood .formula:visible")
    expect(formula).to_have_count(1)
    value = {place: number(text) for place, text in values(formula).items() if place != "sign"}
    assert value["result"] == pytest.approx(number(cell.locator("b").inner_text()), abs=0.6)
    if column == 2:
        assert value["floor"] + value["rest"] == pytest.approx(value["result"], abs=0.11)
        assert value["rest"] >= 0  # nothing beats a perfect copy
        expect(drawn.locator("#likelihood .explanation")).to_contain_text("not a normalised likelihood")
    else:
        sign = -1 if values(formula)["sign"] == "−" else 1
        assert value["misfit"] + sign * value["constant"] == pytest.approx(value["result"], abs=0.11)
        factor = value["scale"] if column == 0 else 2 * value["scale"] ** 2
        assert value["sum"] / factor == pytest.approx(value["misfit"], rel=0.01)
        assert 784 * value["each"] == pytest.approx(sign * value["constant"], abs=0.5)


# --- learning ----------------------------------------------------------------------------------------


def test_learning_slider_moves_through_the_epochs(desktop: Page) -> None:
    panel = opened_learning(desktop)
    learned = learning.learning("mnist-dense-32")
    slider = panel.locator("input[type=range]")
    expect(panel.locator(".epoch")).to_have_text(f"Epoch {learned.epochs[-1]} of {learned.epochs[-1]}")
    assert shown_snapshots(panel) == pytest.approx(learned.snapshots[-1], abs=0.003)
    slider.focus()
    desktop.keyboard.press("Home")
    expect(panel.locator(".epoch")).to_have_text("Before training")
    assert shown_snapshots(panel) == pytest.approx(learned.snapshots[0], abs=0.003)
    desktop.keyboard.press("ArrowRight")
    expect(panel.locator(".epoch")).to_have_text(f"Epoch 1 of {learned.epochs[-1]}")
    for curve in ("train_loss", "validation_loss"):
        shown = number(panel.locator(f'.legend [data-curve="{curve}"] b').inner_text())
        assert shown == pytest.approx(learned.curves[curve][0], rel=0.005)


def test_learning_curve_is_logarithmic(desktop: Page) -> None:
    panel = opened_learning(desktop)
    learned = learning.learning("mnist-dense-32")
    losses = np.array(learned.curves["validation_loss"])
    points = panel.locator('.curve[data-curve="validation_loss"]').get_attribute("points") or ""
    heights = np.array([float(point.split(",")[1]) for point in points.split()])
    slope, offset = np.polyfit(np.log(losses), heights, 1)
    assert slope < 0  # a smaller loss lies further down, and y grows downwards
    np.testing.assert_allclose(heights, offset + slope * np.log(losses), atol=0.01)


def test_pointing_at_the_curve_chooses_an_epoch(desktop: Page) -> None:
    panel = opened_learning(desktop)
    panel.locator("svg").click(position={"x": 48, "y": 100})
    expect(panel.locator(".epoch")).to_have_text("Before training")


def test_learning_plays_to_the_end(desktop: Page) -> None:
    panel = opened_learning(desktop)
    slider = panel.locator("input[type=range]")
    slider.focus()
    desktop.keyboard.press("End")
    desktop.keyboard.press("ArrowLeft")
    panel.get_by_role("button", name="Play").click()
    expect(panel.get_by_role("button", name="Pause")).to_be_visible()
    expect(panel.get_by_role("button", name="Play")).to_be_visible()
    expect(slider).to_have_value(slider.get_attribute("max") or "")


def test_pca_says_why_it_has_no_curve(desktop: Page) -> None:
    panel = opened_learning(desktop)
    panel.get_by_label("Model").select_option("mnist-pca-64")
    expect(panel.locator(".sentence")).to_contain_text("PCA does not learn in steps")
    expect(panel.locator("svg")).to_be_hidden()
    assert "learning=mnist-pca-64" in desktop.url


def test_classifier_has_a_curve_and_no_pictures(desktop: Page) -> None:
    panel = opened_learning(desktop)
    panel.get_by_label("Model").select_option("mnist-classifier")
    expect(panel.locator(".pictures-hint")).to_contain_text("rebuilds none")
    expect(panel.locator("svg")).to_be_visible()
    expect(panel.locator(".pictures")).to_be_hidden()


def test_every_model_answers_in_the_learning_panel(desktop: Page) -> None:
    panel = opened_learning(desktop)
    picker = panel.get_by_label("Model")
    for name in picker.locator("option").evaluate_all("(all) => all.map((option) => option.value)"):
        picker.select_option(name)
        expect(panel.locator(".sentence")).not_to_contain_text("Fetching")
        expect(panel.locator("svg, .sentence:not(:empty)").locator("visible=true")).to_have_count(1)


# --- meaning -----------------------------------------------------------------------------------------


def test_formula_holds_this_digits_numbers(drawn: Page) -> None:
    panel = drawn.locator("#meaning")
    for model in ("mnist-dense-32", "mnist-conv-10"):
        panel.get_by_label("Model in the formula").select_option(model)
        figures = newest(drawn)["models"][model]
        shown = {place: number(text) for place, text in values(panel).items()}
        assert shown["mse"] == pytest.approx(figures["mse"], rel=0.005)
        assert shown["sum"] / 784 == pytest.approx(shown["mse"], rel=0.01)
        assert shown["psnr"] == pytest.approx(-10 * np.log10(figures["mse"]), abs=0.06)
    assert "model=mnist-conv-10" in drawn.url


def test_meaning_folds_away_and_is_remembered(desktop: Page) -> None:
    panel = desktop.locator("#meaning")
    network = desktop.locator(".place.network")
    before = network.bounding_box()
    panel.get_by_role("button", name="Fold away").click()
    expect(panel.locator(".body")).to_be_hidden()
    after = network.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] + 150  # the networks get the room
    desktop.reload()
    expect(panel.locator(".body")).to_be_hidden()
    panel.get_by_role("button", name="Unfold").press("Enter")
    expect(panel.locator(".body")).to_be_visible()
    assert "meaning" not in desktop.url


def test_meaning_comes_last_on_a_phone(phone: Page) -> None:
    tops = [
        phone.locator(place).evaluate("(node) => node.getBoundingClientRect().top")
        for place in (".place.do", ".place.network", ".place.meaning")
    ]
    assert tops == sorted(tops)


# --- what the tests share ----------------------------------------------------------------------------


def scroll_to(page: Page, panel: str) -> None:
    """Bring a panel into sight: it paints when it is seen."""
    page.locator(f"#{panel}").scroll_into_view_if_needed()
    expect(page.locator(f"#{panel} .number").filter(has_text=re.compile(r"\d")).first).to_be_visible()


def newest(page: Page) -> dict[str, Any]:
    """The answer that the panels paint."""
    return page.evaluate("() => new Promise((resolve) => playground.onAnswer(resolve))")


def pixels(text: str) -> np.ndarray:
    """A picture (28, 28) in [0, 1] from the base64 it travels in."""
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(28, 28).astype(np.float32) / 255


def canvas_pixels(canvas: Locator) -> np.ndarray:
    """What a canvas of 28 x 28 shows: (28, 28, 3) from 0 to 255."""
    data = canvas.evaluate(
        "(node) => [...node.getContext('2d').getImageData(0, 0, node.width, node.height).data]"
    )
    return np.array(data).reshape(28, 28, 4)[..., :3]


def shown_snapshots(panel: Locator) -> np.ndarray:
    """The ten rebuilt digits of the learning panel, (10, 28, 28) in [0, 1]."""
    found = panel.locator('canvas[data-role="snapshot"]').all()
    return np.stack([canvas_pixels(canvas)[..., 0] / 255 for canvas in found])


def opened_learning(page: Page) -> Locator:
    panel = page.locator("#learning")
    panel.scroll_into_view_if_needed()
    expect(panel.locator("svg")).to_be_visible(timeout=60_000)
    return panel


def values(panel: Locator) -> dict[str, str]:
    """The text of every visible slot of a formula, by its name."""
    return dict(
        panel.locator("[data-value]").evaluate_all(
            "(all) => all.map((place) => [place.dataset.value, place.textContent])"
        )
    )


def number(text: str) -> float:
    """A number as the page writes it: true minus, thousands separated by commas."""
    return float(text.replace("−", "-").replace(",", ""))
