"""What one forward pass costs: multiply-adds and milliseconds."""

import time

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode


def multiply_adds(model: nn.Module, picture: Tensor) -> int:
    """Multiply-adds of one forward pass on ``(1, C, H, W)``, counted by PyTorch (2 FLOPs each)."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(picture)
    return counter.get_total_flops() // 2


def median_milliseconds(model: nn.Module, picture: Tensor, runs: int = 200) -> float:
    """Median time of one forward pass on one processor thread, after ten passes to warm up."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            for _ in range(10):
                model(picture)
            seconds = [_timed(model, picture) for _ in range(runs)]
    finally:
        torch.set_num_threads(threads)
    return float(np.median(seconds) * 1e3)


def _timed(model: nn.Module, picture: Tensor) -> float:
    began = time.perf_counter()
    model(picture)
    return time.perf_counter() - began
