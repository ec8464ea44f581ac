"""log p(x) of a model whose log p(x) is known."""

import math

import pytest
import torch

from playground.measures.importance import log_mean_exp, log_normal, log_weights


def test_the_density_is_the_formula() -> None:
    values = torch.tensor([[0.5, -1.0]])
    expected = torch.distributions.Normal(0.2, math.sqrt(2.0)).log_prob(values).sum()
    assert log_normal(values, 0.2, math.log(2.0)).item() == pytest.approx(expected.item())


def test_the_mean_of_exponentials_does_not_overflow() -> None:
    assert log_mean_exp(torch.tensor([[1000.0, 1000.0]])).item() == pytest.approx(1000.0)
    assert log_mean_exp(torch.tensor([0.0, math.log(3.0)])).item() == pytest.approx(math.log(2.0))


def test_it_finds_the_likelihood_of_a_model_that_can_be_integrated() -> None:
    """One pixel, p(x = 1 | z) = sigmoid(3 z + 1), z ~ N(0, 1): the integral by a fine grid."""
    grid = torch.linspace(-8, 8, 20_001, dtype=torch.float64)
    density = torch.exp(-0.5 * grid**2) / math.sqrt(2 * math.pi)
    exact = torch.trapezoid(torch.sigmoid(3 * grid + 1) * density, grid).log().item()
    pictures = torch.ones(1, 1, dtype=torch.float64)
    mean, log_variance = torch.full((1, 1), 0.5, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.float64)
    weights = log_weights(
        pictures, mean, log_variance, lambda codes: 3 * codes + 1, 50_000, torch.Generator().manual_seed(0)
    )
    assert log_mean_exp(weights).item() == pytest.approx(exact, abs=0.01)
    assert weights.mean().item() < exact  # the ELBO is a lower bound, and loose here


def test_more_samples_give_a_tighter_bound() -> None:
    torch.manual_seed(0)
    decoder = torch.nn.Linear(2, 30).double().requires_grad_(False)
    pictures = (torch.rand(200, 30) > 0.5).double()
    mean, log_variance = torch.zeros(200, 2).double(), torch.zeros(200, 2).double()
    bounds = [
        log_mean_exp(
            log_weights(pictures, mean, log_variance, decoder, samples, torch.Generator().manual_seed(1))
        )
        .mean()
        .item()
        for samples in (1, 10, 200)
    ]
    assert bounds == sorted(bounds)
