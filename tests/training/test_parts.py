"""Schedule, augmentation, objectives, recipes: the parts of the loop on their own."""

import numpy as np
import pytest
import torch

from playground.models import ARCHITECTURES, DenseAutoencoder
from playground.training.augmentation import RandomAffine
from playground.training.objectives import AbsoluteError, BernoulliCrossEntropy, Classification, SquaredError
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

    def test_compared_losses_differ_in_nothing_else(self) -> None:
        names = ("mnist-dense-32", "mnist-dense-32-l1", "mnist-dense-32-bernoulli")
        schedules = {
            (str(recipe.arguments), recipe.epochs, recipe.batch_size, recipe.learning_rate, recipe.seed)
            for recipe in map(RECIPES.get, names)
        }
        assert len(schedules) == 1
