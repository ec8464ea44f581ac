"""How far codes move: the closed form, automatic differentiation and the limit agree."""

import pytest
import torch

from playground.measures.contraction import (
    jacobian_squared_norms,
    mean_code_distance,
    stochastic_contraction,
    tied_jacobian_squared_norms,
)
from playground.models import TiedAutoencoder


@pytest.fixture
def network() -> TiedAutoencoder:
    """Its weights are large enough that the sigmoids bend within a standard deviation of one."""
    torch.manual_seed(0)
    network = TiedAutoencoder(latent_dim=12).double().requires_grad_(False)
    network.weight *= 4
    return network


@pytest.fixture
def pictures() -> torch.Tensor:
    return torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_the_closed_form_is_what_differentiation_gives(
    network: TiedAutoencoder, pictures: torch.Tensor
) -> None:
    exact = tied_jacobian_squared_norms(network.encode(pictures), network.weight)
    torch.testing.assert_close(exact, jacobian_squared_norms(network.encode, pictures))


def test_the_stochastic_penalty_over_sigma_squared_tends_to_the_exact_one(
    network: TiedAutoencoder, pictures: torch.Tensor
) -> None:
    """E‖h(x) − h(x + ε)‖² / σ² → ‖J‖²_F as σ → 0, and is another number where σ is large."""
    exact = tied_jacobian_squared_norms(network.encode(pictures), network.weight)
    many = pictures.repeat_interleave(4_000, dim=0)
    distances = []
    for sigma in (1.0, 0.1, 0.001):
        drawn = stochastic_contraction(network.encode, many, sigma, torch.Generator().manual_seed(2))
        estimate = drawn.reshape(4, -1).mean(1) / sigma**2
        distances.append(float((estimate / exact - 1).abs().max()))
    assert distances[2] < 0.03  # what 4,000 draws leave
    assert distances[2] < distances[1] < distances[0]
    assert distances[0] > 0.3


def test_the_same_generator_gives_the_same_penalty(network: TiedAutoencoder, pictures: torch.Tensor) -> None:
    one, same, other = (
        stochastic_contraction(network.encode, pictures, 0.1, torch.Generator().manual_seed(seed))
        for seed in (0, 0, 1)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_the_mean_distance_of_codes_on_two_spots() -> None:
    """Half of the codes at 0 and half at 3, 4 apart on another axis: distances are 0 or 5."""
    codes = torch.zeros(2_000, 2)
    codes[1_000:] = torch.tensor([3.0, 4.0])
    distance = mean_code_distance(codes, torch.Generator().manual_seed(0))
    assert 2.2 < distance < 2.8
    assert mean_code_distance(2 * codes, torch.Generator().manual_seed(0)) == pytest.approx(2 * distance)
