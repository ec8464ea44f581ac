"""The map: shipped layouts, where a digit comes to lie, and ground that cannot be trusted."""

import hashlib
import os

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from playground.backend import library
from playground.backend import map as maps
from playground.backend.checks import LatentError
from playground.backend.examples import examples
from playground.backend.latent import DEFAULT_MODEL, MAPPABLE, points
from playground.backend.library import UnknownModel, WrongFamily
from playground.backend.reconstruct import decode, encode
from playground.measures.layouts import LAYOUTS
from playground.measures.projection import kept_neighbours


@pytest.fixture(scope="module")
def four() -> np.ndarray:
    return next(example.picture for example in examples() if example.label == 4)


@pytest.mark.parametrize("model", MAPPABLE)
class TestEveryModel:
    def test_its_atlas_is_small_and_holds_every_layout(self, model: str) -> None:
        assert maps.atlas_file(model).stat().st_size < 3_000_000
        for key, recipe in LAYOUTS.items():
            layout = maps.layout(model, key)
            assert layout.points.shape == (10_000, recipe.dimensions)
            assert layout.points.dtype == np.float32
            assert np.abs(layout.points).max() == pytest.approx(1, abs=1e-4)
            assert layout.trust.max() <= 10

    def test_its_config_says_how_far_its_maps_can_be_believed(self, model: str) -> None:
        figures = library.metric(model, "maps")
        assert set(figures) == set(LAYOUTS)
        for key, figure in figures.items():
            assert {name: figure[name] for name in ("method", "dimensions", "settings")} == LAYOUTS[
                key
            ].parameters()
            assert 0.4 < figure["trustworthiness"] <= 1
            assert 0.4 < figure["continuity"] <= 1
            assert 0.1 < figure["label_accuracy"] <= 1

    def test_its_figure_of_digits_among_their_own_kind_is_true(self, model: str) -> None:
        """Leave one out, by brute force, on a tenth of the digits."""
        known = points(model)
        some = np.arange(0, 10_000, 10)
        distances = cdist(known.codes[some], known.codes)
        distances[np.arange(len(some)), some] = np.inf
        near = known.labels[np.argpartition(distances, 10, axis=1)[:, :10]]
        most = (near[..., None] == np.arange(10)).sum(1).argmax(1)
        stated = library.metric(model, "locate")
        assert (most == known.labels[some]).mean() == pytest.approx(stated["label_accuracy"], abs=0.03)
        assert stated["majority"] <= stated["label_accuracy"]

    def test_pictures_are_the_decoders(self, model: str) -> None:
        chosen = np.array([3, 9_999, 3])
        found, known = maps.pictures(chosen, model), points(model)
        labels = list(known.labels[chosen].astype(int))
        conditional = library.require(model).family == "conditional"
        np.testing.assert_array_equal(
            found, decode(known.codes[chosen], model, labels if conditional else None)
        )


def test_trust_is_how_many_neighbours_stay() -> None:
    layout = maps.layout("mnist-vae-2", "tsne-2")
    codes = points("mnist-vae-2").codes
    np.testing.assert_array_equal(layout.trust, kept_neighbours(codes, layout.points))


def test_among_sixteen_numbers_most_digits_lie_with_their_own_kind() -> None:
    assert library.metric(DEFAULT_MODEL, "locate")["label_accuracy"] >= 0.96


def test_the_file_is_named_by_its_own_sum() -> None:
    content = maps.atlas_file("mnist-vae-2").read_bytes()
    assert maps.atlas_sha256("mnist-vae-2") == hashlib.sha256(content).hexdigest()


