"""What the noise tab's panels hand to their scripts: the weights of the penalties that training used."""

from __future__ import annotations

import pytest

from playground.training.recipes import RECIPES
from playground.ui.widgets.noise_meaning import noise_meaning


def test_the_formulas_hold_the_weights_of_training() -> None:
    contractive = RECIPES["mnist-contractive"].objective
    stochastic = RECIPES["mnist-stochastic-contractive"].objective
    assert noise_meaning().props == {
        "contractive_weight": contractive.weight,
        "stochastic_weight": stochastic.weight,
    }


def test_the_words_name_the_nudge_of_training() -> None:
    """The formula writes the second weight as λ / σ², with the λ of the first."""
    contractive = RECIPES["mnist-contractive"].objective
    stochastic = RECIPES["mnist-stochastic-contractive"].objective
    assert stochastic.sigma == 0.1
    assert stochastic.weight * stochastic.sigma**2 == pytest.approx(contractive.weight)
