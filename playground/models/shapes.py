"""Shape errors that say what to do."""

from torch import Tensor

Shape = tuple[int, ...]


def require_shape(tensor: Tensor, expected: Shape, what: str) -> None:
    """Check that a batch has the expected shape behind its first axis.

    Args:
        tensor: any tensor ``(N, ...)``.
        expected: the shape that must follow ``N``.
        what: how the error calls the tensor ("picture", "latent").

    Raises:
        ValueError: naming both shapes and the remedy.
    """
    got = tuple(tensor.shape)
    if got[1:] == expected:
        return
    if got == expected:
        raise ValueError(f"The {what} has shape {got} without a batch axis: call .unsqueeze(0) on it first.")
    wanted = ", ".join(["N", *map(str, expected)])
    raise ValueError(f"Expected a {what} of shape ({wanted}), got {got}: resize or reshape it first.")
