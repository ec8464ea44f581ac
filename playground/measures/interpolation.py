"""Ways from one code to another."""

from typing import Literal, get_args

import numpy as np

Method = Literal["linear", "spherical"]
METHODS: tuple[Method, ...] = get_args(Method)
PARALLEL = 1e-6
"""Radians; below, or this near to opposite, there is no one great circle and the line is straight."""


def interpolated(start: np.ndarray, end: np.ndarray, shares: np.ndarray, method: Method) -> np.ndarray:
    """Points on the way from ``start`` to ``end``.

    ``"spherical"`` turns with constant speed from one direction to the other while the length goes
    evenly from one length to the other (Shoemake, "Animating rotation with quaternion curves", 1985;
    White, "Sampling generative networks", 2016): between two draws of a normal distribution, whose
    length hardly varies, the straight line passes through codes that are too short.

    Args:
        start, end: ``(K,)``.
        shares: ``(S,)``, 0 at the start and 1 at the end.
        method: one of ``METHODS``.

    Returns:
        ``(S, K)``.
    """
    one, other, share = np.asarray(start, np.float64), np.asarray(end, np.float64), shares[:, None]
    straight = (1 - share) * one + share * other
    lengths = np.linalg.norm(one), np.linalg.norm(other)
    if method == "linear" or not all(lengths):
        return straight
    cosine = np.clip(one @ other / (lengths[0] * lengths[1]), -1, 1)
    angle = np.arccos(cosine)
    if angle < PARALLEL or np.pi - angle < PARALLEL:
        return straight
    directions = (
        np.sin((1 - share) * angle) * one / lengths[0] + np.sin(share * angle) * other / lengths[1]
    ) / np.sin(angle)
    return directions * ((1 - share) * lengths[0] + share * lengths[1])
