"""Filters as pictures: sorted by a number that tells edges from noise."""

import numpy as np
import pytest
from scipy.special import expit

from playground.backend import library
from playground.backend.first_layer import FILTER_NETWORKS, kernels, responses
from playground.backend.library import UnknownModel, WrongFamily
from playground.measures.spectrum import spectral_concentration, white_noise_concentration


@pytest.mark.parametrize("model", FILTER_NETWORKS)
def test_filters_are_the_networks_weights_the_most_concentrated_first(model: str) -> None:
    shown = kernels(model)
    weights = library.load(model).model.weight.reshape(-1, 28, 28).numpy()
    np.testing.assert_array_equal(shown.weights, weights[shown.order])
    assert (np.diff(shown.concentration) <= 0).all()
    np.testing.assert_allclose(shown.concentration, spectral_concentration(shown.weights))
    assert shown.bound == np.abs(weights).max()


def test_filters_are_further_from_noise_the_more_was_masked_in_training() -> None:
    means = [kernels(model).mean_concentration for model in FILTER_NETWORKS]
    assert means == sorted(means)
    assert means[0] > kernels(FILTER_NETWORKS[0]).noise_concentration


def test_responses_are_the_code_in_the_same_order() -> None:
    picture = np.random.default_rng(0).random((28, 28), dtype=np.float32)
    model = FILTER_NETWORKS[1]
    answered, shown = responses(picture, model), kernels(model)
    bias = library.load(model).model.hidden_bias.numpy()[shown.order]
    by_hand = expit((shown.weights * picture).sum((1, 2)) + bias)
    np.testing.assert_allclose(answered, by_hand, atol=1e-4)


def test_white_noise_has_what_theory_says_and_a_wave_has_all() -> None:
    noise = np.random.default_rng(0).standard_normal((400, 28, 28))
    assert spectral_concentration(noise).mean() == pytest.approx(white_noise_concentration(), rel=0.02)
    wave = np.sin(np.arange(28) * 2 * np.pi / 7) * np.ones((28, 1)) + 3
    assert spectral_concentration(wave) == pytest.approx(1)
    assert spectral_concentration(np.full((28, 28), 5.0)) == 0


def test_a_network_without_one_layer_is_refused() -> None:
    with pytest.raises(WrongFamily, match="mnist-filters-25"):
        kernels("mnist-dense-32")
    with pytest.raises(UnknownModel):
        kernels("mnist-nothing")
