"""How far real digits are from each other in code space: the yardstick beside a sample's nearest test digits."""

from __future__ import annotations

import numpy as np
import pytest

from playground.backend.latent import points
from playground.backend.library import WrongFamily
from playground.backend.neighbours import TYPICAL, nearest, usual_distance

MODEL = "mnist-vae-2"


def test_half_of_the_real_digits_have_a_neighbour_within_it() -> None:
    codes = points(MODEL).codes[: TYPICAL // 5]
    second = np.array(
        [nearest(code, MODEL, 2)[1].distance for code in codes]
    )  # the first is the digit itself
    assert np.mean(second < usual_distance(MODEL)) == pytest.approx(0.5, abs=0.15)


def test_a_model_without_a_code_has_none() -> None:
    with pytest.raises(WrongFamily):
        usual_distance("mnist-classifier")
