"""The one-cycle learning rate, as a pure function of the step: nothing to save, nothing to restore."""

from math import cos, pi

WARM_UP = 0.2
"""Share of the steps in which the rate rises."""
START, END = 0.04, 1e-4
"""The first and the last rate, as shares of the peak."""


def one_cycle(step: int, steps: int, peak: float) -> float:
    """Learning rate of ``step`` (from 0) out of ``steps``: a cosine up to ``peak``, a cosine down.

    Smith and Topin, "Super-convergence", 2019.
    """
    top = max(1, round(WARM_UP * steps))
    if step < top:
        return peak * _ease(START, 1.0, step / top)
    return peak * _ease(1.0, END, (step - top) / max(1, steps - top))


def _ease(start: float, end: float, share: float) -> float:
    return end + (start - end) * (1 + cos(pi * share)) / 2
