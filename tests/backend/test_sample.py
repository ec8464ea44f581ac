"""Samples, walks between digits, arithmetic, nearest codes, and how the judge sees them."""

import itertools

import numpy as np
import pytest
from scipy.stats import norm

from playground.backend import library
from playground.backend.between import arithmetic, between, interpolate
from playground.backend.checks import LatentError
from playground.backend.examples import examples
from playground.backend.judging import quality
from playground.backend.latent import SLIDABLE, points
from playground.backend.library import UnknownModel, WrongFamily
from playground.backend.neighbours import nearest
from playground.backend.reconstruct import decode, encode, reconstruct
from playground.backend.sample import LARGEST_COUNT, flower, manifold, prior_of, sample, vary
from playground.measures.flower import petal_means


@pytest.fixture(scope="module")
def digits() -> list[np.ndarray]:
    return [next(row.picture for row in examples() if row.label == label) for label in range(10)]


@pytest.mark.parametrize("model", SLIDABLE)
class TestEverySampler:
    def test_the_same_seed_gives_the_same_digits(self, model: str) -> None:
        one, same, other = sample(model, 6, 3), sample(model, 6, 3), sample(model, 6, 4)
        np.testing.assert_array_equal(one.pictures, same.pictures)
        assert not np.array_equal(one.pictures, other.pictures)
        assert one.sha256 == library.require(model).sha256

    def test_fewer_are_the_first_of_more(self, model: str) -> None:
        few, many = sample(model, 3, 5), sample(model, 20, 5)
        np.testing.assert_array_equal(few.codes, many.codes[:3])
        np.testing.assert_allclose(few.pictures, many.pictures[:3], atol=1e-5)

    def test_pictures_are_decoded_codes(self, model: str) -> None:
        drawn = sample(model, 4, 1)
        labels = drawn.labels.tolist() if library.require(model).family == "conditional" else None
        np.testing.assert_allclose(drawn.pictures, decode(drawn.codes, model, labels), atol=1e-6)

    def test_without_temperature_all_are_alike(self, model: str) -> None:
        drawn = sample(model, 5, 1, temperature=0)
        places = 1 if prior_of(model) != "flower" else len(set(drawn.labels))
        assert len(np.unique(drawn.codes, axis=0)) == places

    def test_the_nearest_of_a_test_code_is_itself(self, model: str) -> None:
        found = nearest(points(model).codes[42], model, 3)
        assert found[0].index == 42
        assert found[0].distance == pytest.approx(0, abs=1e-4)
        assert [row.distance for row in found] == sorted(row.distance for row in found)
        assert found[0].label == points(model).labels[42]


def test_a_plain_autoencoders_codes_have_the_moments_of_the_test_digits() -> None:
    drawn = np.concatenate([sample("mnist-dense-32", LARGEST_COUNT, seed).codes for seed in range(10)])
    known = points("mnist-dense-32").codes
    np.testing.assert_allclose(drawn.mean(0), known.mean(0), atol=0.1 * known.std())
    np.testing.assert_allclose(drawn.std(0), known.std(0), rtol=0.1)


def test_priors_are_told_apart() -> None:
    assert [prior_of(f"mnist-{name}") for name in ("vae-16", "aae-16", "cvae-16", "aae-2", "dense-2")] == [
        "normal",
        "normal",
        "normal",
        "flower",
        "matched",
    ]


class TestLabels:
    def test_a_conditional_model_draws_what_it_is_told(self) -> None:
        drawn = sample("mnist-cvae-16", 100, 0, label=7)
        assert (drawn.labels == 7).all()
        assert (quality(drawn.pictures).labels == 7).mean() > 0.9

    def test_left_out_every_digit_gets_its_own(self) -> None:
        assert len(set(sample("mnist-cvae-16", 100, 0).labels.tolist())) == 10

    def test_a_petal_is_a_label(self) -> None:
        drawn = sample("mnist-aae-2", 50, 0, label=4)
        distances = np.linalg.norm(drawn.codes[:, None] - petal_means().numpy(), axis=2)
        assert (distances.argmin(1) == 4).mean() > 0.9
        assert (quality(drawn.pictures).labels == 4).mean() > 0.8

    def test_one_style_a_row_and_one_label_a_row(self) -> None:
        styles, labels = (vary("mnist-cvae-16", 2, 4, by=by) for by in ("style", "label"))
        assert styles.labels.tolist() == list(range(10)) * 4
        np.testing.assert_array_equal(styles.codes[:10], styles.codes[:1].repeat(10, 0))
        assert labels.labels.tolist() == [label for label in range(10) for _ in range(4)]
        np.testing.assert_array_equal(labels.codes[:4], styles.codes[::10])

    def test_only_conditional_models_vary(self) -> None:
        with pytest.raises(LatentError, match="takes no label"):
            vary("mnist-vae-16")
        with pytest.raises(LatentError, match="by is one of style, label"):
            vary("mnist-cvae-16", by="colour")


