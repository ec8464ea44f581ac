"""A noisy digit through networks and filters: who answers what, and what is said of it."""

import dataclasses

import numpy as np
import pytest
import torch

from playground.backend import library
from playground.backend.denoising import denoise
from playground.backend.examples import examples
from playground.backend.library import UnknownModel, WrongFamily
from playground.backend.noise import ENCODERS, answer_of, classical, look, movement, verdict, walk
from playground.backend.noise_curves import BEST_NETWORK, CLASSICAL, NETWORKS, crossing, curve, mean_curve
from playground.imaging.corruption import NOISES, CorruptionError, corrupt
from playground.measures.contraction import jacobian_squared_norms
from playground.measures.pictures import structural_similarity


@pytest.fixture(scope="module")
def seven() -> np.ndarray:
    return next(example.picture for example in examples() if example.label == 7)


class TestLook:
    def test_every_answer_is_the_networks_own_and_is_measured_against_the_clean_digit(
        self, seven: np.ndarray
    ) -> None:
        seen = look(seven, "gaussian", 0.5, seed=3)
        noisy = corrupt(seven, "gaussian", 0.5, 3)
        np.testing.assert_array_equal(seen.noisy.picture, noisy)
        assert [answer.name for answer in seen.answers] == list(NETWORKS)
        for answer in seen.answers:
            np.testing.assert_allclose(answer.picture, answer_of(noisy, answer.name), atol=1e-6)
            error = float(((answer.picture - seven) ** 2).mean())
            assert answer.psnr == pytest.approx(-10 * np.log10(error), rel=1e-4)
            assert answer.ssim == pytest.approx(structural_similarity(seven, answer.picture), abs=1e-5)

    @pytest.mark.parametrize("noise", NOISES)
    def test_the_same_seed_gives_the_same_answers_and_another_seed_others(
        self, noise: str, seven: np.ndarray
    ) -> None:
        one, same, other = (look(seven, noise, 0.4, seed) for seed in (1, 1, 2))
        np.testing.assert_array_equal(one.noisy.picture, same.noisy.picture)
        np.testing.assert_array_equal(one.answers[2].picture, same.answers[2].picture)
        if noise != "blur":  # it draws nothing
            assert not np.array_equal(one.noisy.picture, other.noisy.picture)

    def test_trained_for_noise_beats_not_trained_for_it(self, seven: np.ndarray) -> None:
        seen = look(seven, "gaussian", 0.5, seed=0)
        ratios = {answer.name: answer.psnr for answer in seen.answers}
        assert ratios[BEST_NETWORK] > ratios["mnist-denoising-32"] > ratios["mnist-dense-32"]
        assert ratios[BEST_NETWORK] > seen.noisy.psnr + 5

    def test_a_block_goes_where_it_is_put(self, seven: np.ndarray) -> None:
        noisy = look(seven, "occlusion", 0.25, seed=0, position=(0.0, 1.0)).noisy.picture
        assert (noisy[-7:, :7] == 0.5).all()

    def test_another_shape_is_refused(self) -> None:
        with pytest.raises(ValueError, match="28x28"):
            look(np.zeros((27, 28), np.float32), "gaussian", 0.5, 0)

    def test_noise_that_does_not_exist_is_refused(self, seven: np.ndarray) -> None:
        with pytest.raises(CorruptionError, match="gaussian"):
            look(seven, "fog", 0.5, 0)


class TestVerdict:
    @pytest.mark.parametrize(
        ("model", "noise", "amount", "expected"),
        [
            ("mnist-denoising-conv", "gaussian", 0.8, "within"),
            ("mnist-denoising-conv", "gaussian", 0.81, "beyond"),
            ("mnist-denoising-conv", "speckle", 0.2, "unseen"),
            ("mnist-stacked-denoising", "masking", 0.25, "within"),
            ("mnist-stacked-denoising", "masking", 0.3, "beyond"),
            ("mnist-dense-32", "gaussian", 0.1, "untrained"),
            ("mnist-dense-32", "gaussian", 0.0, ""),
        ],
    )
    def test_it_follows_what_the_checkpoint_says(
        self, model: str, noise: str, amount: float, expected: str
    ) -> None:
        assert verdict(library.require(model), noise, amount) == expected

    def test_it_reads_the_range_from_the_config(self) -> None:
        config = dataclasses.replace(
            library.require("mnist-denoising-conv"), corruption={"kind": "blur", "low": 0, "high": 2}
        )
        assert verdict(config, "blur", 1) == "within"
        assert verdict(config, "gaussian", 0.1) == "unseen"


class TestClassical:
    def test_every_filter_answers_and_the_best_of_them_helps(self, seven: np.ndarray) -> None:
        answers = classical(seven, "gaussian", 0.4, seed=0)
        assert [answer.name for answer in answers] == list(CLASSICAL)
        assert max(answer.psnr for answer in answers) > look(seven, "gaussian", 0.4, 0).noisy.psnr + 1
        assert answers[-1].name == "pca"
        assert answers[-1].strength is None

    def test_more_noise_asks_for_a_stronger_filter(self, seven: np.ndarray) -> None:
        little = {answer.name: answer.strength for answer in classical(seven, "gaussian", 0.1, 0)}
        much = {answer.name: answer.strength for answer in classical(seven, "gaussian", 0.8, 0)}
        assert much["total_variation"] > little["total_variation"]
        assert much["gaussian"] > little["gaussian"]


