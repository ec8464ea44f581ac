"""Noise: reproducible, growing smoothly, of the size it is said to have, and refused in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.imaging.corruption import (
    GRAY,
    LARGEST_AMOUNT,
    LARGEST_SEED,
    NOISES,
    CorruptionError,
    corrupt,
)
from playground.imaging.scaling import resized
from tests.imaging.pen import draw

DIGIT = resized(draw(3), 28, 28)
MIDDLE = np.full((200, 28, 28), 0.5, np.float32)
DRAWN = [noise for noise in NOISES if noise != "blur"]


def middle_amount(noise: str) -> float:
    return LARGEST_AMOUNT[noise] / 2


def test_which_noises_there_are() -> None:
    assert NOISES == ("gaussian", "speckle", "salt_and_pepper", "masking", "occlusion", "blur")
    assert dict(LARGEST_AMOUNT) == {**dict.fromkeys(NOISES, 1.0), "blur": 5.0}


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("share", [0.01, 0.3, 1.0])
@pytest.mark.parametrize("shape", [(28, 28), (5, 28, 28), (0, 28, 28), (3, 9, 17), (1, 1)])
def test_pictures_stay_pictures(noise: str, share: float, shape: tuple[int, ...]) -> None:
    pictures = np.random.default_rng(0).random(shape, np.float32)
    noisy = corrupt(pictures, noise, share * LARGEST_AMOUNT[noise], seed=3)
    assert noisy.shape == shape
    assert noisy.dtype == np.float32
    assert np.isfinite(noisy).all()
    assert ((noisy >= 0) & (noisy <= 1)).all()


@pytest.mark.parametrize("noise", NOISES)
def test_the_argument_is_left_alone(noise: str) -> None:
    pictures = np.stack([DIGIT, DIGIT])
    before = pictures.copy()
    corrupt(pictures, noise, middle_amount(noise), 0)
    assert np.array_equal(pictures, before)


@pytest.mark.parametrize("noise", NOISES)
def test_nothing_of_it_changes_nothing(noise: str) -> None:
    same = corrupt(DIGIT, noise, 0, 5)
    assert np.array_equal(same, DIGIT)
    assert not np.shares_memory(same, DIGIT)


@pytest.mark.parametrize("noise", NOISES)
def test_the_same_seed_gives_the_same_noise(noise: str) -> None:
    once, again = (corrupt(DIGIT, noise, middle_amount(noise), 7) for _ in range(2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, DIGIT)


@pytest.mark.parametrize("noise", DRAWN)
def test_another_seed_gives_other_noise(noise: str) -> None:
    one, other = (corrupt(DIGIT, noise, 0.4, seed) for seed in (7, 8))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("noise", DRAWN)
def test_in_a_batch_every_picture_has_noise_of_its_own(noise: str) -> None:
    first, second = corrupt(np.stack([DIGIT, DIGIT]), noise, 0.4, 0)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("noise", NOISES)
def test_the_first_of_a_batch_is_as_if_it_were_alone(noise: str) -> None:
    batch = corrupt(np.stack([DIGIT, DIGIT, DIGIT]), noise, middle_amount(noise), 11)
    assert np.allclose(batch[0], corrupt(DIGIT, noise, middle_amount(noise), 11), atol=1e-7)


@pytest.mark.parametrize("seed", [0, LARGEST_SEED, np.int64(3), np.uint32(3)])
def test_every_seed_of_the_range_is_taken(seed: int) -> None:
    assert corrupt(DIGIT, "gaussian", 0.2, seed).shape == (28, 28)


@pytest.mark.parametrize("amount", [1, np.float32(0.5), np.float64(0.5), np.int64(1)])
def test_every_kind_of_number_is_an_amount(amount: float) -> None:
    assert corrupt(DIGIT, "masking", amount, 0).shape == (28, 28)


# --- each noise is what it is said to be ----------------------------------------------------------------------------


def test_gaussian_noise_has_mean_zero_and_the_deviation_asked_for() -> None:
    change = corrupt(MIDDLE, "gaussian", 0.1, 0) - MIDDLE
    assert change.mean() == pytest.approx(0, abs=0.001)
    assert change.std() == pytest.approx(0.1, rel=0.01)


def test_gaussian_noise_is_proportional_to_its_amount() -> None:
    small, large = (corrupt(MIDDLE[0], "gaussian", amount, 4) - 0.5 for amount in (0.02, 0.08))
    assert np.allclose(4 * small, large, atol=1e-6)


def test_gaussian_noise_is_clipped() -> None:
    noisy = corrupt(np.zeros((50, 28, 28), np.float32), "gaussian", 0.5, 0)
    assert (noisy == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert (noisy == 1).mean() == pytest.approx(0.0228, abs=0.005)  # beyond two standard deviations


def test_speckle_is_proportional_to_the_light() -> None:
    assert np.array_equal(corrupt(np.zeros((28, 28), np.float32), "speckle", 1, 0), np.zeros((28, 28)))
    for light in (0.25, 0.5):
        change = corrupt(np.full((200, 28, 28), light, np.float32), "speckle", 0.2, 0) - light
        assert change.mean() == pytest.approx(0, abs=0.001)
        assert change.std() == pytest.approx(0.2 * light, rel=0.01)


def test_salt_and_pepper_come_in_equal_shares() -> None:
    noisy = corrupt(MIDDLE, "salt_and_pepper", 0.3, 0)
    assert (noisy == 0).mean() == pytest.approx(0.15, abs=0.005)
    assert (noisy == 1).mean() == pytest.approx(0.15, abs=0.005)
    assert (noisy == 0.5).mean() == pytest.approx(0.7, abs=0.005)


def test_all_salt_and_pepper_leaves_nothing() -> None:
    assert set(np.unique(corrupt(MIDDLE, "salt_and_pepper", 1, 0))) == {0, 1}


def test_masking_blackens_the_share_asked_for() -> None:
    noisy = corrupt(MIDDLE, "masking", 0.25, 0)
    assert (noisy == 0).mean() == pytest.approx(0.25, abs=0.005)
    assert (noisy == 0.5).mean() == pytest.approx(0.75, abs=0.005)
    assert corrupt(MIDDLE, "masking", 1, 0).max() == 0


@pytest.mark.parametrize("noise", ["masking", "salt_and_pepper", "occlusion"])
def test_what_is_damaged_stays_damaged_when_the_amount_grows(noise: str) -> None:
    light = np.full((20, 28, 28), 0.25, np.float32)
    smaller = corrupt(light, noise, 0, 9)
    for amount in np.linspace(0.05, 1, 20):
        larger = corrupt(light, noise, amount, 9)
        damaged = smaller != 0.25
        assert np.array_equal(larger[damaged], smaller[damaged])
        smaller = larger


@pytest.mark.parametrize(("amount", "side"), [(0.02, 1), (0.25, 7), (0.5, 14), (1, 28)])
def test_the_block_is_a_gray_square(amount: float, side: int) -> None:
    for noisy in corrupt(np.zeros((30, 28, 28), np.float32), "occlusion", amount, 0):
        rows, columns = np.nonzero(noisy)
        assert len(rows) == side**2
        assert np.ptp(rows) == np.ptp(columns) == side - 1
        assert set(noisy[rows, columns]) == {GRAY}


@pytest.mark.parametrize(
    ("position", "left", "top"),
    [
        ((0.5, 0.5), 10, 10),
        ((0.5, 0.25), 10, 3),
        ((0.25, 0.5), 3, 10),
        ((0, 0), 0, 0),
        ((1, 1), 20, 20),
        ((1, 0), 20, 0),
        (np.array([0.5, 1.0]), 10, 20),
    ],
)
def test_the_block_lies_where_it_was_put_and_stays_inside(position: Any, left: int, top: int) -> None:
    for noisy in corrupt(np.zeros((2, 28, 28), np.float32), "occlusion", 8 / 28, 0, position):
        rows, columns = np.nonzero(noisy)
        assert (columns.min(), rows.min()) == (left, top)
        assert len(rows) == 64


def test_seeded_blocks_lie_anywhere() -> None:
    hidden = corrupt(np.zeros((2000, 28, 28), np.float32), "occlusion", 0.2, 0)
    assert hidden.any(0).all()


def test_the_position_moves_nothing_but_the_block() -> None:
    assert np.array_equal(corrupt(DIGIT, "masking", 0.3, 2, (0.1, 0.9)), corrupt(DIGIT, "masking", 0.3, 2))


def test_blur_spreads_light_by_its_standard_deviation() -> None:
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1
    for sigma in (1.0, 2.5):
        blurred = corrupt(point, "blur", sigma, 0)
        assert blurred.sum() == pytest.approx(1, abs=1e-4)
        rows, _ = np.indices(blurred.shape)
        assert np.sqrt((blurred * (rows - 20) ** 2).sum()) == pytest.approx(sigma, rel=0.02)


def test_blur_keeps_pictures_apart_and_ignores_the_seed() -> None:
    black_and_white = np.stack([np.zeros((28, 28)), np.ones((28, 28))]).astype(np.float32)
    assert np.allclose(corrupt(black_and_white, "blur", 5, 0), black_and_white, atol=1e-6)
    assert np.array_equal(corrupt(DIGIT, "blur", 1.5, 0), corrupt(DIGIT, "blur", 1.5, 1))


# --- what cannot be done --------------------------------------------------------------------------------------------


def refusal(**changed: Any) -> str:
    arguments = {"pictures": DIGIT, "noise": "gaussian", "amount": 0.5, "seed": 0, **changed}
    with pytest.raises(CorruptionError) as caught:
        corrupt(**arguments)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("noise", ["", "Gaussian", "gaussian ", "poisson"])
def test_an_unknown_noise_is_named_beside_the_known(noise: str) -> None:
    assert refusal(noise=noise) == (
        f'There is no noise called "{noise}". '
        "Choose one of: gaussian, speckle, salt_and_pepper, masking, occlusion, blur."
    )


def test_an_endless_name_is_cut() -> None:
    assert len(refusal(noise="g" * 10_000)) < 200


@pytest.mark.parametrize("noise", [None, 3, ["gaussian"], {}, True])
def test_a_noise_that_is_no_name_is_refused(noise: Any) -> None:
    assert refusal(noise=noise).startswith("noise must be a name, one of: gaussian, ")


BAD_NUMBERS = [
    -0.01,
    float("nan"),
    float("inf"),
    -float("inf"),
    "0.5",
    None,
    True,
    [0.5],
    1j,
    np.float32("nan"),
]


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("amount", BAD_NUMBERS, ids=repr)
def test_a_bad_amount_is_told_range_and_unit(noise: str, amount: Any) -> None:
    sentence = refusal(noise=noise, amount=amount)
    assert sentence.startswith(
        f"The amount of {noise} noise must be a number from 0 to {LARGEST_AMOUNT[noise]:g} ("
    )


@pytest.mark.parametrize("noise", NOISES)
def test_too_much_is_refused(noise: str) -> None:
    assert "from 0 to" in refusal(noise=noise, amount=LARGEST_AMOUNT[noise] + 0.001)


def test_the_unit_of_blur_is_pixels() -> None:
    assert refusal(noise="blur", amount=6) == (
        "The amount of blur noise must be a number from 0 to 5 (its standard deviation in pixels)."
    )


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("seed", [-1, 2**32, 10**30, 0.5, 1.0, "0", None, True, float("nan"), [1]], ids=repr)
def test_a_bad_seed_is_refused(noise: str, seed: Any) -> None:
    assert refusal(noise=noise, seed=seed) == "The seed must be a whole number from 0 to 4294967295."


@pytest.mark.parametrize(
    "position",
    [
        (-0.1, 0.5),
        (0.5, 1.1),
        (0.5,),
        (0.1, 0.2, 0.3),
        "ab",
        0.5,
        (float("nan"), 0),
        (True, 0),
        (None, 0),
        {},
    ],
    ids=repr,
)
@pytest.mark.parametrize("noise", ["occlusion", "gaussian"])
def test_a_bad_position_is_refused(noise: str, position: Any) -> None:
    assert refusal(noise=noise, position=position).startswith("The position must be two numbers from 0 to 1")


@pytest.mark.parametrize("value", [np.nan, np.inf, -0.1, 1.1, 255])
def test_pictures_outside_the_range_are_refused(value: float) -> None:
    picture = DIGIT.copy()
    picture[3, 4] = value
    assert refusal(pictures=picture) == "Noise needs pictures with values from 0 to 1."


@pytest.mark.parametrize("shape", [(28,), (1, 1, 28, 28), ()])
def test_pictures_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    assert refusal(pictures=np.zeros(shape)).startswith("Noise needs one picture (H, W)")
