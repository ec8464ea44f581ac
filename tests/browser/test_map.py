"""The map tab's controls in a real browser: models and maps, two side by side, finding, saving, computing, links."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from playground.backend import latent, library
from playground.backend import map as maps
from tests.browser.map import address, click_tab, open_tab, shown, state
from tests.conftest import RunningApp

MODEL = "mnist-vae-16"
PATIENT = 240_000  # milliseconds for a map that is computed: the first one compiles
LEFT = ("#map-controls", "#map-pad", "#map-compute")
MODELS = [name for name in latent.MAPPABLE if name in library.names()]


def test_models_maps_and_links(desktop: Page, app: RunningApp) -> None:
    click_tab(desktop)
    values = [option.get_attribute("value") for option in desktop.locator("#map-model option").all()]
    assert values == MODELS
    np.testing.assert_allclose(
        np.array(state(desktop, "[...map.views[0].layout.points]")).reshape(-1, 2),
        maps.layout(MODEL, "umap-2").points,
        atol=1e-6,
    )

    tops = [desktop.locator(name).bounding_box()["y"] for name in LEFT]  # type: ignore[index]
    assert tops == sorted(set(tops)), "the left place has one column, which scrolls"

    desktop.locator("#map-key select").select_option("pca-2")
    shown(desktop, key="pca-2")
    desktop.locator("#map-model select").select_option("mnist-dense-16")
    shown(desktop, model="mnist-dense-16", key="pca-2")
    desktop.locator("#map-beside select").select_option("umap")
    shown(desktop, 1, model="mnist-dense-16", key="umap-2")
    desktop.locator("#map-trust-switch").click()
    expect(desktop.locator("#map-trust-switch")).to_have_attribute("aria-pressed", "true")

    desktop.locator("#map-find-index").fill("10000")
    desktop.locator("#map-find-index").press("Enter")
    expect(desktop.locator("#map-find-wrong")).to_have_text(
        "There is no such test digit: give a whole number from 0 to 9,999."
    )
    desktop.locator("#map-find-index").fill("247")
    desktop.locator("#map-find-index").press("Enter")
    desktop.wait_for_function("() => playground.map.picked === 247")
    expect(desktop.locator("#map-find-wrong")).to_be_hidden()
    desktop.locator("#map-find select").select_option("label-4")
    desktop.wait_for_function("() => playground.map.selection?.kind === 'label'")
    fours = np.flatnonzero(latent.points(MODEL).labels == 4)
    assert state(desktop, "[...map.selection.indices]") == fours.tolist()

    parts = address(desktop)
    assert parts["map"] == "mnist-dense-16"
    assert (parts["map_key"], parts["map_beside"]) == ("pca-2", "mnist-dense-16_umap-2")
    assert (parts["map_picked"], parts["map_chosen"], parts["map_trust"]) == ("247", "label_4", "on")
    open_tab(desktop, app, "&".join(f"{name}={value}" for name, value in parts.items()))
    shown(desktop, model="mnist-dense-16", key="pca-2")
    shown(desktop, 1, key="umap-2")
    desktop.wait_for_function("(count) => playground.map.selection?.indices.length === count", arg=len(fours))
    assert state(desktop, "[map.picked, map.trust]") == [247, True]
    expect(desktop.locator("#map-find select")).to_have_value("label-4")
    desktop.get_by_role("tab", name="Draw").click()
    assert not any(name.startswith("map") for name in address(desktop))


# --- computing ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_map_is_cancelled_then_computed_and_what_is_picked_stays(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "map_picked=4")
    panel = desktop.locator("#map-compute")
    panel.locator("[name=sample]").select_option("10000")
    panel.locator("[name=seed]").fill("oops")
    panel.locator("#map-compute-start").click()
    expect(panel.locator(".problem")).to_contain_text("A seed is a whole number from 0 to 4,294,967,295.")
    panel.locator("[name=seed]").fill("41")
    panel.locator("#map-compute-start").click()
    expect(panel.locator("[role=progressbar]")).to_be_visible()
    expect(panel.locator(".state")).to_have_text(re.compile("line|Waiting|Starting|Searching"))
    panel.locator("#map-compute-cancel").click()
    expect(panel.locator(".result")).to_have_text("Cancelled. The old map stays.")
    assert state(desktop, "[map.views[0].key, map.views[0].pending]") == ["umap-2", None]

    panel.locator("[name=sample]").select_option("1000")
    panel.locator("#map-compute-start").click()
    assert state(desktop, "map.views[0].key") == "umap-2", "the old map stays until the new one is there"
    expect(panel.locator(".result")).to_contain_text("The new map is there: 1,000 digits", timeout=PATIENT)
    shown(desktop, key="computed")
    count, low, high = desktop.evaluate(
        """() => {
            const { layout } = playground.map.views[0];
            return [layout.indices.length, Math.min(...layout.points), Math.max(...layout.points)];
        }"""
    )
    assert count == 1000
    assert -1 <= low < high <= 1
    assert max(-low, high) == pytest.approx(1, abs=1e-5)
    assert state(desktop, "map.picked") == 4
    expect(desktop.locator("#map-key select")).to_have_value("computed")
    before = state(desktop, "[...map.views[0].layout.points]")

    parts = address(desktop)
    assert (parts["map_key"], parts["map_computed"]) == ("computed", "15_0.1_euclidean_1000_41_2")
    desktop.goto("about:blank")
    desktop.goto(f"{app.url}/#" + "&".join(f"{name}={value}" for name, value in parts.items()))
    desktop.wait_for_function(
        "() => window.playground?.map?.views[0].layout?.key === 'computed'", timeout=PATIENT
    )
    expect(desktop.locator("#map-compute [name=seed]")).to_have_value("41")
    assert state(desktop, "[...map.views[0].layout.points]") == before, "identical settings share one map"
    absent = desktop.evaluate(
        """() => {
            const { layout } = playground.map.views[0];
            return [...Array(10000).keys()].find((index) => layout.row(index) < 0);
        }"""
    )
    desktop.locator("#map-find-index").fill(str(absent))
    desktop.locator("#map-find-index").press("Enter")
    expect(desktop.locator("#map-find-wrong")).to_contain_text("is not in the sample of this map")


@pytest.mark.slow
def test_settings_of_a_link_that_cannot_be_used_are_refused(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app, "map_key=computed&map_computed=999_0.1_euclidean_1000_1_2")
    expect(desktop.locator("#map-compute .problem")).to_contain_text("These settings cannot be used.")
    assert state(desktop, "[map.views[0].key, map.views[0].pending]") == ["umap-2", None]


# --- finding --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_found_is_what_was_measured(desktop: Page, app: RunningApp) -> None:
    open_tab(desktop, app)
    points = latent.points(MODEL)
    tensors = library.load(MODEL).atlas
    means = np.stack([points.codes[points.labels == label].mean(0) for label in range(10)])
    away = np.linalg.norm(points.codes - means[points.labels], axis=1)
    expected = {
        "misread": np.flatnonzero(tensors["readings"].numpy() != points.labels),
        "odd": np.argsort(-away)[:100],
        "hard": np.argsort(-tensors["errors"].float().numpy(), kind="stable")[:100],
    }
    for kind, indices in expected.items():
        desktop.locator("#map-find select").select_option(kind)
        desktop.wait_for_function("(kind) => playground.map.selection?.kind === kind", arg=kind)
        found = state(desktop, "[...map.selection.indices]")
        assert len(found) == len(indices)
        assert len(set(found) ^ set(indices.tolist())) <= 2, "float32 and ties at the edge"
    desktop.locator("#map-find select").select_option("")
    desktop.wait_for_function("() => playground.map.selection === null")


@pytest.mark.slow
def test_a_lasso_of_a_link_holds_the_points_within(desktop: Page, app: RunningApp) -> None:
    corners = [(-0.3, -0.3), (0.3, -0.3), (0, 0.4)]
    chosen = "_".join(str(value) for corner in corners for value in corner)
    open_tab(desktop, app, f"map_chosen=lasso_{MODEL}_umap-2_{chosen}")
    desktop.wait_for_function("() => playground.map.selection?.kind === 'lasso'")
    places = maps.layout(MODEL, "umap-2").points
    sides = []
    for (x, y), (along, up) in zip(corners, [*corners[1:], corners[0]], strict=True):
        sides.append((along - x) * (places[:, 1] - y) - (up - y) * (places[:, 0] - x) > 0)
    assert state(desktop, "[...map.selection.indices]") == np.flatnonzero(np.all(sides, axis=0)).tolist()
    assert address(desktop)["map_chosen"] == f"lasso_{MODEL}_umap-2_{chosen}"


# --- the atlas in the page ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_its_maps_and_pictures(desktop: Page, app: RunningApp, model: str) -> None:
    open_tab(desktop, app, f"map={model}")
    shown(desktop, model=model)
    indices = [0, 3, 9999, *range(20, 60)]
    pixels, near, place = desktop.evaluate(
        """async (indices) => {
            const { atlas, layout } = playground.map.views[0];
            const pixels = await atlas.pictures(indices);
            await atlas.codes();
            const near = await atlas.nearest(atlas.code(3), 10, 3);
            return [[...pixels], near, atlas.placeOf(layout, near)];
        }""",
        indices,
    )
    expected = maps.pictures(np.array(indices), model)
    assert np.abs(np.array(pixels).reshape(-1, 28, 28) / 255 - expected).max() <= 1.01 / 255
    code = latent.points(model).codes[[3]]
    found, distances = maps.nearest_codes(code, model, 11)
    assert {one["index"] for one in near} == set(found[0].tolist()) - {3}
    assert [one["distance"] for one in near] == pytest.approx(distances[0, 1:].tolist(), rel=1e-4, abs=1e-5)
    weights = 1 / np.array([one["distance"] for one in near]) ** 2
    places = maps.layout(model, "umap-2").points[[one["index"] for one in near]]
    assert place == pytest.approx((weights @ places / weights.sum()).tolist(), abs=1e-4)
    for key in ("tsne-3", "umap-2-neighbours-5"):
        desktop.locator("#map-key select").select_option(key)
        shown(desktop, model=model, key=key)
        expect(desktop.locator("#map-problem")).to_be_hidden()


@pytest.mark.slow
def test_a_map_that_is_not_there_is_said(desktop: Page, app: RunningApp) -> None:
    desktop.route("**/atlas/**", lambda route: route.fulfill(status=404, body="gone"))
    desktop.goto("about:blank")
    desktop.goto(f"{app.url}/#tab=map&language=en")
    expect(desktop.locator("#page-notice")).to_contain_text("The server does not answer.")
    desktop.unroute("**/atlas/**")
    shown(desktop)
    expect(desktop.locator("#page-notice")).to_be_hidden()


# --- saving ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_maps_are_saved(desktop: Page, app: RunningApp, tmp_path: Path) -> None:
    open_tab(desktop, app)
    saved = {}
    for kind in ("csv", "png", "svg"):
        with desktop.expect_download(timeout=60_000) as download:
            desktop.locator(f'#map-save button[data-kind="{kind}"]').click()
        assert download.value.suggested_filename == f"{MODEL}-umap-2.{kind}"
        saved[kind] = tmp_path / f"map.{kind}"
        download.value.save_as(saved[kind])
    with saved["csv"].open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10_000
    points = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    np.testing.assert_allclose(points, maps.layout(MODEL, "umap-2").points, atol=1e-5)
    assert [int(row["label"]) for row in rows] == latent.points(MODEL).labels.tolist()
    assert saved["png"].read_bytes().startswith(b"\x89PNG")
    assert "<svg" in saved["svg"].read_text()[:500]


# --- the page -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_scrolls_sideways(
    request: pytest.FixtureRequest, app: RunningApp, size: str, language: str
) -> None:
    page: Page = request.getfixturevalue(size)
    open_tab(page, app, f"language={language}&map_beside={MODEL}_pca-2")
    shown(page, 1)
    page.locator("#map-beside select").select_option("own")
    page.wait_for_timeout(300)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.evaluate("innerWidth")
