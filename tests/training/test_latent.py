"""Losses and figures of networks whose codes follow a prior."""

import dataclasses
import math
from pathlib import Path

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from playground.checkpoint import Checkpoint, load_folder
from playground.measures.flower import PETALS, petal_log_densities, sample_flower
from playground.models import (
    AdversarialAutoencoder,
    ConditionalVariationalAutoencoder,
    VariationalAutoencoder,
)
from playground.training import bounds, generators
from playground.training import evaluate_conditional as conditional
from playground.training import evaluate_latent as latent
from playground.training.evaluate_conditional import evaluate_conditional
from playground.training.evaluate_latent import evaluate_latent
from playground.training.fit import fit
from playground.training.latent_objectives import (
    Adversarial,
    ConditionalEvidenceLowerBound,
    EvidenceLowerBound,
    cross_entropies,
    divergences,
)
from playground.training.recipes import RECIPES

from .conftest import bars

SMALL = {"latent_dim": 3, "hidden": [16], "width": 2}


@pytest.fixture
def pictures() -> torch.Tensor:
    return torch.rand(6, 1, 28, 28, generator=torch.Generator().manual_seed(0))


class TestTerms:
    def test_the_divergence_is_that_of_two_normal_distributions(self) -> None:
        mean, log_variance = torch.randn(4, 3), torch.randn(4, 3)
        expected = kl_divergence(Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0)).sum(1)
        torch.testing.assert_close(divergences(mean, log_variance), expected)

    def test_the_cross_entropy_is_minus_the_log_probability_of_binary_pictures(self) -> None:
        logits, picture = torch.randn(2, 1, 4, 4), (torch.rand(2, 1, 4, 4) > 0.5).float()
        expected = -Bernoulli(logits=logits).log_prob(picture).flatten(1).sum(1)
        torch.testing.assert_close(cross_entropies(logits, picture), expected)


