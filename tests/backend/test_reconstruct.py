"""The verbs: what comes back agrees with the network, with itself, and with what was measured."""

import numpy as np
import pytest
import torch

from playground.backend import library
from playground.backend.examples import examples
from playground.backend.reconstruct import REBUILDING as BACKEND_REBUILDING
from playground.backend.reconstruct import decode, encode, percentile_of, read_digit, reconstruct

REBUILDING = [summary.name for summary in library.describe() if summary.family in BACKEND_REBUILDING]


@pytest.fixture(scope="module")
def three() -> np.ndarray:
    return next(example.picture for example in examples() if example.label == 3)


@pytest.mark.parametrize("model", REBUILDING)
class TestEveryAutoencoder:
    def test_the_reconstruction_is_the_networks_own(self, model: str, three: np.ndarray) -> None:
        answer = reconstruct(three, model)
        expected = library.load(model).model(torch.from_numpy(three)[None, None])[0, 0].numpy()
        np.testing.assert_allclose(answer.picture, expected, atol=1e-5)

    def test_its_figures_are_those_of_its_picture(self, model: str, three: np.ndarray) -> None:
        answer = reconstruct(three, model)
        assert answer.mse == pytest.approx(float(((answer.picture - three) ** 2).mean()), rel=1e-4)
        assert answer.psnr == pytest.approx(-10 * np.log10(answer.mse), rel=1e-4)
        assert 0 <= answer.percentile <= 100
        assert answer.latent.shape == (library.load(model).config.latent_dim,)

    def test_decoding_the_code_gives_the_reconstruction(self, model: str, three: np.ndarray) -> None:
        code = encode(three, model)
        np.testing.assert_allclose(
            decode(code.mean, model, code.label), reconstruct(three, model).picture.clip(0, 1), atol=1e-5
        )

    def test_noise_is_further_from_digits_than_a_digit_is(self, model: str, three: np.ndarray) -> None:
        noise = np.random.default_rng(0).random((28, 28), dtype=np.float32)
        assert reconstruct(noise, model).mse > reconstruct(three, model).mse


def test_a_variational_code_is_a_distribution_and_an_ordinary_one_is_not(three: np.ndarray) -> None:
    code = encode(three, "mnist-vae-16")
    mean, log_variance = library.load("mnist-vae-16").model.posterior(torch.from_numpy(three)[None, None])
    np.testing.assert_allclose(code.mean, mean[0].numpy(), atol=1e-6)
    np.testing.assert_allclose(code.std, (log_variance[0] / 2).exp().numpy(), atol=1e-6)
    assert encode(three, "mnist-dense-32").std is None


def test_more_principal_components_rebuild_better(three: np.ndarray) -> None:
    errors = [reconstruct(three, "mnist-pca-64", size).mse for size in (10, 20, 32, 64)]
    assert errors == sorted(errors, reverse=True)


def test_linear_and_pca_give_the_same_picture(three: np.ndarray) -> None:
    linear, pca = reconstruct(three, "mnist-linear-20"), reconstruct(three, "mnist-pca-64", 20)
    assert np.abs(linear.picture - pca.picture).max() < 0.05


@pytest.mark.parametrize(("model", "components"), [("mnist-pca-64", 7), ("mnist-dense-32", 20)])
def test_a_size_that_was_not_measured_is_refused(model: str, components: int, three: np.ndarray) -> None:
    with pytest.raises(ValueError, match="10, 20, 32, 64"):
        reconstruct(three, model, components)


@pytest.mark.parametrize("shape", [(27, 28), (28, 28, 3), (0,)])
def test_a_picture_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="28x28"):
        reconstruct(np.zeros(shape, np.float32))


def test_a_picture_that_is_not_finite_is_refused(three: np.ndarray) -> None:
    with pytest.raises(ValueError, match="finite"):
        reconstruct(np.where(three > 0.5, np.nan, three))


@pytest.mark.parametrize("latent", [[], [0.0] * 31, [[0.0] * 33]])
def test_a_code_of_another_length_is_refused(latent: list) -> None:
    with pytest.raises(ValueError, match="32 numbers, got"):
        decode(np.array(latent))


def test_a_code_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        decode(np.full(32, np.inf))


def test_every_example_is_read_right() -> None:
    wrong = [example.label for example in examples() if read_digit(example.picture).label != example.label]
    assert wrong == []


def test_a_reading_is_a_distribution_over_ten_digits(three: np.ndarray) -> None:
    reading = read_digit(three)
    assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert reading.confidence == reading.probabilities[reading.label] == reading.probabilities.max()
    assert reading.code.shape == (10,)


def test_percentiles_count_the_pictures_that_are_rebuilt_better() -> None:
    quantiles = np.linspace(0, 1, 1001)
    assert percentile_of(0.97, quantiles) == pytest.approx(97)
    assert percentile_of(-1, quantiles) == 0
    assert percentile_of(5, quantiles) == 100
