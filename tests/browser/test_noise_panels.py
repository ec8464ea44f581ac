"""The noise tab's panels: the walk, filters, stack, moving codes and what it means, as a person uses them."""

from __future__ import annotations

import base64
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground.backend import first_layer, noise, stack
from tests.browser.noise import open_tab, still, turn
from tests.browser.pad import digit, draw_with_mouse
from tests.browser.panels import (
    close_to,
    colours,
    eventually,
    gray,
    number,
    outside,
    same_pictures,
    scroll_to,
    values,
    width,
)

pytestmark = pytest.mark.slow  # each begins with a drawing; what the tab itself shows is tested every day

PANELS = ("noise-walk", "noise-movement", "noise-stack", "noise-meaning")


@pytest.fixture
def drawn(desktop: Page) -> Page:
    """The noise tab with a 3 drawn by mouse on the first tab."""
    draw_with_mouse(desktop, digit(3))
    open_tab(desktop)
    still(desktop)
    return desktop


# --- the walk ----------------------------------------------------------------------------------------


def test_the_walk_begins_at_the_noisy_picture_and_goes_on_with_the_networks_answer(drawn: Page) -> None:
    scroll_to(drawn, "noise-walk")
    for selector, step in (("#noise-noisy canvas", 0), ("#noise-clean canvas", 1)):
        there = f"{selector} vs step {step}"
        eventually(drawn, same_pictures(selector, f'#noise-walk [data-step="{step}"] canvas'), there)


