"""Every architecture through the same contract, and what is special to each."""

import pytest
import torch

from playground import models
from playground.models import (
    AdversarialAutoencoder,
    CodeClassifier,
    ConditionalVariationalAutoencoder,
    ConvolutionalAutoencoder,
    ConvolutionalClassifier,
    DenseAutoencoder,
    LinearAutoencoder,
    PrincipalComponents,
    ResidualAutoencoder,
    StackedAutoencoder,
    StridedAutoencoder,
    TiedAutoencoder,
    VariationalAutoencoder,
)

from .contract import ArchitectureContract, AutoencoderContract, ClassifierContract


class TestLinear(AutoencoderContract):
    architecture = LinearAutoencoder

    def test_it_is_affine(self, network: LinearAutoencoder) -> None:
        first, second = torch.rand(2, 1, 1, 28, 28, generator=torch.Generator().manual_seed(1))
        middle = network((first + second) / 2)
        torch.testing.assert_close(middle, (network(first) + network(second)) / 2, rtol=1e-4, atol=1e-5)


class TestDense(AutoencoderContract):
    architecture = DenseAutoencoder

    def test_the_bottleneck_is_as_wide_as_asked(self) -> None:
        assert DenseAutoencoder(latent_dim=7).latent_dim == 7

    def test_an_unknown_output_is_refused(self) -> None:
        with pytest.raises(ValueError, match="sigmoid"):
            DenseAutoencoder(output="tanh")


class TestPrincipalComponents(AutoencoderContract):
    architecture = PrincipalComponents

    def test_gradients_reach_every_parameter(self, network: PrincipalComponents) -> None:
        """It is fitted in closed form: nothing in it may move."""
        assert not any(parameter.requires_grad for parameter in network.parameters())

    def test_truncation_keeps_the_leading_directions(self, network: PrincipalComponents) -> None:
        picture = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(1))
        smaller = network.truncated(5)
        torch.testing.assert_close(smaller.encode(picture), network.encode(picture)[:, :5])

    @pytest.mark.parametrize("size", [0, 65, -1])
    def test_a_size_that_was_not_fitted_is_refused(self, network: PrincipalComponents, size: int) -> None:
        with pytest.raises(ValueError, match="between 1 and 64"):
            network.truncated(size)


class TestTransposed(AutoencoderContract):
    architecture = ConvolutionalAutoencoder
    arguments = {"upsampling": "transposed"}  # noqa: RUF012

    def test_it_has_no_bottleneck(self, network: ConvolutionalAutoencoder) -> None:
        assert network.latent_dim == 12_544


class TestResized(AutoencoderContract):
    architecture = ConvolutionalAutoencoder
    arguments = {"upsampling": "resize"}  # noqa: RUF012

    def test_it_starts_from_the_same_weights_as_the_transposed_one_encodes_with(self) -> None:
        encoders = []
        for upsampling in ("transposed", "resize"):
            torch.manual_seed(0)
            encoders.append(ConvolutionalAutoencoder(upsampling).encoder.state_dict())
        for name, weight in encoders[0].items():
            assert torch.equal(weight, encoders[1][name])

    def test_an_unknown_upsampling_is_refused(self) -> None:
        with pytest.raises(ValueError, match="transposed"):
            ConvolutionalAutoencoder("bilinear")


class TestStrided(AutoencoderContract):
    architecture = StridedAutoencoder


class TestStridedRectified(AutoencoderContract):
    architecture = StridedAutoencoder
    arguments = {"rectified_code": True}  # noqa: RUF012

    def test_its_code_is_never_negative(self, network: StridedAutoencoder, pictures: torch.Tensor) -> None:
        assert (network.encode(pictures) >= 0).all()


class TestResidual(AutoencoderContract):
    architecture = ResidualAutoencoder
    arguments = {"width": 8}  # noqa: RUF012

    def test_the_one_that_is_trained_has_under_two_million_parameters_and_no_bottleneck(self) -> None:
        network = ResidualAutoencoder()
        assert sum(parameter.numel() for parameter in network.parameters()) < 2_000_000
        assert network.latent_dim == 6_272


class TestTied(AutoencoderContract):
    architecture = TiedAutoencoder

    def test_the_decoder_is_the_encoder_turned_round(
        self, network: TiedAutoencoder, pictures: torch.Tensor
    ) -> None:
        codes = network.encode(pictures)
        by_hand = torch.sigmoid(codes @ network.weight + network.visible_bias).reshape(pictures.shape)
        torch.testing.assert_close(network.decode(codes), by_hand)
        assert ((codes > 0) & (codes < 1)).all()


class TestStacked(AutoencoderContract):
    architecture = StackedAutoencoder
    arguments = {"widths": [24, 16, 12]}  # noqa: RUF012

    def test_gradients_reach_every_parameter(
        self, network: StackedAutoencoder, pictures: torch.Tensor
    ) -> None:
        """Two networks in one: the autoencoder and the classifier that began as its copy."""
        (network(pictures).square().sum() + network.classify(pictures).square().sum()).backward()
        unreached = [name for name, parameter in network.named_parameters() if parameter.grad is None]
        assert unreached == []

    def test_the_classifier_starts_as_the_encoder(
        self, network: StackedAutoencoder, pictures: torch.Tensor
    ) -> None:
        torch.testing.assert_close(network.classifier[:-1](pictures), network.encode(pictures))
        assert network.classify(pictures).shape == (3, 10)
        assert (network.classify(pictures) == 0).all()

    def test_tuning_the_classifier_leaves_the_autoencoder_alone(
        self, network: StackedAutoencoder, pictures: torch.Tensor
    ) -> None:
        before = network(pictures)
        with torch.no_grad():
            for parameter in network.classifier.parameters():
                parameter.add_(1)
        assert torch.equal(network(pictures), before)

    @pytest.mark.parametrize("layers", [1, 2, 3])
    def test_every_layer_can_be_read_and_decoded(
        self, network: StackedAutoencoder, pictures: torch.Tensor, layers: int
    ) -> None:
        codes = network.encode_up_to(pictures, layers)
        assert codes.shape == (3, (24, 16, 12)[layers - 1])
        assert network.decode_from(codes, layers).shape == pictures.shape
        if layers == 3:
            torch.testing.assert_close(codes, network.encode(pictures))
            torch.testing.assert_close(network.decode_from(codes, 3), network(pictures))


