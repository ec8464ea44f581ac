"""What is kept, what is forgotten, and what many ask for at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from playground.backend.remembered import Remembered


def bytes_for(most: int) -> Remembered[str, bytes]:
    return Remembered(most, len)


def test_the_longest_unused_is_forgotten_first_and_the_newest_never() -> None:
    kept = bytes_for(10)
    for name in "abc":
        kept.put(name, b"....")
    assert kept.get("a") is None
    kept.get("b")
    kept.put("d", b"....")
    assert [kept.get(name) for name in "bcd"] == [b"....", None, b"...."]
    kept.put("large", bytes(50))
    assert [kept.get(name) for name in "bd"] == [None, None]
    assert len(kept.get("large") or b"") == 50


def test_another_value_of_the_same_key_takes_no_more_room() -> None:
    kept = bytes_for(10)
    for _ in range(20):
        kept.put("a", b"....")
        kept.put("b", b"....")
    assert kept.get("a") is not None
    assert kept.find(lambda value: len(value) == 4) == b"...."
    assert kept.find(lambda value: len(value) == 5) is None


def test_of_many_who_ask_at_once_one_makes_it() -> None:
    kept, made, all_there = bytes_for(10), [], threading.Barrier(8)

    def make() -> bytes:
        made.append(threading.get_ident())
        waiting.wait(10)
        return b"made"

    def ask() -> bytes:
        all_there.wait(10)
        return kept.once("a", make)

    waiting = threading.Event()
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
        waiting.set()
        assert {answer.result(10) for answer in answers} == {b"made"}
    assert len(made) == 1


def test_who_fails_fails_for_all_and_the_next_one_tries_again() -> None:
    kept = bytes_for(10)

    def fail() -> bytes:
        raise ValueError("of no use")

    with pytest.raises(ValueError, match="of no use"):
        kept.once("a", fail)
    assert kept.once("a", lambda: b"made") == b"made"
    assert kept.once("a", fail) == b"made"
