"""Schedule, augmentation, objectives, recipes: the parts of the loop on their own."""

import numpy as np
import pytest
import torch

from playground.measures.contraction import jacobian_squared_norms
from playground.models import ARCHITECTURES, DenseAutoencoder, StackedAutoencoder, TiedAutoencoder
from playground.training.augmentation import RandomAffine
from playground.training.corruption import GaussianNoise, Masking
from playground.training.objectives import (
    AbsoluteError,
    BernoulliCrossEntropy,
    Classification,
    Contractive,
    Denoising,
    LayerReconstruction,
    LogSquaredError,
    SquaredError,
    StochasticContractive,
)
from playground.training.recipes import RECIPES, Recipe
from playground.training.schedule import one_cycle

STILL = RandomAffine(degrees=0, scale=0, slant=0, shift=0)


class TestSchedule:
    def test_it_rises_to_the_peak_once_and_falls_to_nearly_nothing(self) -> None:
        rates = np.array([one_cycle(step, 100, 0.5) for step in range(100)])
        assert rates.max() == pytest.approx(0.5)
        assert (np.diff(np.sign(np.diff(rates))) != 0).sum() == 1
        assert rates[-1] < 0.001

    def test_one_step_is_enough(self) -> None:
        assert one_cycle(0, 1, 0.5) > 0


class TestAugmentation:
    @pytest.fixture
    def pictures(self) -> torch.Tensor:
        pictures = torch.zeros(64, 1, 28, 28)
        pictures[:, :, 8:20, 12:16] = 1
        return pictures

    def test_without_amounts_nothing_changes(self, pictures: torch.Tensor) -> None:
        torch.testing.assert_close(STILL(pictures), pictures, atol=1e-5, rtol=0)

    def test_each_picture_changes_by_its_own_amount(self, pictures: torch.Tensor) -> None:
        changed = RandomAffine()(pictures)
        assert len({tuple(picture.flatten().tolist()) for picture in changed}) == len(pictures)
        assert changed.min() >= 0
        assert changed.max() <= 1

    def test_a_shift_is_measured_in_pixels(self, pictures: torch.Tensor) -> None:
        torch.manual_seed(0)
        changed = RandomAffine(degrees=0, scale=0, slant=0, shift=2)(pictures)
        columns = torch.arange(28.0)
        centres = (changed.sum((1, 2)) * columns).sum(1) / changed.sum((1, 2, 3))
        moved = centres - 13.5
        assert moved.abs().max() <= 2.01
        assert moved.abs().max() > 1.5


class TestObjectives:
    @pytest.fixture
    def network(self) -> DenseAutoencoder:
        torch.manual_seed(0)
        return DenseAutoencoder(latent_dim=4, hidden=[16])

    @pytest.mark.parametrize(
        ("objective", "expected"),
        [
            (SquaredError(), lambda x, y: (x - y).square().mean()),
            (AbsoluteError(), lambda x, y: (x - y).abs().mean()),
            (BernoulliCrossEntropy(), lambda x, y: -(x * y.log() + (1 - x) * (1 - y).log()).mean()),
            (LogSquaredError(), lambda x, y: ((x - y).square().mean((1, 2, 3)) + 1e-3).log().mean()),
        ],
    )
    def test_it_is_its_formula(self, network: DenseAutoencoder, objective, expected) -> None:
        pictures = torch.rand(5, 1, 28, 28)
        loss = objective(network, pictures, torch.zeros(5))
        torch.testing.assert_close(loss, expected(pictures, network(pictures)))

    def test_classification_prefers_the_right_label(self) -> None:
        logits = torch.nn.Parameter(torch.eye(10) * 5)
        right = Classification()(lambda _: logits, torch.zeros(10), torch.arange(10))
        wrong = Classification()(lambda _: logits, torch.zeros(10), torch.arange(10).flip(0))
        assert right < wrong

    def test_denoising_compares_the_answer_to_noise_with_the_clean_picture(
        self, network: DenseAutoencoder
    ) -> None:
        pictures = torch.rand(5, 1, 28, 28)
        everything = Denoising(Masking(1.0, 1.0), SquaredError())(network, pictures, torch.zeros(5))
        expected = (network(torch.zeros_like(pictures)) - pictures).square().mean()
        torch.testing.assert_close(everything, expected)
        nothing = Denoising(GaussianNoise(0.0, 0.0), SquaredError())(network, pictures, torch.zeros(5))
        torch.testing.assert_close(nothing, SquaredError()(network, pictures, torch.zeros(5)))

    def test_the_contractive_penalty_is_the_squared_norm_of_the_jacobian(self) -> None:
        torch.manual_seed(0)
        network, pictures = TiedAutoencoder(latent_dim=7), torch.rand(3, 1, 28, 28)
        plain = BernoulliCrossEntropy()(network, pictures, torch.zeros(3))
        penalised = Contractive(weight=0.5)(network, pictures, torch.zeros(3))
        expected = 0.5 * jacobian_squared_norms(network.encode, pictures).mean() / 784
        torch.testing.assert_close(penalised - plain, expected, rtol=1e-3, atol=1e-6)

    def test_the_stochastic_penalty_tends_to_the_exact_one(self) -> None:
        torch.manual_seed(0)
        network = TiedAutoencoder(latent_dim=7).double()
        pictures = torch.rand(1, 1, 28, 28, dtype=torch.float64).expand(4_000, -1, -1, -1)
        sigma = 1e-3
        exact = Contractive(weight=0.5)(network, pictures, torch.zeros(1))
        stochastic = StochasticContractive(weight=0.5 / sigma**2, sigma=sigma)(
            network, pictures, torch.zeros(1)
        )
        plain = BernoulliCrossEntropy()(network, pictures, torch.zeros(1))
        torch.testing.assert_close(stochastic - plain, exact - plain, rtol=0.05, atol=0)

    def test_a_layer_learns_from_what_the_layers_below_make_of_the_picture(self) -> None:
        torch.manual_seed(0)
        network, pictures = StackedAutoencoder([9, 8, 7]), torch.rand(3, 1, 28, 28)
        loss = LayerReconstruction(1, None)(network, pictures, torch.zeros(3))
        codes = network.layers[0].encode(pictures).detach()
        torch.testing.assert_close(loss, BernoulliCrossEntropy()(network.layers[1], codes, torch.zeros(3)))
        loss.backward()
        moved = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
        assert moved == {f"layers.1.{part}" for part in ("weight", "hidden_bias", "visible_bias")}


