"""Measures against values that are known without them."""

import numpy as np
import pytest
import torch
from scipy import stats
from skimage.metrics import peak_signal_noise_ratio

from playground.measures import likelihood
from playground.measures.cost import median_milliseconds, multiply_adds
from playground.measures.pictures import (
    PSNR_CEILING,
    mean_structural_similarity,
    peak_signal_to_noise,
    squared_errors,
    structural_similarities,
    structural_similarity,
)
from playground.measures.probes import linear_accuracy, nearest_neighbour_accuracy
from playground.measures.spectrum import nyquist_energy, power_spectrum, white_noise_energy
from playground.measures.subspaces import largest_principal_angle
from playground.models import LinearAutoencoder


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).random((4, 28, 28), dtype=np.float32)


class TestPictures:
    def test_squared_error_of_a_known_shift(self, pictures: np.ndarray) -> None:
        np.testing.assert_allclose(squared_errors(pictures, pictures + 0.1), 0.01, rtol=1e-5)

    def test_shapes_must_agree(self, pictures: np.ndarray) -> None:
        with pytest.raises(ValueError, match="shapes differ"):
            squared_errors(pictures, pictures[:2])

    def test_psnr_is_scikit_images(self, pictures: np.ndarray) -> None:
        noisy = pictures[0] * 0.9
        ours = peak_signal_to_noise(squared_errors(pictures[:1], noisy[None]))[0]
        assert ours == pytest.approx(peak_signal_noise_ratio(pictures[0], noisy, data_range=1), rel=1e-5)

    def test_an_exact_copy_has_the_ceiling(self, pictures: np.ndarray) -> None:
        assert peak_signal_to_noise(squared_errors(pictures, pictures)).tolist() == [PSNR_CEILING] * 4

    def test_ssim_is_one_for_equals_and_falls_with_noise(self, pictures: np.ndarray) -> None:
        assert structural_similarity(pictures[0], pictures[0]) == pytest.approx(1)
        assert mean_structural_similarity(pictures[:2], pictures[2:]) < 0.2

    def test_ssim_takes_colour(self) -> None:
        colour = np.random.default_rng(0).random((32, 32, 3), dtype=np.float32)
        assert structural_similarity(colour, colour) == pytest.approx(1)


class TestSpectrum:
    def test_a_checkerboard_is_all_nyquist(self) -> None:
        board = np.indices((28, 28)).sum(0) % 2 - 0.5
        assert nyquist_energy(board) == pytest.approx(1)

    def test_stripes_of_two_pixels_are_all_nyquist(self) -> None:
        assert nyquist_energy(np.indices((28, 28))[1] % 2 - 0.5) == pytest.approx(1)

    def test_a_slow_wave_has_none(self) -> None:
        wave = np.sin(np.arange(28) / 28 * 2 * np.pi)
        assert nyquist_energy(np.outer(wave, wave)) == pytest.approx(0, abs=1e-12)

    def test_white_noise_has_what_is_said(self) -> None:
        noise = np.random.default_rng(0).normal(size=(2000, 28, 28))
        assert nyquist_energy(noise).mean() == pytest.approx(white_noise_energy(28, 28), rel=0.02)

    def test_no_error_has_no_energy(self) -> None:
        assert nyquist_energy(np.zeros((2, 28, 28))).tolist() == [0, 0]

    def test_odd_sides_are_refused(self) -> None:
        with pytest.raises(ValueError, match="27x28"):
            nyquist_energy(np.zeros((27, 28)))

    def test_the_centre_is_the_mean(self) -> None:
        power = power_spectrum(np.ones((28, 28)))
        assert power[14, 14] == pytest.approx(784**2)
        assert power.sum() == pytest.approx(784**2)


class TestSubspaces:
    def test_the_same_span_in_other_axes(self) -> None:
        basis = np.linalg.qr(np.random.default_rng(0).normal(size=(30, 4)))[0]
        mixed = basis @ np.random.default_rng(1).normal(size=(4, 4))
        assert largest_principal_angle(basis, mixed) == pytest.approx(0, abs=1e-5)

    def test_a_known_angle(self) -> None:
        angle = np.deg2rad(30)
        first = np.array([[1.0], [0.0]])
        second = np.array([[np.cos(angle)], [np.sin(angle)]])
        assert largest_principal_angle(first, second) == pytest.approx(30)


class TestLikelihood:
    def test_laplace_and_gaussian_are_scipys(self, pictures: np.ndarray) -> None:
        picture, answer = pictures[:2].astype(np.float64)
        laplace = -stats.laplace.logpdf(picture, answer, likelihood.LAPLACE_SCALE).sum()
        gaussian = -stats.norm.logpdf(picture, answer, likelihood.GAUSSIAN_SCALE).sum()
        assert likelihood.laplace(picture, answer) == pytest.approx(laplace)
        assert likelihood.gaussian(picture, answer) == pytest.approx(gaussian)

    def test_bernoulli_is_torchs_cross_entropy(self, pictures: np.ndarray) -> None:
        expected = torch.nn.functional.binary_cross_entropy(
            torch.from_numpy(pictures[1]), torch.from_numpy(pictures[0]), reduction="sum"
        ).item()
        assert likelihood.bernoulli(pictures[0], pictures[1]) == pytest.approx(expected, rel=1e-5)

    def test_a_wrong_certainty_costs_much_but_not_infinitely(self) -> None:
        assert 10 < likelihood.bernoulli(np.ones((1, 1)), np.zeros((1, 1))) < 20


class TestProbes:
    def test_separable_codes_are_read_and_shuffled_labels_are_not(self) -> None:
        generator = np.random.default_rng(0)
        labels = np.repeat(np.arange(10), 40)
        codes = np.eye(10)[labels] * 5 + generator.normal(size=(400, 10))
        train, test = slice(0, None, 2), slice(1, None, 2)
        right = (codes[train], labels[train], codes[test], labels[test])
        assert nearest_neighbour_accuracy(*right) > 0.95
        assert linear_accuracy(*right) > 0.95
        shuffled = generator.permutation(labels)
        assert nearest_neighbour_accuracy(codes[train], shuffled[train], codes[test], shuffled[test]) < 0.3


class TestCost:
    def test_multiply_adds_of_two_matrices(self) -> None:
        assert multiply_adds(LinearAutoencoder(20), torch.zeros(1, 1, 28, 28)) == 2 * 784 * 20

    def test_milliseconds_are_positive_and_threads_are_put_back(self) -> None:
        threads = torch.get_num_threads()
        assert median_milliseconds(LinearAutoencoder(20), torch.zeros(1, 1, 28, 28), runs=5) > 0
        assert torch.get_num_threads() == threads


def test_similarities_at_once_are_scikit_images_own():
    random = np.random.default_rng(0)
    picture = random.random((28, 28), np.float32)
    others = (picture + 0.2 * random.standard_normal((5, 28, 28))).astype(np.float32)
    expected = [structural_similarity(picture, other) for other in others]
    np.testing.assert_allclose(structural_similarities(picture, others), expected, atol=1e-6)
    with pytest.raises(ValueError, match="shapes differ"):
        structural_similarities(picture, others[:, 1:])
