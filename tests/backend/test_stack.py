"""Digits drawn from the layers of a stack, and the experiment's table."""

import numpy as np
import pytest
import torch

from playground.backend import library
from playground.backend.examples import examples
from playground.backend.stack import ARMS, STACK, experiment, sample_stack


@pytest.fixture(scope="module")
def digit() -> np.ndarray:
    return next(example.picture for example in examples() if example.label == 0)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_draws_are_similar_to_each_other_and_to_the_digit(layer: int, digit: np.ndarray) -> None:
    sample = sample_stack(digit, layer, count=8, seed=0)
    assert sample.pictures.shape == (8, 28, 28)
    assert sample.labels.shape == (8,)
    assert len(np.unique(sample.pictures, axis=0)) == 8
    stack = library.load(STACK).model
    with torch.inference_mode():
        decoded = stack.decode_from(stack.encode_up_to(torch.from_numpy(digit)[None, None], layer), layer)
    np.testing.assert_allclose(sample.mean_picture, decoded[0, 0].numpy(), atol=1e-6)
    other = next(example.picture for example in examples() if example.label == 1)
    to_own = ((sample.pictures - digit) ** 2).mean()
    to_other = ((sample.pictures - other) ** 2).mean()
    assert to_own < to_other


def test_the_same_seed_draws_the_same_digits(digit: np.ndarray) -> None:
    one, same, other = (sample_stack(digit, 2, 3, seed).pictures for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(("layer", "count"), [(0, 3), (4, 3), (1, 0), (1, 101), (1, -1)])
def test_what_does_not_exist_is_refused(layer: int, count: int, digit: np.ndarray) -> None:
    with pytest.raises(ValueError, match="whole number from 1 to"):
        sample_stack(digit, layer, count, seed=0)


def test_the_experiment_has_every_arm_with_few_and_all_labels() -> None:
    rows = experiment()
    assert {(row.arm, row.labels) for row in rows} == {
        (arm, count) for arm in ARMS for count in (1_000, 55_000)
    }
    for row in rows:
        assert len(row.errors) == 3
        assert row.mean == pytest.approx(np.mean(row.errors))
        assert row.spread == pytest.approx(np.std(row.errors, ddof=1))
    few = {row.arm: row.mean for row in rows if row.labels == 1_000}
    many = {row.arm: row.mean for row in rows if row.labels == 55_000}
    assert all(many[arm] < few[arm] for arm in ARMS)
