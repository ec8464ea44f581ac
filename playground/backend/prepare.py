"""A drawing or an uploaded picture brought to the form that the networks know."""

from __future__ import annotations

import numpy as np

from ..imaging.digits import ALL_STEPS, PreparationSteps, PreparedDigit, prepare_digit


def prepare(picture: np.ndarray, steps: PreparationSteps = ALL_STEPS, *, photo: bool = True) -> PreparedDigit:
    """Bring a picture to MNIST's form, step by step.

    Args:
        picture: ``(H, W)`` or ``(H, W, 3)`` float32 in [0, 1].
        steps: which steps are taken.
        photo: the picture came from outside, as a photo, a scan or a screenshot; False for clean ink
            from the pad.

    Raises:
        ValueError: for an array of another shape or range.
    """
    return prepare_digit(picture, steps, photo)


def warm_up() -> None:
    """Prepare a thin stroke and a photo of it, so that nobody waits while scipy and scikit-image load."""
    page = np.full((112, 112), 0.8, np.float32)
    page[:, 40:] = 0.7  # uneven light makes it a photo
    page[20:90, 50:52] = 0.1
    prepare(page, photo=False)
    prepare(page)
