"""The process beside the server: its line, its progress, and how a job is shared, stopped and forgotten."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from playground.backend import jobs as module
from playground.backend.jobs import Busy, Jobs, NotDone, UnknownJob
from tests.backend.slow_work import doubled, failing, until_there

PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def jobs() -> Iterator[Jobs]:
    pool = Jobs(waiting=2, forgotten=2.0)
    yield pool
    pool.stop()


def wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def ended(jobs: Jobs, job: str) -> str:
    wait_for(lambda: jobs.progress(job).state not in ("waiting", "running"))
    return jobs.progress(job).state


def test_a_job_is_done_and_its_result_kept_for_who_asks_the_same(jobs: Jobs) -> None:
    job = jobs.submit("double 21", doubled, 21)
    assert ended(jobs, job) == "done"
    assert jobs.result(job) == 42
    assert jobs.submit("double 21", doubled, 21) == job
    other = jobs.submit("double 22", doubled, 22)
    assert other != job
    assert ended(jobs, other) == "done"


def test_one_runs_the_others_wait_in_line_and_a_full_line_is_said(jobs: Jobs, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abc"]
    first, second, third = (jobs.submit(str(path), until_there, str(path)) for path in paths)
    wait_for(lambda: jobs.progress(first).stage == 2)
    assert (jobs.progress(first).state, jobs.progress(first).share) == ("running", 0.25)
    assert [jobs.progress(job).place for job in (second, third)] == [1, 2]
    assert not Path(f"{paths[1]}.began").exists()
    with pytest.raises(NotDone, match="not ready yet"):
        jobs.result(second)
    with pytest.raises(Busy, match="requests are waiting already"):
        jobs.submit("one more", doubled, 1)
    for path in paths:
        path.touch()
    for job in (first, second, third):
        wait_for(
            lambda job=job: [jobs.progress(every) for every in (first, second, third)] and _done(jobs, job)
        )
    assert jobs.result(third) == str(paths[2])


def _done(jobs: Jobs, job: str) -> bool:
    return jobs.progress(job).state == "done"


def test_a_running_job_is_stopped_in_the_middle_and_the_next_one_runs(jobs: Jobs, tmp_path: Path) -> None:
    never = tmp_path / "never"
    job = jobs.submit("stopped", until_there, str(never))
    wait_for(lambda: Path(f"{never}.began").exists())
    jobs.cancel(job)
    assert jobs.progress(job).state == "cancelled"
    with pytest.raises(NotDone, match="cancelled"):
        jobs.result(job)
    again = jobs.submit("stopped", doubled, 4)  # the same key: what was stopped is not shared
    assert again != job
    assert ended(jobs, again) == "done"


def test_who_shares_a_job_does_not_lose_it_to_the_other(jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "shared"
    one, other = (jobs.submit("shared", until_there, str(path)) for _ in range(2))
    assert one == other
    jobs.cancel(one)
    assert jobs.progress(other).state in ("waiting", "running")
    path.touch()
    assert ended(jobs, other) == "done"


def test_a_job_that_nobody_asks_about_is_stopped(jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "forgotten"
    forgotten = jobs.submit("forgotten", until_there, str(path))
    wait_for(lambda: Path(f"{path}.began").exists())
    time.sleep(2.5)
    asked = jobs.submit("asked", doubled, 8)  # whoever comes next clears up
    assert jobs.progress(forgotten).state == "cancelled"
    assert ended(jobs, asked) == "done"


def test_a_failure_is_said_in_one_sentence_and_may_be_tried_again(jobs: Jobs) -> None:
    job = jobs.submit("fails", failing)
    assert ended(jobs, job) == "failed"
    with pytest.raises(NotDone, match="try other settings"):
        jobs.result(job)
    assert jobs.submit("fails", failing) != job


def test_an_unknown_job_is_said(jobs: Jobs) -> None:
    for ask in (jobs.progress, jobs.result, jobs.cancel):
        with pytest.raises(UnknownJob, match="ask for it again"):
            ask("nothing")


def test_results_are_kept_while_there_is_room_and_the_newest_always(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 2500)
    made = []
    for seed in range(3):
        made.append(jobs.submit(("array", seed), doubled, np.full(125, seed)))  # a thousand bytes each
        assert ended(jobs, made[-1]) == "done"
    assert jobs.result(made[2]).tolist() == [4] * 125
    jobs.result(made[1])
    with pytest.raises(UnknownJob):
        jobs.result(made[0])
    large = jobs.submit("large", doubled, np.zeros(1000))
    assert ended(jobs, large) == "done"
    assert jobs.result(large).shape == (1000,)


def test_the_line_is_full_where_what_waits_takes_too_much_room(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAITING_BYTES", 1000)
    alone = jobs.submit("alone", doubled, np.zeros(1000))  # nobody is before it
    assert ended(jobs, alone) == "done"
    path = tmp_path / "before"
    before = jobs.submit("before", until_there, str(path))
    with pytest.raises(Busy, match="requests are waiting already"):
        jobs.submit("too large", doubled, np.zeros(1000))
    small = jobs.submit("small", doubled, np.zeros(10))
    path.touch()
    assert [ended(jobs, job) for job in (before, small)] == ["done", "done"]
