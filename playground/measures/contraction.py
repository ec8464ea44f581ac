"""How far a code moves when its picture is nudged: Jacobians of encoders.

Rifai et al., "Contractive auto-encoders: explicit invariance during feature extraction", 2011.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def tied_jacobian_squared_norms(codes: Tensor, weight: Tensor) -> Tensor:
    """‖∂h/∂x‖²_F of a sigmoid layer ``h = sigmoid(W x + b)``, exactly, in closed form.

    ``Σ_j (h_j (1 − h_j))² Σ_i W_ji²``: the derivative of unit j by pixel i is ``h_j (1 − h_j) W_ji``.
    Some notes print the norm without its square; this is the square, as in the paper.

    Args:
        codes: ``(N, H)`` in (0, 1).
        weight: ``(H, I)``.

    Returns:
        ``(N,)``, not negative.
    """
    return (codes * (1 - codes)).square() @ weight.square().sum(1)


def jacobian_squared_norms(encode: Callable[[Tensor], Tensor], pictures: Tensor) -> Tensor:
    """‖∂h/∂x‖²_F of any encoder by automatic differentiation, one picture after the other.

    Args:
        encode: pictures ``(N, ...)`` to codes ``(N, ...)``.
        pictures: ``(N, ...)``.

    Returns:
        ``(N,)``, not negative.
    """

    def one(picture: Tensor) -> Tensor:
        return encode(picture[None]).flatten()

    return torch.stack([torch.func.jacrev(one)(picture).square().sum() for picture in pictures])


def stochastic_contraction(
    encode: Callable[[Tensor], Tensor],
    pictures: Tensor,
    sigma: float,
    generator: torch.Generator | None = None,
) -> Tensor:
    """‖h(x) − h(x̃)‖² for one draw of x̃ = x + ε, ε ~ N(0, σ²I), unclipped, per picture.

    Its mean over ε divided by σ² tends to ‖∂h/∂x‖²_F as σ tends to zero: the contractive penalty
    before its Taylor expansion.

    Args:
        encode: pictures ``(N, ...)`` to codes ``(N, ...)``.
        pictures: ``(N, ...)`` in [0, 1].
        sigma: standard deviation of the nudge, in units of pixel values.
        generator: of random numbers; torch's own where it is left out.

    Returns:
        ``(N,)``, not negative.
    """
    nudge = torch.randn(pictures.shape, generator=generator, device=pictures.device, dtype=pictures.dtype)
    moved = encode(pictures + sigma * nudge)
    return (encode(pictures) - moved).flatten(1).square().sum(1)


def mean_code_distance(codes: Tensor, generator: torch.Generator) -> float:
    """Mean Euclidean distance between the codes ``(N, H)`` of two different pictures, over N random pairs.

    A code that is scaled down moves less for no good reason; this is the length to measure it by.
    """
    shift = int(torch.randint(1, len(codes), (1,), generator=generator))
    order = torch.randperm(len(codes), generator=generator)
    return float((codes[order] - codes[order].roll(shift, 0)).flatten(1).norm(dim=1).mean())