class TestObjectives:
    def test_the_bound_is_both_terms(self, pictures: torch.Tensor) -> None:
        torch.manual_seed(0)
        network = VariationalAutoencoder(**SMALL)
        with torch.no_grad():
            network.log_variance.weight.zero_()
            network.log_variance.bias.fill_(-40.0)  # draws are the mean
        mean, log_variance = network.posterior(pictures)
        expected = cross_entropies(network.decode_logits(mean), pictures) + divergences(mean, log_variance)
        loss = EvidenceLowerBound()(network, pictures, torch.zeros(6))
        torch.testing.assert_close(loss, expected.mean(), rtol=1e-4, atol=1e-3)

    def test_a_missing_label_is_averaged_over_what_the_label_network_says(
        self, pictures: torch.Tensor
    ) -> None:
        """Where it is certain of one label, the bound is that of this label: its entropy is zero."""
        torch.manual_seed(0)
        network = ConditionalVariationalAutoencoder(**SMALL).eval()
        with torch.no_grad():
            network.log_variance.weight.zero_()
            network.log_variance.bias.fill_(-40.0)
            network.label_network[-1].weight.zero_()
            network.label_network[-1].bias.copy_(100.0 * torch.nn.functional.one_hot(torch.tensor(4), 10))
        objective = ConditionalEvidenceLowerBound(label_weight=0.0)
        without = objective(network, pictures, torch.full((6,), -1))
        told = objective(network, pictures, torch.full((6,), 4))
        torch.testing.assert_close(without, told, rtol=1e-4, atol=1e-3)
        mixed = objective(network, pictures, torch.tensor([-1, 4, -1, 4, 4, -1]))
        torch.testing.assert_close(mixed, told, rtol=1e-4, atol=1e-3)

    def test_an_uncertain_label_network_gains_its_entropy(self, pictures: torch.Tensor) -> None:
        torch.manual_seed(0)
        network = ConditionalVariationalAutoencoder(**SMALL).eval()
        with torch.no_grad():
            for layer in (network.log_variance, network.label_network[-1]):
                layer.weight.zero_()
            network.log_variance.bias.fill_(-40.0)
            network.label_network[-1].bias.zero_()
        objective = ConditionalEvidenceLowerBound(label_weight=0.0)
        each = [objective(network, pictures, torch.full((6,), label)) for label in range(10)]
        without = objective(network, pictures, torch.full((6,), -1))
        expected = torch.stack(each).mean() - math.log(10)
        torch.testing.assert_close(without, expected, rtol=1e-4, atol=1e-3)

    def test_agreement_moves_the_decoder_and_leaves_the_label_network_alone(
        self, pictures: torch.Tensor
    ) -> None:
        gradients = {}
        for weight in (0.0, 1.0):
            torch.manual_seed(0)
            network = ConditionalVariationalAutoencoder(**SMALL).eval()
            torch.manual_seed(1)
            objective = ConditionalEvidenceLowerBound(agreement_weight=weight)
            objective(network, pictures, torch.arange(6)).backward()
            gradients[weight] = {name: part.grad for name, part in network.named_parameters()}
        for name in gradients[0.0]:
            same = torch.equal(gradients[0.0][name], gradients[1.0][name])
            assert same != name.startswith("decoder"), name

    def test_the_critic_descends_what_the_encoder_climbs(self, pictures: torch.Tensor) -> None:
        gradients = {}
        for weight in (0.0, 1.0, 2.0):
            torch.manual_seed(0)
            network = AdversarialAutoencoder(latent_dim=3, hidden=[16], width=2)
            torch.manual_seed(1)
            Adversarial(weight)(network, pictures, torch.zeros(6)).backward()
            gradients[weight] = (network.encoder[1].bias.grad.clone(), network.critic[0][0].bias.grad.clone())
        assert torch.equal(gradients[0.0][1], gradients[2.0][1])
        reversed_once = gradients[1.0][0] - gradients[0.0][0]
        assert reversed_once.abs().max() > 0
        torch.testing.assert_close(
            gradients[2.0][0] - gradients[0.0][0], 2 * reversed_once, rtol=1e-3, atol=1e-5
        )

    def test_a_steep_critic_is_penalised_by_its_slope_at_the_prior(self, pictures: torch.Tensor) -> None:
        torch.manual_seed(0)
        network = AdversarialAutoencoder(latent_dim=3, hidden=[16], width=2)
        slope = torch.tensor([1.0, -2.0, 0.5])
        network.critic = torch.nn.Sequential(torch.nn.Linear(3, 1, bias=False), torch.nn.Flatten(0))
        with torch.no_grad():
            network.critic[0].weight.copy_(slope)
        losses = []
        for penalty in (0.0, 4.0):
            torch.manual_seed(1)
            losses.append(Adversarial(1.0, penalty)(network, pictures, torch.zeros(6)))
        torch.testing.assert_close(losses[1] - losses[0], 2 * slope.square().sum(), rtol=1e-3, atol=1e-3)
        losses[1].backward()
        with torch.inference_mode():
            assert torch.isfinite(Adversarial(1.0, 4.0)(network, pictures, torch.zeros(6)))


class TestFlower:
    def test_draws_lie_in_their_own_petal(self) -> None:
        labels = torch.arange(PETALS).repeat(500)
        draws = sample_flower(labels, torch.Generator().manual_seed(0))
        assert (petal_log_densities(draws).argmax(1) == labels).double().mean() > 0.97

    def test_a_petal_is_a_density(self) -> None:
        side = torch.linspace(-8, 8, 801)
        grid = torch.cartesian_prod(side, side)
        mass = petal_log_densities(grid).exp().sum(0) * (side[1] - side[0]) ** 2
        torch.testing.assert_close(mass, torch.ones(PETALS), rtol=1e-3, atol=1e-3)