class TestLocate:
    @pytest.mark.parametrize("projection", ["umap", "tsne", "pca"])
    @pytest.mark.parametrize("dimensions", [2, 3])
    def test_a_digit_lies_among_its_nearest(self, four: np.ndarray, projection: str, dimensions: int) -> None:
        place = maps.locate(four, projection=projection, dimensions=dimensions)
        known, layout = points(DEFAULT_MODEL), maps.layout(DEFAULT_MODEL, f"{projection}-{dimensions}")
        distances = np.linalg.norm(known.codes.astype(float) - place.code, axis=1)
        order = np.argsort(distances)[:10]
        assert [found.index for found in place.neighbours] == order.tolist()
        np.testing.assert_allclose(
            [found.distance for found in place.neighbours], distances[order], rtol=1e-5
        )
        assert [found.label for found in place.neighbours] == known.labels[order].tolist()
        weights = distances[order] ** -2.0
        middle = (weights[:, None] * layout.points[order]).sum(0) / weights.sum()
        found = [place.x, place.y] + ([place.z] if dimensions == 3 else [])
        np.testing.assert_allclose(found, middle, rtol=1e-4, atol=1e-5)
        assert (place.z is None) == (dimensions == 2)
        assert place.shares.sum() == pytest.approx(1)
        assert place.shares.argmax() == 4 == place.label
        np.testing.assert_array_equal(place.code, encode(four, DEFAULT_MODEL).mean)

    @pytest.mark.skipif("PLAYGROUND_DATA" not in os.environ, reason="needs PLAYGROUND_DATA with MNIST")
    def test_a_digit_that_is_on_the_map_comes_back_to_its_place(self) -> None:
        own = maps.originals(np.array([0]))
        assert own is not None
        place, layout = maps.locate(own[0]), maps.layout(DEFAULT_MODEL, "umap-2")
        assert place.neighbours[0].index == 0
        np.testing.assert_allclose([place.x, place.y], layout.points[0], atol=1e-3)


class TestGround:
    def test_it_is_what_one_cell_at_a_time_gives(self) -> None:
        """Decoded, encoded and located again, by the functions of the page."""
        found, layout, known = (
            maps.ground(DEFAULT_MODEL, "tsne-2"),
            maps.layout(DEFAULT_MODEL, "tsne-2"),
            points(DEFAULT_MODEL),
        )
        assert found.shifts.shape == (found.side, found.side)
        random = np.random.default_rng(0)
        for row, column in random.integers(0, found.side, (6, 2)):
            cell = (np.array([column, row]) + 0.5) / found.side * 2 * found.reach - found.reach
            distances = np.linalg.norm(layout.points.astype(float) - cell, axis=1)
            near = np.argsort(distances)[:10]
            weights = distances[near] ** -2.0
            code = (weights[:, None] * known.codes[near]).sum(0) / weights.sum()
            place = maps.locate(decode(code, DEFAULT_MODEL), projection="tsne")
            back = float(np.hypot(place.x - cell[0], place.y - cell[1]))
            assert found.shifts[row, column] == pytest.approx(back, abs=0.01)

    @pytest.mark.parametrize("model", ["mnist-vae-16", "mnist-cvae-16", "mnist-conv-10", "mnist-pca-64"])
    def test_under_the_digits_it_is_firmer_than_beyond_them(self, model: str) -> None:
        found, layout = maps.ground(model, "tsne-2"), maps.layout(model, "tsne-2")
        cells = ((layout.points + found.reach) / (2 * found.reach) * found.side).astype(int)
        occupied = np.zeros_like(found.shifts, bool)
        occupied[cells[:, 1], cells[:, 0]] = True
        assert np.median(found.shifts[occupied]) < np.median(found.shifts[~occupied])

    def test_there_is_none_in_space(self) -> None:
        with pytest.raises(LatentError, match="two dimensions"):
            maps.ground(DEFAULT_MODEL, "umap-3")


@pytest.mark.parametrize(
    ("ask", "error", "sentence"),
    [
        (lambda: maps.layout("nobody", "umap-2"), UnknownModel, 'no model called "nobody"'),
        (lambda: maps.layout("mnist-classifier", "umap-2"), WrongFamily, "no map of the codes"),
        (lambda: maps.layout(DEFAULT_MODEL, "isomap-2"), LatentError, 'no map "isomap-2"'),
        (lambda: maps.layout_key("isomap", 2), LatentError, "choose one of umap, tsne, pca"),
        (lambda: maps.layout_key("umap", 4), LatentError, "dimensions is 2 or 3, got 4"),
        (lambda: maps.layout_key("umap", True), LatentError, "dimensions is 2 or 3"),
        (lambda: maps.pictures(np.array([10_000]), DEFAULT_MODEL), LatentError, "from 0 to 9,999"),
        (lambda: maps.pictures(np.array([-1]), DEFAULT_MODEL), LatentError, "from 0 to 9,999"),
        (lambda: maps.pictures(np.array([0.5]), DEFAULT_MODEL), LatentError, "from 0 to 9,999"),
        (lambda: maps.pictures(np.array([], int), DEFAULT_MODEL), LatentError, "from 1 to 400"),
        (lambda: maps.pictures(np.arange(401), DEFAULT_MODEL), LatentError, "from 1 to 400"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(
    ask, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        ask()