class TestPlanes:
    def test_a_manifold_takes_equally_probable_steps(self) -> None:
        plane = manifold("mnist-vae-2", 5)
        shares = norm.cdf(plane.codes.reshape(5, 5, 2))
        np.testing.assert_allclose(shares[0, :, 0], [0.1, 0.3, 0.5, 0.7, 0.9], atol=1e-6)
        np.testing.assert_allclose(shares[:, 0, 1], [0.9, 0.7, 0.5, 0.3, 0.1], atol=1e-6)

    def test_other_spaces_have_none(self) -> None:
        for model in ("mnist-vae-16", "mnist-aae-2"):
            with pytest.raises(LatentError, match="mnist-vae-2"):
                manifold(model)
        with pytest.raises(LatentError, match="mnist-aae-2"):
            flower("mnist-vae-2")

    def test_a_flower_has_ten_petals_around_an_empty_middle(self) -> None:
        found = flower(side=25)
        assert set(found.petals.tolist()) == set(range(10))
        middle = found.density.reshape(25, 25)[12, 12]
        assert middle < 0.2 * found.density.max() == pytest.approx(0.2)
        right = found.petals.reshape(25, 25)[12, 20]
        assert right == 0
        assert found.pictures.shape == (625, 28, 28)


class TestBetween:
    @pytest.mark.parametrize(
        ("model", "method"),
        list(itertools.product(["mnist-vae-16", "mnist-cvae-16"], ["linear", "spherical"])),
    )
    def test_it_begins_and_ends_with_the_digits(
        self, model: str, method: str, digits: list[np.ndarray]
    ) -> None:
        found = interpolate(digits[3], digits[8], model, 7, method)
        one = encode(digits[3], model)
        np.testing.assert_allclose(found.codes[0], one.mean, atol=1e-5)
        np.testing.assert_allclose(found.codes[-1], encode(digits[8], model, one.label).mean, atol=1e-4)
        np.testing.assert_allclose(found.blends[0], digits[3], atol=1e-6)
        np.testing.assert_allclose(found.blends[-1], digits[8], atol=1e-6)
        assert found.pictures.shape == (7, 28, 28)
        assert found.label == one.label

    def test_a_straight_way_is_shorter_in_the_middle(self) -> None:
        start, end = sample("mnist-vae-16", 2, 0).codes
        line, arc = (between(start, end, "mnist-vae-16", 3, method) for method in ("linear", "spherical"))
        lengths = [np.linalg.norm(walk.codes, axis=1) for walk in (line, arc)]
        assert lengths[0][1] < lengths[1][1]
        assert lengths[1][1] == pytest.approx((lengths[1][0] + lengths[1][2]) / 2, rel=1e-5)

    def test_arithmetic_with_equal_digits_gives_the_third(self, digits: list[np.ndarray]) -> None:
        found = arithmetic(digits[4], digits[4], digits[9], "mnist-vae-16")
        np.testing.assert_allclose(
            found.picture, reconstruct(digits[9], "mnist-vae-16").picture.clip(0, 1), atol=1e-4
        )
        assert len(found.parts) == 3

    @pytest.mark.parametrize("steps", [1, 101, 0, -1, 10**9, 2.5, None])
    def test_other_numbers_of_steps_are_refused(self, steps: object, digits: list[np.ndarray]) -> None:
        with pytest.raises(LatentError, match="steps is a whole number from 2 to 100"):
            interpolate(digits[0], digits[1], "mnist-vae-16", steps)

    def test_other_methods_are_refused(self, digits: list[np.ndarray]) -> None:
        with pytest.raises(LatentError, match="linear, spherical"):
            interpolate(digits[0], digits[1], "mnist-vae-16", 5, "cubic")


class TestQuality:
    def test_it_is_of_these_pictures(self, digits: list[np.ndarray]) -> None:
        found = quality(np.stack(digits))
        assert found.histogram.tolist() == [1] * 10
        assert found.mean_confidence > 0.9
        pairs = [np.linalg.norm(a - b) for a, b in itertools.combinations(digits, 2)]
        assert found.diversity == pytest.approx(np.mean(pairs), rel=1e-5)
        assert 0.9 < found.real_confidence < 1
        assert 8 < found.real_diversity < 12

    def test_one_picture_has_no_diversity(self, digits: list[np.ndarray]) -> None:
        assert quality(digits[0][None]).diversity is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"count": 0}, "count is a whole number from 1 to 400, got 0"),
        ({"count": -1}, "count is a whole number"),
        ({"count": 10**9}, "got 1000000000"),
        ({"count": 2.0}, "count is a whole number"),
        ({"count": True}, "count is a whole number"),
        ({"seed": -1}, "seed is a whole number"),
        ({"seed": 2**32}, "seed is a whole number"),
        ({"temperature": float("nan")}, "temperature is a number from 0 to 3"),
        ({"temperature": -0.1}, "temperature is a number from 0 to 3"),
        ({"temperature": "hot"}, "temperature is a number from 0 to 3"),
        ({"label": 3}, "not a conditional model"),
        ({"model": "mnist-cvae-16", "label": 11}, "label is a whole number from 0 to 9, got 11"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict, words: str) -> None:
    with pytest.raises(LatentError, match=words):
        sample(**{"model": "mnist-vae-16", "count": 2, **changes})


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ([0.0] * 15, "16 numbers, got 15"),
        ([], "16 numbers, got 0"),
        ([float("nan")] * 16, "finite"),
        ([float("inf")] + [0.0] * 15, "finite"),
        ([1e9] * 16, "beyond"),
        ("code", "list of numbers"),
        (None, "finite|numbers"),
    ],
)
def test_codes_that_cannot_be_are_refused(code: object, words: str) -> None:
    for ask in (decode, nearest):
        with pytest.raises(LatentError, match=words):
            ask(code, "mnist-vae-16")


def test_models_without_a_code_are_refused() -> None:
    with pytest.raises(WrongFamily, match="mnist-vae-16"):
        sample("mnist-classifier", 2)
    with pytest.raises(UnknownModel):
        nearest([0.0], "mnist-vae-17")
