"""Maps computed anew: their settings, the work itself, and the way through the process beside the server."""

import dataclasses
import time
from typing import Any

import numpy as np
import pytest

from playground.backend import jobs, projecting
from playground.backend.checks import LatentError
from playground.backend.latent import points
from playground.backend.library import UnknownModel, WrongFamily
from playground.backend.map import layout
from playground.backend.projecting import STAGES, MapSettings, aligned
from playground.measures.projection import kept_neighbours, nearest_neighbours

SMALL = MapSettings("mnist-vae-2", neighbours=5, sample=300, seed=4)


def finished(job: str, patience: float = 200) -> None:
    end = time.monotonic() + patience
    while (state := projecting.progress(job).state) in ("waiting", "running"):
        assert time.monotonic() < end, state
        time.sleep(0.1)
    assert state == "done"


def test_a_map_is_made_of_the_sample_and_lies_as_the_shipped_one_does() -> None:
    job = projecting.start(SMALL)
    assert projecting.start(dataclasses.replace(SMALL)) == job
    finished(job)
    found = projecting.result(job)
    assert found.settings == SMALL
    assert found.indices.shape == (300,)
    assert (np.diff(found.indices) > 0).all()
    assert found.points.shape == (300, 2)
    assert np.abs(found.points).max() == pytest.approx(1, abs=1e-5)
    known, shipped = points("mnist-vae-2"), layout("mnist-vae-2", "umap-2").points[found.indices]
    codes, labels = known.codes[found.indices], known.labels[found.indices]
    np.testing.assert_array_equal(found.trust, kept_neighbours(codes, found.points))
    near = labels[nearest_neighbours(found.points)]
    most = (near[..., None] == np.arange(10)).sum(1).argmax(1)
    assert found.label_accuracy == pytest.approx((most == labels).mean())

    def turned_from_it(map_of_them: np.ndarray) -> float:
        return float(np.square(map_of_them - map_of_them.mean(0) - shipped + shipped.mean(0)).sum())

    as_it_lies = turned_from_it(found.points)
    assert as_it_lies <= min(turned_from_it(found.points * sign) for sign in ([-1, 1], [1, -1], [-1, -1]))
    ground = projecting.ground(job)
    assert ground.shifts.shape == (ground.side, ground.side)


def test_the_work_tells_its_stages_in_their_order() -> None:
    known = points("mnist-vae-2")
    told: list[tuple[int, float]] = []
    projecting.compute(
        SMALL,
        np.arange(200, dtype=np.int32),
        known.codes[:200],
        known.labels[:200],
        layout("mnist-vae-2", "umap-2").points[:200],
        lambda stage, share: told.append((stage, share)),
    )
    assert told == sorted(told)
    assert {STAGES[stage] for stage, _ in told} == {"neighbours", "layout", "trust"}
    assert max(share for stage, share in told if STAGES[stage] == "layout") == 1


def test_aligning_undoes_a_turn_a_mirror_and_a_shift() -> None:
    old = np.random.default_rng(0).uniform(-1, 1, (40, 2))
    old /= np.abs(old).max()
    turn = np.array([[0.6, -0.8], [0.8, 0.6]]) @ np.diag([1.0, -1.0])
    found = aligned(7 * old @ turn + 3, old)
    gap = found - old
    np.testing.assert_allclose(gap - gap.mean(0), 0, atol=0.1)
    assert np.corrcoef(found.ravel(), (old - old.mean(0)).ravel())[0, 1] > 0.999


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"model": "nobody"}, UnknownModel, "no model called"),
        ({"model": "mnist-classifier"}, WrongFamily, "no map of the codes"),
        ({"neighbours": 1}, LatentError, "n_neighbors is a whole number from 2 to 200, got 1"),
        ({"neighbours": 2.5}, LatentError, "n_neighbors is a whole number"),
        ({"neighbours": 200, "sample": 200}, LatentError, "smaller than the sample of 200"),
        ({"minimum_distance": 1.0}, LatentError, "from 0 to 0.99, got 1.0"),
        ({"minimum_distance": float("nan")}, LatentError, "from 0 to 0.99"),
        ({"minimum_distance": "0.1"}, LatentError, "from 0 to 0.99"),
        ({"metric": "taxicab"}, LatentError, "one of euclidean, manhattan, cosine"),
        ({"sample": 199}, LatentError, "sample is a whole number from 200 to 10,000"),
        ({"sample": 10_001}, LatentError, "sample is a whole number"),
        ({"seed": -1}, LatentError, "seed is a whole number"),
        ({"dimensions": 4}, LatentError, "dimensions is a whole number from 2 to 3"),
    ],
)
def test_settings_out_of_range_are_refused(
    change: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        projecting.start(dataclasses.replace(SMALL, **change))


def test_a_job_that_never_was() -> None:
    for ask in (projecting.progress, projecting.result, projecting.cancel):
        with pytest.raises(jobs.UnknownJob):
            ask("never")