def test_few_labels_are_repeated_and_all_others_hidden() -> None:
    examples = bars("train").partly_labelled(100, repeats=3)
    assert len(examples) == len(bars("train")) + 200
    assert examples.labels[:300].bincount().tolist() == [30] * 10
    assert (examples.labels[300:] == -1).all()


@pytest.mark.usefixtures("bars_for_mnist", "runs")
class TestFigures:
    @pytest.fixture
    def root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(bounds, "IMPORTANCE_SAMPLES", 5)
        monkeypatch.setattr(bounds, "GRAY_SAMPLES", 2)
        for module in (latent, generators):
            monkeypatch.setattr(module, "POINTS", 100)
        monkeypatch.setattr(conditional, "PER_LABEL", 10)
        generators.floor.cache_clear()
        self.train("mnist-classifier", tmp_path, arguments={"width": 2})
        return tmp_path

    @staticmethod
    def train(name: str, root: Path, **changes: object) -> Checkpoint:
        recipe = dataclasses.replace(
            RECIPES[name], epochs=2, batch_size=64, precision="32-true", storage="float32", **changes
        )
        return load_folder(fit(recipe, device="cpu", root=root))

    def test_a_vaes_bound_is_above_its_importance_weighted_likelihood(self, root: Path) -> None:
        metrics = evaluate_latent(self.train("mnist-vae-2", root, arguments={**SMALL}), root).metrics
        bound = metrics["bound"]
        assert bound["negative_elbo"] == pytest.approx(bound["reconstruction"] + bound["kl"])
        assert 0 <= metrics["active_dimensions"] <= 3
        assert math.isfinite(metrics["importance_weighted_nll"])
        assert metrics["frechet"]["samples"] > 0

    def test_a_plain_network_has_no_bound(self, root: Path) -> None:
        evaluation = evaluate_latent(self.train("mnist-dense-2", root, arguments={**SMALL}), root)
        assert "bound" not in evaluation.metrics
        assert any("mean and covariance" in table.sentence for table in evaluation.tables)

    def test_a_line_is_judged_from_code_to_code(self, root: Path) -> None:
        loaded = self.train("mnist-dense-2", root, arguments={**SMALL})
        evaluation = evaluate_latent(loaded, root)
        line, metrics = evaluation.statistics["line_confidence"], evaluation.metrics
        assert line.shape == (latent.LINE_STEPS,)
        assert ((line > 0.1) & (line <= 1)).all()
        assert metrics["line_confidence"]["ends"] == pytest.approx(float(line[0] + line[-1]) / 2)
        flat = bars("test").pictures.flatten(1).float() / 255
        expected = torch.nn.functional.pdist(flat.double()).mean().item()
        assert metrics["test_digits"]["diversity"] == pytest.approx(expected, rel=1e-5)

    def test_petals_are_counted(self, root: Path) -> None:
        arguments = {**SMALL, "latent_dim": 2, "label_aware": True}
        loaded = self.train("mnist-aae-2", root, arguments=arguments)
        metrics = evaluate_latent(loaded, root).metrics
        codes = loaded.model.encode(bars("test").pictures.float() / 255)
        right = petal_log_densities(codes).argmax(1) == bars("test").labels
        assert metrics["petal_purity"] == pytest.approx(right.double().mean().item())

    @pytest.mark.parametrize("name", ["mnist-cvae-16", "mnist-cvae-semi-16"])
    def test_a_conditional_network_is_asked_for_every_label(self, name: str, root: Path) -> None:
        changes = {"labelled": 100} if "semi" in name else {}
        loaded = self.train(name, root, arguments={**SMALL}, **changes)
        evaluation = evaluate_conditional(loaded, root)
        assert 0 <= evaluation.metrics["label_agreement"] <= 1
        assert evaluation.metrics["diversity"] > 0
        assert len(evaluation.tables[1].rows) == 11
        bound = evaluation.metrics["bound"]
        assert bound["kl"] == pytest.approx(float(evaluation.statistics["kl_per_dimension"].sum()), rel=1e-4)