def test_every_psnr_is_that_of_its_picture(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-walk")
    clean = newest(drawn)["digit"]
    steps = panel.locator("li").all()
    assert len(steps) == 11
    for step in steps:
        error = np.mean((gray(step.locator("canvas")) - clean) ** 2)
        assert number(step.locator("b").inner_text()) == pytest.approx(-10 * np.log10(error), rel=0.02)


def test_the_walk_follows_the_slider_and_says_whether_it_settles(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-walk")
    for amount in ("0.2", "0.9"):
        before = gray(panel.locator("canvas").first)
        turn(drawn, amount)
        eventually(drawn, same_pictures("#noise-noisy canvas", '#noise-walk [data-step="0"] canvas'), amount)
        after = [255 * gray(canvas) for canvas in panel.locator("canvas").all()]
        assert not np.array_equal(before, after[0] / 255)
        changes = [np.sqrt(np.mean((one - other) ** 2)) for one, other in pairwise(after)]
        expect(panel.locator(".settling")).to_contain_text("It drifts" if changes[-1] >= 1 else "It settles")


def test_a_walk_without_noise_can_only_lose(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-walk")
    turn(drawn, "0")
    expect(panel.locator(".nearest")).to_contain_text("no noise to take away")
    expect(panel.locator('[data-step="0"] b')).to_have_text("∞ dB")


def test_another_network_walks_another_way(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-walk")
    expect(panel.locator("li")).to_have_count(11)
    before = gray(panel.locator("canvas").last)
    panel.get_by_label("Network that walks").select_option("mnist-dense-32")
    model_answer = '#tab-noise [data-model="mnist-dense-32"] canvas[data-role="answer"]'
    eventually(drawn, same_pictures(model_answer, '#noise-walk [data-step="1"] canvas'), "its first step")
    assert not np.array_equal(before, gray(panel.locator("canvas").last))
    assert "walk=mnist-dense-32" in drawn.url


# --- how much the code moves -------------------------------------------------------------------------


def test_bars_are_as_long_as_the_codes_move(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-movement")
    expected = {row.model: row for row in noise.movement(*asked(drawn))}
    rows = panel.locator("tbody tr")
    expect(rows).to_have_count(len(expected))
    assert [row.get_attribute("data-model") for row in rows.all()] == list(expected)
    for measure in ("distance", "jacobian"):
        shares = []
        for row in rows.all():
            moved = expected[row.get_attribute("data-model") or ""]
            cell = row.locator(f'[data-measure="{measure}"]')
            relative = getattr(moved, f"relative_{measure}")
            assert number(cell.locator("b").inner_text()) == pytest.approx(relative, rel=0.005)
            undivided = number(cell.locator("small").inner_text())
            assert undivided == pytest.approx(getattr(moved, measure), rel=0.005)
            shares.append(width(cell.locator(".bar i")) / relative)
        assert shares == pytest.approx([shares[0]] * len(shares), rel=0.02)


def test_the_verdict_names_who_moves_most_and_by_how_much(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-movement")
    turn(drawn, "0.3")
    rows = noise.movement(*asked(drawn))
    least, *_, most = sorted(rows, key=lambda row: row.relative_distance)
    verdict = panel.locator(".verdict")
    expect(verdict).to_contain_text(f"{100 * most.relative_distance:.3g}\u00a0% of the mean distance")
    for row in (most, least):
        expect(verdict).to_contain_text(drawn.evaluate("(name) => playground.model(name).title", row.model))
    jacobians = [row.relative_jacobian for row in rows]
    near, here = max(jacobians) / min(jacobians), most.relative_distance / least.relative_distance
    assert ("the gap is wider" in verdict.inner_text()) == (near > here)


def test_contraction_keeps_the_code_still(drawn: Page) -> None:
    """What the panel is for: the penalised encoders move less than the plain one, scale taken out."""
    panel = scroll_to(drawn, "noise-movement")

    def jacobian(model: str) -> float:
        return number(panel.locator(f'[data-model="{model}"] [data-measure="jacobian"] b').inner_text())

    assert jacobian("mnist-contractive") < jacobian("mnist-filters-0")
    assert jacobian("mnist-stochastic-contractive") < jacobian("mnist-filters-0")


def test_without_noise_no_code_moves(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-movement")
    turn(drawn, "0")
    expect(panel.locator(".verdict")).to_contain_text("Without noise no code moves")
    assert set(panel.locator('[data-measure="distance"] b').all_inner_texts()) == {"0"}


# --- filters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stop", "model"), list(enumerate(first_layer.FILTER_NETWORKS)))
def test_filters_are_the_weights_of_the_network_sorted(drawn: Page, stop: int, model: str) -> None:
    panel = opened_filters(drawn)
    panel.locator("input[type=range]").fill(str(stop))
    expect(panel.locator(".grid")).to_have_attribute("data-model", model)
    found = first_layer.kernels(model)
    cells = panel.locator(".filter").all()
    assert len(cells) == 64
    places = [int(cell.get_attribute("data-filter") or -1) for cell in cells]
    assert places[0] == 0
    assert places[-1] == len(found.weights) - 1
    assert places == sorted(set(places))
    for cell in cells[::21]:
        weights = found.weights[int(cell.get_attribute("data-filter") or -1)]
        red, _, blue = np.moveaxis(colours(cell.locator("canvas")).astype(int), -1, 0)
        clear = np.abs(weights) > np.abs(weights).max() / 4
        np.testing.assert_array_equal((red > blue)[clear], (weights > 0)[clear])
    mean = number(panel.locator(f'.row[data-model="{model}"] b').inner_text())
    assert mean == pytest.approx(found.mean_concentration, rel=0.005)
    assert mean > found.noise_concentration
    expect(panel.locator(".noise")).to_contain_text(f"{found.noise_concentration:.3f}")


def test_all_filters_are_shown_when_asked_for(drawn: Page) -> None:
    panel = opened_filters(drawn)
    count = len(first_layer.kernels("mnist-filters-0").weights)
    panel.get_by_role("button", name=f"Show all {count}").click()
    expect(panel.locator(".filter")).to_have_count(count)
    panel.get_by_role("button", name="Show fewer").click()
    expect(panel.locator(".filter")).to_have_count(64)


def test_filters_say_how_they_respond_and_are_sorted_by_it(drawn: Page) -> None:
    panel = opened_filters(drawn)
    expect(panel.locator(".filter[data-response]")).to_have_count(64)
    picture = newest(drawn)["digit"]
    expected = first_layer.responses(picture, "mnist-filters-0")
    cell = panel.locator(".filter").nth(5)
    place = int(cell.get_attribute("data-filter") or -1)
    assert float(cell.get_attribute("data-response") or "nan") == pytest.approx(expected[place], rel=1e-3)
    share = width(cell.locator(".response i")) / width(cell.locator(".response"))
    assert share == pytest.approx(expected[place], abs=0.02)
    panel.get_by_role("button", name="Sort by response").click()
    shown = [float(node.get_attribute("data-response") or "nan") for node in panel.locator(".filter").all()]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == pytest.approx(expected.max(), rel=1e-3)
    expect(panel.locator(".shown")).to_contain_text("respond most")


def test_pointing_tapping_and_arrow_keys_enlarge_a_filter(drawn: Page) -> None:
    panel = opened_filters(drawn)
    cells, detail = panel.locator(".filter"), panel.locator(".detail")
    cells.nth(3).hover()
    place = cells.nth(3).get_attribute("data-filter") or ""
    expect(detail).to_have_attribute("data-filter", place)
    np.testing.assert_array_equal(colours(detail.locator("canvas")), colours(cells.nth(3).locator("canvas")))
    found = first_layer.kernels("mnist-filters-0")
    shown = number(detail.locator('[data-value="concentration"]').inner_text())
    assert shown == pytest.approx(found.concentration[int(place)], rel=0.005)
    cells.nth(9).click()
    drawn.mouse.move(5, 5)  # leaving brings back the one that was chosen
    expect(detail).to_have_attribute("data-filter", cells.nth(9).get_attribute("data-filter") or "")
    drawn.keyboard.press("ArrowDown")
    expect(detail).to_have_attribute("data-filter", cells.nth(17).get_attribute("data-filter") or "")
    expect(cells.nth(17)).to_have_attribute("aria-selected", "true")


# --- the stack ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_samples_are_decoded_from_the_layer_and_read_by_the_classifier(drawn: Page, layer: int) -> None:
    panel = scroll_to(drawn, "noise-stack")
    panel.get_by_role("button", name=f"Layer {layer}").click()
    expected = stack.sample_stack(newest(drawn)["digit"], layer, 12, 0)
    mean = panel.locator('canvas[data-role="mean"]')
    eventually(drawn, close_to(mean, expected.mean_picture), "the decoding without sampling")
    pictures = panel.locator('canvas[data-role="drawn"]').all()
    for canvas, picture in zip(pictures, expected.pictures, strict=True):
        assert gray(canvas) == pytest.approx(picture, abs=0.003)
    labels = [int(text) for text in panel.locator(".drawn b").all_inner_texts()]
    assert labels == list(expected.labels)
    most = max(labels, key=labels.count)
    count = labels.count(most)
    words = f"all 12 as a {most}" if count == 12 else f"{count} of 12 as a {most}"
    expect(panel.locator(".reading")).to_contain_text(words)


def test_sampling_again_gives_other_pictures_of_the_same_decoding(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-stack")
    first = panel.locator('canvas[data-role="drawn"]').first
    expect(first).to_be_visible()
    mean, before = gray(panel.locator('canvas[data-role="mean"]')), gray(first)
    panel.get_by_role("button", name="Sample again").click()
    expect(panel.locator(".seed").first).to_have_text("seed 1")
    eventually(drawn, lambda: not np.array_equal(gray(first), before), "another picture")
    np.testing.assert_array_equal(gray(panel.locator('canvas[data-role="mean"]')), mean)


def test_the_experiment_stands_as_it_was_measured_beside_vincents(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-stack")
    panel.locator(".experiment").scroll_into_view_if_needed()
    measured = stack.experiment()
    most = max(row.labels for row in measured)
    for row in measured:
        line = panel.locator(f'[data-labels="{row.labels}"] [data-arm="{row.arm}"]')
        expect(line).to_contain_text(f"{row.mean:.2f}\u00a0% ± {row.spread:.2f}")
        expect(line.locator(".dots .seed")).to_have_count(len(row.errors))
        theirs = stack.VINCENT.get(row.arm) if row.labels == most else None
        expect(line.locator(".dots .vincent")).to_have_count(int(theirs is not None))
        if theirs is not None:
            expect(line).to_contain_text(f"{theirs:.2f}\u00a0%")


def test_dots_stand_in_the_order_of_their_errors_and_the_winner_is_named(drawn: Page) -> None:
    panel = scroll_to(drawn, "noise-stack")
    panel.locator(".experiment").scroll_into_view_if_needed()
    measured = stack.experiment()
    for labels in sorted({row.labels for row in measured}):
        rows = [row for row in measured if row.labels == labels]
        group = panel.locator(f'[data-labels="{labels}"]')
        lefts = [
            group.locator(f'[data-arm="{row.arm}"] .dots .middle').bounding_box()["x"]  # type: ignore[index]
            for row in rows
        ]
        means = [row.mean for row in rows]
        assert list(np.argsort(lefts)) == list(np.argsort(means))
        best, second = sorted(rows, key=lambda row: row.mean)[:2]
        verdict = group.locator(".verdict")
        expect(verdict).to_contain_text(f"errs least, {best.mean:.2f}\u00a0%")
        expect(verdict).to_contain_text(f"{second.mean - best.mean:.2f} percentage points below")
        overlap = second.mean - best.mean <= best.spread + second.spread
        said = re.findall(r"spreads (overlap|do not overlap)", verdict.inner_text())[0]
        assert said == ("overlap" if overlap else "do not overlap")


# --- what it means -----------------------------------------------------------------------------------


def test_the_formulas_hold_this_digits_numbers(drawn: Page) -> None:
    panel = drawn.locator("#noise-meaning")
    answer = newest(drawn)
    for model in ("mnist-denoising-conv", "mnist-dense-32"):
        panel.get_by_label("Model in the formula").select_option(model)
        shown = values(panel)
        psnr = next(row["psnr"] for row in answer["answers"] if row["model"] == model)
        assert shown["psnr"] == pytest.approx(psnr, rel=0.005)
        assert shown["mse"] == pytest.approx(10 ** (-psnr / 10), rel=0.005)
        assert shown["sum"] / 784 == pytest.approx(shown["mse"], rel=0.01)
    assert shown["psnr_noisy"] == pytest.approx(answer["noisy"]["psnr"], rel=0.005)
    assert shown["contractive"] == pytest.approx(shown["lambda"] * shown["jacobian"] ** 2, rel=0.02)
    assert shown["stochastic"] == pytest.approx(shown["weight"] * shown["distance"] ** 2, rel=0.02)
    movement = {row["model"]: row for row in answer["movement"]}
    assert shown["jacobian"] == pytest.approx(movement["mnist-contractive"]["jacobian"], rel=0.005)
    distance = movement["mnist-stochastic-contractive"]["distance"]
    assert shown["distance"] == pytest.approx(distance, rel=0.005)
    assert "denoiser=mnist-dense-32" in drawn.url


def test_the_sentence_follows_the_slider(drawn: Page) -> None:
    live = drawn.locator("#noise-meaning .live")
    expect(live).to_contain_text("a gain of")
    turn(drawn, "0")
    expect(live).to_contain_text("there is no noise")


def test_folding_gives_the_networks_room_on_every_tab(drawn: Page) -> None:
    panel = drawn.locator("#noise-meaning")
    network = drawn.locator("#tab-noise .place.network")
    before = width(network)
    panel.get_by_role("button", name="Fold away").click()
    expect(panel.locator(".body")).to_be_hidden()
    assert width(network) > before + 150
    drawn.get_by_role("tab", name="Draw").click()
    expect(drawn.locator("#meaning .body")).to_be_hidden()
    drawn.locator("#meaning").get_by_role("button", name="Unfold").click()
    drawn.get_by_role("tab", name="Noise").click()
    expect(panel.locator(".body")).to_be_visible()


# --- both languages, and a phone ---------------------------------------------------------------------


def test_the_panels_speak_korean(drawn: Page) -> None:
    drawn.get_by_role("button", name="한국어").click()
    for name, words in {
        "noise-walk": "매니폴드로 되돌아가기",
        "noise-movement": "코드는 얼마나 움직일까요",
        "noise-filters": "가장자리 같을까요",
        "noise-stack": "적층 신경망에서 뽑기",
        "noise-meaning": "속기 쉬운 점",
    }.items():
        panel = scroll_to(drawn, name)
        expect(panel).to_contain_text(words)
        assert not re.search(r"\b(the|Draw|Sample|Layer|step|noise)\b", panel.inner_text()), name


def test_a_phone_shows_every_panel_and_nothing_lies_outside(phone: Page) -> None:
    open_tab(phone)
    for name in (*PANELS, "noise-filters"):
        panel = scroll_to(phone, name)
        assert outside(panel) == [], name
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_tap_enlarges_a_filter_in_sight(phone: Page) -> None:
    open_tab(phone)
    panel = opened_filters(phone)
    cell = panel.locator(".filter").nth(7)
    cell.scroll_into_view_if_needed()
    cell.tap()
    detail = panel.locator(".detail")
    expect(detail).to_have_attribute("data-filter", cell.get_attribute("data-filter") or "")
    on_top = detail.locator("canvas").evaluate(
        """(canvas) => {
            const { x, y, width, height } = canvas.getBoundingClientRect();
            return document.elementFromPoint(x + width / 2, y + height / 2) === canvas;
        }"""
    )
    assert on_top, "nothing may cover it"


# --- what the tests share ----------------------------------------------------------------------------


def opened_filters(page: Page) -> Locator:
    panel = scroll_to(page, "noise-filters")
    expect(panel.locator(".row b").filter(has_text=re.compile(r"\d"))).to_have_count(3)
    return panel


def newest(page: Page) -> dict[str, Any]:
    """The newest answer of the networks, with the clean digit (28, 28) in [0, 1] as `digit`."""
    answer = page.evaluate("() => new Promise((resolve) => playground.onNoise(resolve))")
    packed = base64.b64decode(answer["request"]["digit"])
    return {**answer, "digit": np.frombuffer(packed, np.uint8).reshape(28, 28).astype(np.float32) / 255}


def asked(page: Page) -> tuple[Any, ...]:
    """What the backend is told of the newest noise: the digit, the kind, the amount, the seed, the place."""
    answer = newest(page)
    request = answer["request"]
    return answer["digit"], request["noise"], request["amount"], request["seed"], request["position"]
