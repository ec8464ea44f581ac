"""Pixels against manifold."""

import numpy as np
import pytest

from playground.backend import manifold
from playground.backend.checks import LatentError
from playground.backend.judging import judged
from playground.backend.latent import DEFAULT_MODEL, points
from playground.backend.map import pictures
from playground.backend.reconstruct import decode, encode


class TestPixelNeighbours:
    def test_they_are_the_nearest_pictures(self) -> None:
        found = manifold.pixel_neighbours(17, "mnist-vae-2", 5)
        own = pictures(np.array([17]), "mnist-vae-2")[0]
        theirs = pictures(np.array([near.index for near in found]), "mnist-vae-2")
        measured = np.sqrt(np.square(theirs - own).sum((1, 2)))
        np.testing.assert_allclose([near.distance for near in found], measured, rtol=1e-4, atol=1e-4)
        assert measured.tolist() == sorted(measured)
        others = pictures(np.arange(400), "mnist-vae-2")
        beyond = np.sqrt(np.square(others - own).sum((1, 2)))
        beyond = np.delete(beyond, [17, *(near.index for near in found if near.index < 400)])
        assert beyond.min() >= measured[-1] - 1e-4
        assert 17 not in [near.index for near in found]
        assert [near.label for near in found] == points("mnist-vae-2").labels[
            [n.index for n in found]
        ].tolist()

    @pytest.mark.parametrize(("index", "count"), [(-1, 5), (10_000, 5), (0, 0), (0, 101), (1.5, 5)])
    def test_others_are_refused(self, index: int, count: int) -> None:
        with pytest.raises(LatentError, match="whole number from"):
            manifold.pixel_neighbours(index, DEFAULT_MODEL, count)


@pytest.mark.parametrize("model", [DEFAULT_MODEL, "mnist-cvae-16", "mnist-conv-10"])
def test_halfway(model: str) -> None:
    found = manifold.halfway(4, 7, model)
    pair = pictures(np.array([4, 7]), model)
    np.testing.assert_allclose(found.pixels, pair.mean(0), atol=1e-6)
    middle = points(model).codes[[4, 7]].mean(0)
    np.testing.assert_allclose(found.code, middle, rtol=1e-6)
    label = int(points(model).labels[4]) if model == "mnist-cvae-16" else None
    np.testing.assert_allclose(found.manifold, decode(middle, model, label), atol=1e-6)
    confidences, labels = judged(np.stack([found.pixels, found.manifold]))
    read = (found.pixels_reading, found.manifold_reading)
    assert [reading.label for reading in read] == labels.tolist()
    assert [reading.confidence for reading in read] == pytest.approx(confidences.tolist())
    with pytest.raises(LatentError, match="from 0 to 9,999"):
        manifold.halfway(0, 10_000, model)


class TestNoise:
    def test_it_is_the_seeds_and_its_place_is_the_networks(self) -> None:
        found, same = (manifold.random_picture(3, DEFAULT_MODEL) for _ in range(2))
        np.testing.assert_array_equal(found.picture, same.picture)
        assert not np.array_equal(found.picture, manifold.random_picture(4, DEFAULT_MODEL).picture)
        assert found.picture.mean() == pytest.approx(0.5, abs=0.05)
        np.testing.assert_array_equal(found.code, encode(found.picture, DEFAULT_MODEL).mean)
        np.testing.assert_allclose(found.rebuilt, decode(found.code, DEFAULT_MODEL), atol=1e-6)
        codes = points(DEFAULT_MODEL).codes.astype(float)
        assert found.code_distance == pytest.approx(
            np.linalg.norm(codes - found.code, axis=1).min(), rel=1e-4
        )

    def test_it_is_far_from_every_digit_and_about_equally_far(self) -> None:
        found = manifold.random_picture(0, DEFAULT_MODEL)
        assert found.pixels.nearest > 3 * found.usual_pixels.nearest
        assert found.pixels.spread < 0.1 * found.usual_pixels.spread

    def test_usual_distances_are_medians_of_digits(self) -> None:
        found = manifold.random_picture(0, "mnist-dense-16")
        nearest = [manifold.pixel_neighbours(index, "mnist-dense-16", 1)[0].distance for index in range(60)]
        assert np.quantile(nearest, 0.25) < found.usual_pixels.nearest < np.quantile(nearest, 0.75)

    @pytest.mark.parametrize("seed", [-1, 2**32, 0.5, "1"])
    def test_a_seed_that_is_none(self, seed: object) -> None:
        with pytest.raises(LatentError, match="seed is a whole number"):
            manifold.random_picture(seed, DEFAULT_MODEL)
