"""What every architecture must do, as one test class that all of them go through."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from torch import Tensor, nn

from playground.checkpoint import Config, Preprocessing, load_folder, save_checkpoint

PINNED = Path(__file__).with_name("pinned.json")
PIXELS = 28 * 28


class ArchitectureContract:
    """Subclass it and set ``architecture``; add ``arguments`` for a variant."""

    architecture: ClassVar[type[nn.Module]]
    arguments: ClassVar[dict[str, Any]] = {}

    @pytest.fixture
    def network(self) -> nn.Module:
        torch.manual_seed(0)
        return self.architecture(**self.arguments).eval()

    @pytest.fixture
    def pictures(self) -> Tensor:
        """Three different pictures, without any random number."""
        ramp = torch.linspace(0, 1, PIXELS).reshape(1, 28, 28)
        return torch.stack([ramp, ramp.flip(-1).square(), (ramp * 40).sin().abs()])

    def output_shape(self, count: int) -> tuple[int, ...]:
        raise AssertionError("a subclass says what comes out")

    def test_forward_gives_the_promised_shape(self, network: nn.Module, pictures: Tensor) -> None:
        output = network(pictures)
        assert output.shape == self.output_shape(3)
        assert output.isfinite().all()

    def test_one_picture_alone_gives_what_it_gives_in_a_batch(
        self, network: nn.Module, pictures: Tensor
    ) -> None:
        torch.testing.assert_close(network(pictures)[1:2], network(pictures[1:2]), rtol=1e-4, atol=1e-5)

    def test_memory_layout_does_not_matter(self, network: nn.Module, pictures: Tensor) -> None:
        expected = network(pictures)
        turned = network.to(memory_format=torch.channels_last)(pictures.to(memory_format=torch.channels_last))
        torch.testing.assert_close(turned, expected, rtol=1e-4, atol=1e-5)

    def test_gradients_reach_every_parameter(self, network: nn.Module, pictures: Tensor) -> None:
        network.train()
        network(pictures).square().sum().backward()
        unreached = [
            name
            for name, parameter in network.named_parameters()
            if parameter.requires_grad and (parameter.grad is None or not parameter.grad.isfinite().all())
        ]
        assert unreached == []

    @pytest.mark.parametrize("shape", [(1, 1, 27, 29), (1, 3, 28, 28), (1, 28, 28), (28, 28)])
    def test_another_shape_is_refused_with_a_remedy(self, network: nn.Module, shape: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match=r"28.*(resize|unsqueeze)"):
            network(torch.zeros(shape))

    def test_it_survives_being_saved_and_loaded(
        self, network: nn.Module, pictures: Tensor, tmp_path: Path
    ) -> None:
        config = Config(
            name="a-network",
            title="A network",
            family="autoencoder",
            architecture=self.architecture.__name__,
            arguments=self.arguments,
            preprocessing=Preprocessing(),
            dataset="mnist",
            split="none",
            recipe="none",
            seed=0,
            epochs=0,
            latent_dim=None,
            parameters=0,
            versions={},
        )
        expected = network(pictures)
        loaded = load_folder(save_checkpoint(config, network, tmp_path)).model
        assert type(loaded) is self.architecture
        assert not loaded.training
        torch.testing.assert_close(loaded(pictures), expected, rtol=1e-4, atol=1e-5)

    def test_outputs_are_pinned(self, network: nn.Module, pictures: Tensor) -> None:
        """A change of layers, their order or their initial weights must be seen and meant."""
        output = network(pictures).flatten(1)
        seen = output[:, :: max(1, output.shape[1] // 5)][:, :5]
        torch.testing.assert_close(seen, torch.tensor(self._pinned()), rtol=1e-3, atol=1e-4)

    def _pinned(self) -> list[list[float]]:
        return json.loads(PINNED.read_text())[type(self).__name__.removeprefix("Test")]


class AutoencoderContract(ArchitectureContract):
    """What an autoencoder must do on top."""

    def output_shape(self, count: int) -> tuple[int, ...]:
        return (count, 1, 28, 28)

    def test_forward_is_decode_after_encode(self, network: nn.Module, pictures: Tensor) -> None:
        torch.testing.assert_close(network.decode(network.encode(pictures)), network(pictures))

    def test_the_code_has_as_many_numbers_as_it_says(self, network: nn.Module, pictures: Tensor) -> None:
        latents = network.encode(pictures)
        assert latents.shape == (3, *network.latent_shape)
        assert latents[0].numel() == network.latent_dim

    def test_a_code_of_another_size_is_refused(self, network: nn.Module) -> None:
        with pytest.raises(ValueError, match="latent"):
            network.decode(torch.zeros(1, network.latent_dim + 1))

    def test_the_output_function_follows_the_logits(self, network: nn.Module, pictures: Tensor) -> None:
        latents = network.encode(pictures)
        logits, decoded = network.decode_logits(latents), network.decode(latents)
        expected = logits.sigmoid() if network.output == "sigmoid" else logits
        torch.testing.assert_close(decoded, expected)


class ClassifierContract(ArchitectureContract):
    """What a reader of digits must do on top."""

    def output_shape(self, count: int) -> tuple[int, ...]:
        return (count, 10)
