"""Work that takes longer than a second: one process beside the server, a waiting line, progress, cancel.

Whoever asks for what is already being made, or was made a while ago, shares it. A job that nobody wants any
more, or has asked about for a while, is stopped. The process is pebble's, which can be stopped in the middle of
a task; it is begun with the first job, imports what that needs, and stays for the next.
"""

import atexit
import multiprocessing
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, TimeoutError
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from typing import Any, Literal
from uuid import uuid4

import numpy as np
from pebble import ProcessFuture, ProcessPool

WAITING = 20
"""Most jobs in the line; who comes then is told to come back."""
FORGOTTEN = 30.0
"""Seconds without a question after which nobody is taken to wait for a job."""
LONGEST = 900.0
"""Seconds that one job may take."""
KEPT = 32
"""Finished jobs whose results are kept, the newest."""
KEPT_BYTES = 200_000_000
"""Of those results together, but for the newest."""
WAITING_BYTES = 1_000_000_000
"""Of what the jobs in the line are given together, but for the first."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Report = Callable[[int, float], None]


class Busy(RuntimeError):
    """The waiting line is full; the message says so."""


class UnknownJob(LookupError):
    """A job that never was, or was forgotten."""


class NotDone(RuntimeError):
    """The result was asked of a job that has none; the message says why."""


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes:
        state: waiting, running, done, failed or cancelled.
        place: how many jobs are before it in the line; None unless it waits.
        stage: which part of its work it is at, counted from 0; None unless it runs.
        share: of that part, 0 to 1.
    """

    state: State
    place: int | None
    stage: int | None
    share: float


@dataclass
class _Job:
    key: Hashable
    future: ProcessFuture
    given: int  # bytes
    watchers: int = 1
    asked: float = field(default_factory=time.monotonic)


class Jobs:
    """One process and the line before it; safe to use from many threads."""

    def __init__(self, waiting: int = WAITING, forgotten: float = FORGOTTEN) -> None:
        self._waiting, self._forgotten = waiting, forgotten
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._lock = threading.RLock()
        context = multiprocessing.get_context(
            "spawn"
        )  # a fork would copy torch's and Gradio's threads half-way
        self._reported = context.Array("d", [0.0, 0.0], lock=False)
        self._pool = ProcessPool(1, initializer=_adopt, initargs=(self._reported,), context=context)

    def submit(self, key: Hashable, work: Callable[..., Any], *arguments: Any) -> str:
        """Put ``work(*arguments, report)`` in the line, or join the job that has the same ``key``; its id.

        Args:
            key: what is asked for; equal keys must have equal results.
            work: a function of a module, which the other process imports. It calls ``report(stage, share)``.
            arguments: what can be pickled.

        Raises:
            Busy: if the line is full.
        """
        with self._lock:
            self._forget()
            for identifier, job in self._jobs.items():
                if job.key == key and not (job.future.cancelled() or _failed(job.future)):
                    job.watchers, job.asked = job.watchers + 1, time.monotonic()
                    return identifier
            given = _size(arguments)
            line = [job for job in self._jobs.values() if not job.future.done()]
            too_much = line and given + sum(job.given for job in line) > WAITING_BYTES
            if too_much or len(line) > self._waiting:
                raise Busy("Too many requests are waiting already: try again in a minute.")
            identifier = uuid4().hex
            future = self._pool.schedule(_run, (work, arguments), timeout=LONGEST)
            self._jobs[identifier] = _Job(key, future, given)
            return identifier

    def progress(self, identifier: str) -> Progress:
        """How far a job is, which also says that somebody still waits for it.

        Raises:
            UnknownJob: if there is none of that id.
        """
        with self._lock:
            job = self._find(identifier)
            job.asked = time.monotonic()
            self._forget()
            if job.future.cancelled():
                return Progress("cancelled", None, None, 0.0)
            if job.future.done():
                return Progress("failed" if _failed(job.future) else "done", None, None, 1.0)
            if job.future.running():
                stage, share = self._reported
                return Progress("running", None, int(stage), float(share))
            before = 0
            for other, earlier in self._jobs.items():
                if other == identifier:
                    break
                before += not earlier.future.done()
            return Progress("waiting", before, None, 0.0)

    def result(self, identifier: str) -> Any:
        """What a finished job returned.

        Raises:
            UnknownJob: if there is none of that id.
            NotDone: if it is not finished, was stopped, or failed.
        """
        with self._lock:
            future = self._find(identifier).future
        if not future.done():
            raise NotDone("This is not ready yet.")
        try:
            return future.result()
        except CancelledError:
            raise NotDone("This was cancelled.") from None
        except TimeoutError:
            raise NotDone(
                "This took too long: ask for less, a smaller sample or a smaller picture."
            ) from None
        except Exception as error:
            raise NotDone("This could not be computed: try other settings.") from error

    def cancel(self, identifier: str) -> None:
        """Take one who asked off a job; with the last of them it is stopped, even in the middle.

        Raises:
            UnknownJob: if there is none of that id.
        """
        with self._lock:
            job = self._find(identifier)
            job.watchers -= 1
            if job.watchers <= 0:
                job.future.cancel()

    def stop(self) -> None:
        """End the process and everything in the line."""
        self._pool.stop()
        self._pool.join()

    def _find(self, identifier: str) -> _Job:
        if identifier not in self._jobs:
            raise UnknownJob("This is not known any more: ask for it again.")
        return self._jobs[identifier]

    def _forget(self) -> None:
        """Stop jobs that nobody asks about; drop the oldest of those that ended."""
        now = time.monotonic()
        for job in self._jobs.values():
            if not job.future.done() and now - job.asked > self._forgotten:
                job.future.cancel()
        room = KEPT_BYTES
        ended = [(identifier, job) for identifier, job in self._jobs.items() if job.future.done()]
        for newer, (identifier, job) in enumerate(reversed(ended)):
            if not (job.future.cancelled() or _failed(job.future)):
                room -= _size(job.future.result())
            if newer >= KEPT or (newer and room < 0):
                del self._jobs[identifier]


@cache
def shared() -> Jobs:
    """The one pool of the server, begun when it is first asked for and ended with the program."""
    jobs = Jobs()
    atexit.register(jobs.stop)
    return jobs


def _failed(future: ProcessFuture) -> bool:
    return future.done() and not future.cancelled() and future.exception() is not None


def _size(value: Any) -> int:
    """Bytes of the arrays in what a job is given or returns."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if is_dataclass(value):
        return sum(map(_size, vars(value).values()))
    return sum(map(_size, value)) if isinstance(value, tuple) else 0


# --- in the other process ---------------------------------------------------------------------------------

_reported: Any = None


def _adopt(reported: Any) -> None:
    global _reported
    _reported = reported


def _report(stage: int, share: float) -> None:
    _reported[0], _reported[1] = float(stage), share


def _run(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    _report(0, 0.0)
    try:
        return work(*arguments, _report)
    except Exception:
        traceback.print_exc(file=sys.stderr)  # for whoever runs the server; the page says it in words
        raise
