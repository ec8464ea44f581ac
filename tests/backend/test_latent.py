"""Latent spaces, directions, and what may be asked of a code."""

import numpy as np
import pytest
import torch
from safetensors import safe_open
from scipy.special import expit

from playground.backend import library
from playground.backend.checks import LatentError
from playground.backend.evidence import BOUNDED, COUNTS, ESTIMATED, bound, evidence
from playground.backend.examples import examples
from playground.backend.latent import (
    SLIDABLE,
    attribute_of,
    directions,
    plain_decoder,
    points,
    space,
    weights_file,
)
from playground.backend.library import UnknownModel, WrongFamily
from playground.backend.lines import STEPS, holes, line
from playground.backend.reconstruct import decode, encode, reconstruct
from playground.models import DenseAutoencoder, StridedAutoencoder


@pytest.fixture(scope="module")
def three() -> np.ndarray:
    return next(example.picture for example in examples() if example.label == 3)


@pytest.mark.parametrize("model", SLIDABLE)
class TestEverySpace:
    def test_it_is_that_of_the_test_digits(self, model: str) -> None:
        found, known = space(model), points(model)
        assert known.codes.shape == (10_000, found.latent_dim)
        assert np.bincount(known.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
        assert sorted(found.order) == list(range(found.latent_dim))
        np.testing.assert_allclose(found.mean, known.codes.mean(0))
        share = ((known.codes >= found.low) & (known.codes <= found.high)).mean(0)
        np.testing.assert_allclose(share, 0.98, atol=0.002)

    def test_its_decoder_is_the_networks_own(self, model: str) -> None:
        """What a browser computes from the named tensors is what the server decodes."""
        decoder = space(model).decoder
        if model == "mnist-conv-10":
            assert decoder is None
            return
        codes = points(model).codes[:20]
        labels = points(model).labels[:20].astype(int) if decoder.labels else None
        values = codes if labels is None else np.concatenate([codes, np.eye(10)[labels]], 1)
        with safe_open(weights_file(model), "np") as file:
            for layer in decoder.layers:
                weight, bias = (
                    file.get_tensor(name).astype(np.float32) for name in (layer.weight, layer.bias)
                )
                values = values @ weight.T + bias
                values = np.maximum(values, 0) if layer.relu else values
        pictures = expit(values) if decoder.output == "sigmoid" else values.clip(0, 1)
        expected = decode(codes, model, None if labels is None else labels.tolist())
        np.testing.assert_allclose(pictures.reshape(-1, 28, 28), expected, atol=1e-5)

    def test_its_directions_go_where_they_say(self, model: str) -> None:
        ways, known = directions(model), points(model)
        np.testing.assert_allclose(
            ways.label_means[7], known.codes[known.labels == 7].mean(0), rtol=1e-4, atol=1e-5
        )
        for attribute in (ways.slant, ways.thickness):
            assert 0 < attribute.r2 < 1
            assert attribute.low < attribute.mean < attribute.high


def test_dimensions_come_in_the_order_of_their_kl() -> None:
    found = space("mnist-vae-16")
    assert (np.diff(found.kl[found.order]) <= 0).all()
    assert not found.active[found.kl < 0.01].any()
    assert space("mnist-dense-16").kl is None


@pytest.mark.parametrize("index", [0, 1])
def test_moving_along_an_attribute_changes_the_picture_so(index: int) -> None:
    ways = directions("mnist-vae-16")
    attribute = (ways.slant, ways.thickness)[index]
    code = points("mnist-vae-16").codes[:50]
    step = attribute.deviation * attribute.direction
    thin, thick = (decode(code + sign * step, "mnist-vae-16") for sign in (-1, 1))
    change = [
        attribute_of(more)[index] - attribute_of(less)[index] for less, more in zip(thin, thick, strict=True)
    ]
    assert np.mean(np.array(change) > 0) > 0.9


def test_only_affine_layers_and_rectifiers_run_in_a_browser() -> None:
    assert plain_decoder(StridedAutoencoder()) is None
    decoder = plain_decoder(DenseAutoencoder(latent_dim=4, hidden=(8,)))
    assert [layer.relu for layer in decoder.layers] == [True, False]


def test_a_model_without_a_code_is_refused() -> None:
    with pytest.raises(WrongFamily, match="mnist-vae-16"):
        space("mnist-classifier")
    with pytest.raises(UnknownModel):
        weights_file("../../etc/passwd")


class TestConditional:
    def test_it_reads_the_label_or_is_told(self, three: np.ndarray) -> None:
        read, told = encode(three, "mnist-cvae-16"), encode(three, "mnist-cvae-16", 8)
        assert (read.label, read.estimated, told.label, told.estimated) == (3, True, 8, False)
        assert read.label_probabilities.argmax() == 3
        assert read.label_probabilities.sum() == pytest.approx(1, abs=1e-5)
        assert not np.allclose(read.mean, told.mean)
        assert (read.std > 0).all()

    def test_it_rebuilds_best_with_the_true_label(self, three: np.ndarray) -> None:
        true, false = (reconstruct(three, "mnist-cvae-16", label=label) for label in (3, 1))
        assert true.mse < false.mse
        assert (true.label, true.estimated) == (3, False)

    def test_decoding_needs_a_label(self) -> None:
        with pytest.raises(LatentError, match="say which label"):
            decode(np.zeros(16), "mnist-cvae-16")
        assert decode(np.zeros((3, 16)), "mnist-cvae-16", [1, 2, 3]).shape == (3, 28, 28)

    @pytest.mark.parametrize("label", [11, -1, 2.5, True, "3"])
    def test_a_label_that_does_not_exist_is_refused(self, label: object, three: np.ndarray) -> None:
        for ask in (encode, lambda picture, *rest: decode(np.zeros(16), *rest)):
            with pytest.raises(LatentError, match="whole number from 0 to 9"):
                ask(three, "mnist-cvae-16", label)

    def test_other_models_take_none(self, three: np.ndarray) -> None:
        with pytest.raises(LatentError, match="not a conditional model"):
            encode(three, "mnist-vae-16", 3)
        with pytest.raises(LatentError, match="not a conditional model"):
            decode(np.zeros(16), "mnist-vae-16", 3)


class TestBound:
    @pytest.mark.parametrize("model", BOUNDED)
    def test_its_terms_add_up(self, model: str, three: np.ndarray) -> None:
        found = bound(three, model)
        assert found.pixels.sum() == pytest.approx(found.reconstruction, rel=1e-4)
        assert found.kl_per_dimension.sum() == pytest.approx(found.kl, rel=1e-4)
        assert found.negative_elbo == pytest.approx(found.reconstruction + found.kl)
        assert found.label == (3 if "cvae" in model else None)

    def test_its_divergence_is_that_of_the_code(self, three: np.ndarray) -> None:
        code = encode(three, "mnist-vae-16")
        expected = torch.distributions.kl_divergence(
            torch.distributions.Normal(torch.from_numpy(code.mean), torch.from_numpy(code.std)),
            torch.distributions.Normal(0.0, 1.0),
        )
        np.testing.assert_allclose(
            bound(three, "mnist-vae-16").kl_per_dimension, expected, rtol=1e-3, atol=1e-5
        )

    def test_noise_costs_more_than_a_digit(self, three: np.ndarray) -> None:
        noise = np.random.default_rng(0).random((28, 28), dtype=np.float32)
        assert bound(noise, "mnist-vae-16").negative_elbo > 2 * bound(three, "mnist-vae-16").negative_elbo

    def test_a_model_without_a_bound_is_refused(self, three: np.ndarray) -> None:
        with pytest.raises(WrongFamily, match="mnist-vae-2"):
            bound(three, "mnist-dense-16")


class TestEvidence:
    @pytest.mark.parametrize("model", ESTIMATED)
    def test_importance_weighting_finds_more_than_the_bound(self, model: str, three: np.ndarray) -> None:
        found = evidence(three, model)
        assert found.counts.tolist() == list(COUNTS)
        assert found.importance[-1] > found.elbo
        assert set(np.unique(found.binary)) == {0, 1}
        assert evidence(three, model).naive.tolist() == found.naive.tolist()

    def test_draws_of_the_prior_miss_in_sixteen_dimensions(self, three: np.ndarray) -> None:
        found = evidence(three, "mnist-vae-16")
        assert found.naive[-1] < found.importance[-1] - 5

    def test_in_two_dimensions_they_hardly_miss(self, three: np.ndarray) -> None:
        found, wider = (evidence(three, model) for model in ("mnist-vae-2", "mnist-vae-16"))
        missed, missed_wider = (one.importance[-1] - one.naive[-1] for one in (found, wider))
        assert missed < missed_wider / 2

    @pytest.mark.parametrize("index", range(0, 20, 2))
    def test_the_grid_holds_the_true_posterior_and_the_encoders(self, index: int) -> None:
        posterior = evidence(examples()[index].picture, "mnist-vae-2").posterior
        assert posterior.exact.shape == posterior.approximate.shape == (48, 48)
        for density in (posterior.exact, posterior.approximate):
            assert density.max() == 1
            edge = np.concatenate([density[[0, -1]].ravel(), density[:, [0, -1]].ravel()])
            assert edge.max() < 0.05
        assert evidence(examples()[index].picture, "mnist-vae-16").posterior is None

    def test_the_densities_lie_where_the_grid_says(self, three: np.ndarray) -> None:
        posterior = evidence(three, "mnist-vae-2").posterior
        binary = evidence(three, "mnist-vae-2").binary
        code = encode(binary, "mnist-vae-2")
        row, column = np.unravel_index(posterior.approximate.argmax(), (48, 48))
        steps = np.linspace(-1, 1, 48)
        peak = posterior.centre + posterior.half_width * [steps[column], steps[row]]
        assert (np.abs(peak - code.mean) <= posterior.half_width / 47 + 1e-6).all()


class TestLine:
    @pytest.mark.parametrize("size", [2, 16])
    def test_both_networks_go_from_digit_to_digit(self, size: int, three: np.ndarray) -> None:
        other = next(example.picture for example in examples() if example.label == 0)
        found = line(three, other, size)
        assert [side.model for side in found.sides] == [f"mnist-dense-{size}", f"mnist-vae-{size}"]
        for side in found.sides:
            np.testing.assert_allclose(side.start, encode(three, side.model).mean, rtol=1e-5)
            assert side.confidences.shape == side.labels.shape == side.mean.shape == (STEPS,)
            assert side.holes == holes(found.positions, side.confidences)

    def test_holes_are_stretches_without_a_digit(self) -> None:
        positions = np.linspace(0, 1, 5)
        assert holes(positions, np.array([0.9, 0.4, 0.3, 0.8, 0.2])) == ((0.25, 0.5), (1.0, 1.0))
        assert holes(positions, np.ones(5)) == ()

    def test_another_size_is_refused(self, three: np.ndarray) -> None:
        with pytest.raises(LatentError, match="2, 16"):
            line(three, three, 5)


def test_every_slidable_model_is_there() -> None:
    assert set(SLIDABLE) <= set(library.names())