class TestCurve:
    def test_it_holds_what_the_live_answers_show(self, seven: np.ndarray) -> None:
        drawn = curve(seven, "gaussian", seed=3)
        index = int(np.abs(drawn.amounts - 0.5).argmin())
        seen = look(seven, "gaussian", 0.5, seed=3)
        assert drawn.noisy[index] == pytest.approx(seen.noisy.psnr, abs=1e-3)
        for answer in seen.answers:
            assert drawn.networks[answer.name][index] == pytest.approx(answer.psnr, abs=1e-3)
        for answer in classical(seven, "gaussian", 0.5, seed=3):
            assert drawn.filters[answer.name][index] == pytest.approx(answer.psnr, abs=1e-3)

    @pytest.mark.parametrize("noise", NOISES)
    def test_the_mean_was_measured_for_every_noise_at_the_same_amounts(self, noise: str) -> None:
        mean = mean_curve(noise)
        assert set(mean.networks) == set(NETWORKS)
        assert set(mean.filters) == set(CLASSICAL)
        rows = [mean.noisy, *mean.networks.values(), *mean.filters.values()]
        assert all(row.shape == mean.amounts.shape and np.isfinite(row).all() for row in rows)
        assert mean.amounts[0] == 0
        assert (np.diff(mean.noisy) < 0).all()

    def test_under_gaussian_noise_the_network_wins_from_small_amounts_on(self) -> None:
        crossed = mean_curve("gaussian").crossing
        assert crossed is not None
        assert crossed < 0.2

    @pytest.mark.parametrize(
        ("lead", "expected"),
        [
            ([-1, 1, 2], 0.5),
            ([1, 2, 3], 0.0),
            ([3, -1, 3], 1.25),
            ([1, 1, -1], None),
            ([-1, -2, -3], None),
        ],
    )
    def test_the_crossing_is_where_the_lead_is_won_for_good(
        self, lead: list[float], expected: float | None
    ) -> None:
        assert crossing(np.array([0.0, 1.0, 2.0]), np.array(lead, float)) == expected


class TestWalk:
    def test_each_step_is_the_answer_to_the_one_before(self, seven: np.ndarray) -> None:
        walked = walk(seven, "gaussian", 0.5, seed=1, steps=3)
        assert walked.pictures.shape == (4, 28, 28)
        np.testing.assert_array_equal(walked.pictures[0], corrupt(seven, "gaussian", 0.5, 1))
        for before, after in zip(walked.pictures, walked.pictures[1:], strict=False):
            np.testing.assert_allclose(after, answer_of(before, BEST_NETWORK), atol=1e-6)
        error = ((walked.pictures[3] - seven) ** 2).mean()
        assert walked.psnrs[3] == pytest.approx(-10 * np.log10(error), rel=1e-4)

    def test_a_model_that_rebuilds_nothing_is_refused(self, seven: np.ndarray) -> None:
        with pytest.raises(WrongFamily):
            walk(seven, "gaussian", 0.5, 1, model="mnist-classifier")


class TestMovement:
    def test_it_is_measured_on_the_networks_codes(self, seven: np.ndarray) -> None:

        noisy = corrupt(seven, "gaussian", 0.25, 5)
        moved = movement(seven, "gaussian", 0.25, seed=5)
        assert [row.model for row in moved] == list(ENCODERS)
        for row in moved:
            network = library.load(row.model).model
            clean, other = (network.encode(torch.from_numpy(x)[None, None]) for x in (seven, noisy))
            assert row.distance == pytest.approx(float((clean - other).norm()), rel=1e-4)
            exact = jacobian_squared_norms(network.encode, torch.from_numpy(seven)[None, None])
            assert row.jacobian == pytest.approx(float(exact.sqrt()), rel=1e-3)
            assert row.relative_jacobian / row.jacobian == pytest.approx(row.relative_distance / row.distance)

    def test_the_contractive_codes_move_least(self, seven: np.ndarray) -> None:
        plain, _, contractive, stochastic = movement(seven, "gaussian", 0.25, seed=5)
        assert contractive.relative_jacobian < plain.relative_jacobian
        assert stochastic.relative_jacobian < plain.relative_jacobian

    def test_without_noise_nothing_moves(self, seven: np.ndarray) -> None:
        assert all(row.distance == 0 for row in movement(seven, "gaussian", 0.0, seed=5))


class TestDenoise:
    def test_it_is_one_answer_of_the_tab(self, seven: np.ndarray) -> None:
        answer = denoise(seven, "mnist-denoising-32", "salt_and_pepper", 0.3, seed=2)
        seen = look(seven, "salt_and_pepper", 0.3, seed=2)
        np.testing.assert_allclose(answer.clean, seen.answers[1].picture, atol=1e-6)
        assert answer.psnr_denoised == pytest.approx(seen.answers[1].psnr, rel=1e-5)
        assert answer.ssim_noisy == pytest.approx(seen.noisy.ssim, rel=1e-5)

    def test_an_unknown_model_is_refused(self, seven: np.ndarray) -> None:
        with pytest.raises(UnknownModel, match="mnist-denoising-conv"):
            denoise(seven, "mnist-nothing")
