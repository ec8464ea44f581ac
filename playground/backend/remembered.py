"""Values that took a while to make, kept as long as there is room for them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """Values by their keys; safe to use from many threads.

    Args:
        most_bytes: of all values together; the longest unused are forgotten first, the newest never.
        size: of one value, in bytes.
    """

    def __init__(self, most_bytes: int, size: Callable[[Value], int]) -> None:
        self._most_bytes, self._size = most_bytes, size
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._bytes = 0
        self._being_made: dict[Key, Future[Value]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """The value, which counts as used; None where it was forgotten or never made."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value, in place of another of the same key."""
        with self._lock:
            self._forget(key)
            self._kept[key] = value
            self._bytes += self._size(value)
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                self._forget(next(iter(self._kept)))
        return value

    def once(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value; of many who ask at once for one that is not there, the first makes it and the others wait.

        Raises whatever ``make`` does, to all of them; it is made anew when the next one asks.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            promised = self._being_made.get(key)
            if promised is None:
                own = self._being_made[key] = Future()
        if promised is not None:
            return promised.result()
        try:
            own.set_result(self.put(key, make()))
        except BaseException as error:
            own.set_exception(error)
        finally:
            with self._lock:
                del self._being_made[key]
        return own.result()

    def find(self, true: Callable[[Value], bool]) -> Value | None:
        """Any value of which something is true."""
        with self._lock:
            return next((value for value in self._kept.values() if true(value)), None)

    def _forget(self, key: Key) -> None:
        if key in self._kept:
            self._bytes -= self._size(self._kept.pop(key))
