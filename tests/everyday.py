"""Which of many parameters the everyday run takes."""

from typing import Any

import pytest


def first_every_day(*cases: Any) -> list[Any]:
    """Cases for `pytest.mark.parametrize`: the first one always, the others with `tests/run --all`."""
    return [cases[0], *(_slow(case) for case in cases[1:])]


def _slow(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
