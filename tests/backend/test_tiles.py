"""A U-Net on large pictures: tiles, and what they add up to."""

import numpy as np
import pytest
import torch

from playground.backend.tiles import probabilities, reach
from playground.models import UNet


def a_network(depth: int = 2, **arguments) -> UNet:
    torch.manual_seed(0)
    return UNet(width=4, depth=depth, **arguments).requires_grad_(False).eval()


def a_picture(channels: int, height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).random((channels, height, width), np.float32)


@pytest.mark.parametrize("size", [(64, 64), (150, 97), (33, 200), (1, 1), (5, 130)])
@pytest.mark.parametrize("cut", [(), (1,)])
def test_tiles_add_up_to_the_whole(size: tuple[int, int], cut: tuple[int, ...]) -> None:
    network, picture = a_network(), a_picture(1, *size)
    with torch.inference_mode():
        whole = network(torch.from_numpy(picture)[None], cut).softmax(1)[0].numpy()
    found = probabilities(network, picture, cut, tile=32)
    assert found.shape == (2, *size)
    np.testing.assert_allclose(found, whole, atol=1e-5)


def test_three_channels_and_classes() -> None:
    network, picture = a_network(channels=3, classes=3), a_picture(3, 70, 45)
    found = probabilities(network, picture, tile=32)
    np.testing.assert_allclose(found.sum(0), 1, atol=1e-5)
    np.testing.assert_allclose(found, probabilities(network, picture), atol=1e-5)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_nothing_beyond_the_reach_matters_and_something_near_it_does(depth: int) -> None:
    network = a_network(depth)
    side = 2 * reach(depth) + 2**depth
    picture = torch.zeros(1, 1, side, side)
    picture.requires_grad_(True)
    centre = side // 2
    network(picture)[0, 1, centre, centre].backward()
    rows, columns = torch.nonzero(picture.grad[0, 0], as_tuple=True)
    furthest = int(max((rows - centre).abs().max(), (columns - centre).abs().max()))
    assert furthest <= reach(depth)
    assert furthest > 0.6 * reach(depth)


def test_the_share_that_is_done_only_rises_to_one() -> None:
    told: list[float] = []
    probabilities(a_network(), a_picture(1, 100, 70), report=told.append, tile=32)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == 12
