"""U-Nets through the contract of all architectures, and what is special to them."""

from typing import ClassVar

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground.models import UNet
from playground.models.unet import folded, mirrored

from .contract import ArchitectureContract


class UNetContract(ArchitectureContract):
    architecture = UNet

    def output_shape(self, count: int) -> tuple[int, ...]:
        return (count, 2, 28, 28)

    @pytest.mark.parametrize("shape", [(1, 3, 28, 28), (1, 28, 28), (28, 28), (1, 1, 0, 28)])
    def test_another_shape_is_refused_with_a_remedy(self, network: nn.Module, shape: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match=r"channels.*unsqueeze"):
            network(torch.zeros(shape))

    @pytest.mark.parametrize("shape", [(1, 1), (16, 16), (17, 33), (250, 3)])
    def test_any_size_comes_back_as_large(self, network: nn.Module, shape: tuple[int, int]) -> None:
        logits = network(torch.rand(1, 1, *shape, generator=torch.Generator().manual_seed(0)))
        assert logits.shape == (1, 2, *shape)
        assert logits.isfinite().all()


class TestUNet(UNetContract):
    arguments: ClassVar = {"width": 4}

    @pytest.mark.parametrize("cut", [(), (1,), (2, 4)])
    def test_folded_it_answers_the_same(self, network: UNet, cut: tuple[int, ...]) -> None:
        generator = torch.Generator().manual_seed(0)
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):  # fresh statistics would hide a wrong folding
                module.running_mean.normal_(generator=generator)
                module.running_var.uniform_(0.5, 2, generator=generator)
                module.weight.data.uniform_(0.5, 2, generator=generator)
                module.bias.data.normal_(generator=generator)
        pictures = torch.rand(2, 1, 40, 52, generator=generator)
        before = network(pictures, cut)
        torch.testing.assert_close(folded(network)(pictures, cut), before, rtol=1e-4, atol=1e-4)
        assert not any(isinstance(module, nn.BatchNorm2d) for module in folded(network).modules())
        torch.testing.assert_close(network(pictures, cut), before, rtol=0, atol=0)

    def test_the_published_form_has_five_widths(self) -> None:
        widths = [level[0].out_channels for level in UNet().down]
        assert widths == [16, 32, 64, 128]
        assert UNet().bridge[0].out_channels == 256
        slopes = {module.negative_slope for module in UNet().modules() if isinstance(module, nn.LeakyReLU)}
        assert slopes == {0.2}

    @pytest.mark.parametrize("level", [1, 2, 3, 4])
    def test_every_skip_connection_carries_something(self, network: UNet, level: int) -> None:
        pictures = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(0))
        whole, without = network(pictures), network(pictures, cut=(level,))
        assert not torch.equal(whole, without)

    def test_with_all_cut_only_what_passes_the_bridge_is_left(self, network: UNet) -> None:
        pictures = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(0))
        heard = network(pictures, cut=(1, 2, 3, 4))
        for parameter in network.bridge.parameters():
            parameter.data.zero_()
        silent = network(pictures, cut=(1, 2, 3, 4))
        other = network(pictures.flip(3), cut=(1, 2, 3, 4))
        torch.testing.assert_close(silent, other)
        assert not torch.equal(silent, heard)

    def test_a_level_or_joining_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(ValueError, match="levels from 1 to 4"):
            UNet(skips=[5])
        with pytest.raises(ValueError, match="concatenate"):
            UNet(joining="product")


class TestUNetPlain(UNetContract):
    arguments: ClassVar = {"width": 4, "skips": []}

    def test_cutting_changes_nothing(self, network: UNet) -> None:
        pictures = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(0))
        torch.testing.assert_close(network(pictures), network(pictures, cut=(1, 2, 3, 4)))


class TestUNetSum(UNetContract):
    arguments: ClassVar = {"width": 4, "joining": "sum"}

    def test_cut_it_is_the_network_without(self, network: UNet) -> None:
        plain = UNet(width=4, skips=[]).eval()
        plain.load_state_dict(network.state_dict())
        pictures = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(0))
        torch.testing.assert_close(plain(pictures), network(pictures, cut=(1, 2, 3, 4)))


class TestMirrored:
    @pytest.mark.parametrize(("height", "width"), [(30, 40), (17, 31), (16, 25)])
    def test_it_is_reflection(self, height: int, width: int) -> None:
        pictures = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(0))
        found, (top, left) = mirrored(pictures, 16)
        bottom, right = found.shape[2] - height - top, found.shape[3] - width - left
        torch.testing.assert_close(found, F.pad(pictures, (left, right, top, bottom), mode="reflect"))
        assert found.shape[2] % 16 == found.shape[3] % 16 == 0
        assert 0 <= bottom - top <= 1
        assert 0 <= right - left <= 1

    def test_what_is_narrower_than_its_margin_is_reflected_again(self) -> None:
        found, (_, left) = mirrored(torch.tensor([[[[0.0, 1.0, 2.0]]]]), 8)
        assert left == 2
        assert found[0, 0, 0].tolist() == [2, 1, 0, 1, 2, 1, 0, 1]

    def test_a_size_that_fits_stays(self) -> None:
        pictures = torch.rand(1, 1, 16, 32)
        assert mirrored(pictures, 16)[0] is pictures
