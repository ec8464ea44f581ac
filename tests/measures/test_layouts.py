"""Layouts scaled, packed and described."""

import numpy as np
import pytest

from playground.measures.layouts import LAYOUTS, STEPS, LayoutRecipe, packed, scaled, unpacked
from playground.measures.projection import UmapSettings


def test_a_scaled_layout_touches_the_edge_and_keeps_its_proportions() -> None:
    layout = np.random.default_rng(0).normal(size=(50, 2)) * [3, 1] + [100, -7]
    found = scaled(layout)
    assert found.dtype == np.float32
    assert np.abs(found).max() == pytest.approx(1)
    np.testing.assert_allclose(found.max(0) + found.min(0), 0, atol=1e-6)
    ratio = np.linalg.norm(found[:-1] - found[1:], axis=1) / np.linalg.norm(layout[:-1] - layout[1:], axis=1)
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-4)


def test_points_on_one_spot_stay_there() -> None:
    np.testing.assert_array_equal(scaled(np.full((4, 3), 5.0)), np.zeros((4, 3)))


def test_packing_loses_less_than_half_a_step() -> None:
    layout = np.random.default_rng(1).uniform(-1, 1, (100, 3)).astype(np.float32)
    assert packed(layout).dtype == np.int16
    np.testing.assert_allclose(unpacked(packed(layout)), layout, atol=0.51 / STEPS)
    np.testing.assert_array_equal(unpacked(packed(np.array([[-1.0, 1.0]]))), [[-1.0, 1.0]])


def test_every_projection_is_drawn_flat_and_in_space() -> None:
    shipped = {(recipe.method, recipe.dimensions) for recipe in LAYOUTS.values()}
    assert shipped == {(method, size) for method in ("umap", "tsne", "pca") for size in (2, 3)}
    assert all(key.startswith(f"{recipe.method}-{recipe.dimensions}") for key, recipe in LAYOUTS.items())
    described = LAYOUTS["umap-2-neighbours-100"].provenance()
    assert described["settings"] == {
        "neighbours": 100,
        "minimum_distance": 0.1,
        "metric": "euclidean",
        "seed": 0,
    }
    assert set(described["versions"]) == {"umap-learn", "numba"}


@pytest.mark.parametrize("key", ["tsne-2", "pca-3"])
def test_a_recipe_draws_what_it_says(key: str) -> None:
    codes = np.random.default_rng(2).normal(size=(40, 5))
    drawn = LAYOUTS[key].draw(codes)
    assert drawn.shape == (40, LAYOUTS[key].dimensions)
    assert np.abs(drawn).max() == pytest.approx(1)


def test_another_seed_draws_another_umap() -> None:
    codes = np.random.default_rng(3).normal(size=(60, 5))
    one, other = (LayoutRecipe("umap", 2, UmapSettings(seed=seed)).draw(codes) for seed in (0, 1))
    assert not np.allclose(one, other)