class TestVariational(AutoencoderContract):
    architecture = VariationalAutoencoder
    arguments = {"latent_dim": 5, "hidden": [24], "width": 4}  # noqa: RUF012

    def test_gradients_reach_every_parameter(
        self, network: VariationalAutoencoder, pictures: torch.Tensor
    ) -> None:
        """Rebuilding from the mean leaves the variance out; the posterior does not."""
        (network(pictures).square().sum() + network.posterior(pictures)[1].sum()).backward()
        unreached = [name for name, parameter in network.named_parameters() if parameter.grad is None]
        assert unreached == []

    def test_a_code_is_the_posteriors_mean(
        self, network: VariationalAutoencoder, pictures: torch.Tensor
    ) -> None:
        mean, log_variance = network.posterior(pictures)
        assert mean.shape == log_variance.shape == (3, 5)
        assert torch.equal(network.encode(pictures), mean)

    def test_the_decoder_is_affine_layers_and_rectifiers_alone(self, network: VariationalAutoencoder) -> None:
        """So that the page can run it in the browser."""
        kinds = {type(layer) for layer in network.decoder.modules() if not list(layer.children())}
        assert kinds == {torch.nn.Linear, torch.nn.ReLU, torch.nn.Unflatten}


class TestConditionalVariational(ArchitectureContract):
    architecture = ConditionalVariationalAutoencoder
    arguments = {"latent_dim": 5, "hidden": [24], "width": 4}  # noqa: RUF012

    def output_shape(self, count: int) -> tuple[int, ...]:
        return (count, 1, 28, 28)

    def test_gradients_reach_every_parameter(
        self, network: ConditionalVariationalAutoencoder, pictures: torch.Tensor
    ) -> None:
        labels = torch.tensor([1, 2, 3])
        mean, log_variance = network.posterior(pictures, labels)
        read = network.label_logits(pictures)
        (network.decode(mean, labels).sum() + log_variance.sum() + read.square().sum()).backward()
        unreached = [name for name, parameter in network.named_parameters() if parameter.grad is None]
        assert unreached == []

    def test_the_label_changes_code_and_picture(
        self, network: ConditionalVariationalAutoencoder, pictures: torch.Tensor
    ) -> None:
        ones, twos = torch.ones(3, dtype=torch.long), torch.full((3,), 2)
        assert not torch.equal(network.posterior(pictures, ones)[0], network.posterior(pictures, twos)[0])
        codes = torch.zeros(3, 5)
        assert not torch.equal(network.decode(codes, ones), network.decode(codes, twos))

    def test_a_code_of_another_size_is_refused(self, network: ConditionalVariationalAutoencoder) -> None:
        with pytest.raises(ValueError, match="latent"):
            network.decode(torch.zeros(1, 6), torch.zeros(1, dtype=torch.long))


class TestAdversarial(AutoencoderContract):
    architecture = AdversarialAutoencoder
    arguments = {"latent_dim": 2, "label_aware": True, "hidden": [24], "width": 4}  # noqa: RUF012

    def test_gradients_reach_every_parameter(
        self, network: AdversarialAutoencoder, pictures: torch.Tensor
    ) -> None:
        (network(pictures).sum() + network.criticise(torch.rand(3, 12)).sum()).backward()
        unreached = [name for name, parameter in network.named_parameters() if parameter.grad is None]
        assert unreached == []

    def test_the_critic_gives_one_number_for_each_code(self, network: AdversarialAutoencoder) -> None:
        assert network.criticise(torch.rand(7, 12)).shape == (7,)
        assert AdversarialAutoencoder(latent_dim=3).criticise(torch.rand(7, 3)).shape == (7,)


class TestCodeClassifier(ClassifierContract):
    architecture = CodeClassifier

    def test_it_takes_a_trained_encoder_as_it_is(self, network: CodeClassifier) -> None:
        encoder = StridedAutoencoder().encoder
        network.encoder.load_state_dict(encoder.state_dict(), strict=True)

    def test_it_reads_nothing_but_the_code(self, network: CodeClassifier, pictures: torch.Tensor) -> None:
        torch.testing.assert_close(network.read(network.encode(pictures)), network(pictures))


class TestConvolutionalClassifier(ClassifierContract):
    architecture = ConvolutionalClassifier

    def test_its_features_are_what_the_last_layer_reads(
        self, network: ConvolutionalClassifier, pictures: torch.Tensor
    ) -> None:
        features = network.features(pictures)
        assert (features >= 0).all()
        torch.testing.assert_close(network.head(features), network(pictures))


def test_every_architecture_goes_through_the_contract() -> None:
    tested = {contract.architecture for contract in _contracts(ArchitectureContract)}
    assert tested == set(models.ARCHITECTURES.values())


def _contracts(contract: type) -> list[type[ArchitectureContract]]:
    below = [deeper for child in contract.__subclasses__() for deeper in _contracts(child)]
    return [*([contract] if hasattr(contract, "architecture") else []), *below]
