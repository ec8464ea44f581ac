"""Everything that the draw tab shows of one digit."""

import numpy as np
import pytest

from playground.backend.draw import DUEL, LOSSES, UPSAMPLINGS, error_of, look
from playground.backend.examples import examples
from playground.backend.reconstruct import reconstruct
from playground.measures import likelihood

from .shapes import heart, house


@pytest.fixture(scope="module")
def digits() -> list[np.ndarray]:
    return [example.picture for example in examples()]


def test_one_look_is_every_verb_on_its_own(digits: list[np.ndarray]) -> None:
    seen = look(digits[0], pca_components=32)
    assert [answer.model for answer in seen.reconstructions] == list(DUEL)
    for answer in seen.reconstructions:
        alone = reconstruct(digits[0], answer.model, 32 if answer.model == "mnist-pca-64" else None)
        assert answer.mse == pytest.approx(alone.mse)


def test_likelihoods_are_those_of_the_pictures_beside_them(digits: list[np.ndarray]) -> None:
    rows = look(digits[0]).likelihoods
    assert [row.model for row in rows] == list(LOSSES)
    for row in rows:
        assert row.laplace == pytest.approx(likelihood.laplace(digits[0], row.picture))
        assert row.gaussian == pytest.approx(likelihood.gaussian(digits[0], row.picture))
        assert row.bernoulli == pytest.approx(likelihood.bernoulli(digits[0], row.picture))


def test_spectra_share_one_scale(digits: list[np.ndarray]) -> None:
    boards = look(digits[0]).checkerboards
    assert [board.model for board in boards] == list(UPSAMPLINGS)
    spectra = np.stack([board.spectrum for board in boards])
    assert spectra.max() == pytest.approx(1)
    assert spectra.min() >= 0
    assert all(0 <= board.energy <= 1 for board in boards)


def test_the_difference_is_transposed_minus_resized(digits: list[np.ndarray]) -> None:
    seen = look(digits[0])
    transposed, resized = (
        next(answer.picture for answer in seen.reconstructions if answer.model == name)
        for name in UPSAMPLINGS
    )
    np.testing.assert_array_equal(seen.difference, transposed - resized)


@pytest.mark.parametrize("draw", [heart, house])
def test_what_is_no_digit_ends_at_the_far_end(draw) -> None:
    seen = {answer.model: answer for answer in look(draw()).reconstructions}
    assert seen["mnist-dense-32"].percentile > 97
    assert seen["mnist-conv"].mse < seen["mnist-dense-32"].mse / 5


def test_an_uncentred_digit_is_rebuilt_worse(digits: list[np.ndarray]) -> None:
    centred = np.mean([error_of(digit) for digit in digits])
    shifted = np.mean([error_of(np.roll(digit, (4, 4), (0, 1))) for digit in digits])
    assert shifted > 3 * centred


def test_an_empty_picture_breaks_nothing() -> None:
    seen = look(np.zeros((28, 28), np.float32))
    assert all(np.isfinite(answer.psnr) for answer in seen.reconstructions)