class TestCorruption:
    def test_gaussian_noise_has_another_sigma_for_every_picture(self) -> None:
        torch.manual_seed(0)
        noisy = GaussianNoise(0.0, 0.2)(torch.full((500, 1, 28, 28), 0.5))
        sigmas = noisy.flatten(1).std(1)
        assert sigmas.min() < 0.01
        assert 0.18 < sigmas.max() < 0.22
        assert sigmas.mean() == pytest.approx(0.1, abs=0.01)

    def test_what_leaves_the_range_is_clipped(self) -> None:
        noisy = GaussianNoise(0.8, 0.8)(torch.zeros(4, 1, 28, 28))
        assert noisy.min() == 0
        assert noisy.max() == 1

    def test_masking_blackens_the_share_that_it_names(self) -> None:
        torch.manual_seed(0)
        masked = Masking(0.25, 0.25)(torch.ones(50, 1, 28, 28))
        assert masked.unique().tolist() == [0, 1]
        assert masked.mean() == pytest.approx(0.75, abs=0.01)


class TestRecipes:
    @pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.name)
    def test_it_can_be_built(self, recipe: Recipe) -> None:
        network = ARCHITECTURES[recipe.architecture](**recipe.arguments)
        for part in recipe.freeze:
            network.get_submodule(part)
        assert recipe.starts_from is None or recipe.starts_from in RECIPES

    def test_a_recipe_comes_after_the_one_it_starts_from(self) -> None:
        order = list(RECIPES)
        for recipe in RECIPES.values():
            if recipe.starts_from:
                assert order.index(recipe.starts_from) < order.index(recipe.name)

    def test_a_recipe_says_what_noise_its_network_saw(self) -> None:
        assert RECIPES["mnist-dense-32"].corruption is None
        assert RECIPES["mnist-stacked"].corruption is None
        assert RECIPES["mnist-denoising-conv"].corruption == GaussianNoise(0.0, 0.8)
        assert RECIPES["mnist-stacked-denoising"].corruption == Masking(0.25, 0.25)

    def test_one_layer_networks_differ_in_their_objective_alone(self) -> None:
        names = ("mnist-filters-0", "mnist-filters-25", "mnist-contractive", "mnist-stochastic-contractive")
        settings = {
            (str(recipe.arguments), recipe.epochs, recipe.batch_size, recipe.learning_rate, recipe.seed)
            for recipe in map(RECIPES.get, names)
        }
        assert len(settings) == 1

    def test_compared_losses_differ_in_nothing_else(self) -> None:
        names = ("mnist-dense-32", "mnist-dense-32-l1", "mnist-dense-32-bernoulli")
        schedules = {
            (str(recipe.arguments), recipe.epochs, recipe.batch_size, recipe.learning_rate, recipe.seed)
            for recipe in map(RECIPES.get, names)
        }
        assert len(schedules) == 1
