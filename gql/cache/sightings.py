"""Which answers may enter the cache: those that are wanted a second time."""

from __future__ import annotations

from collections.abc import Hashable

MAX_SIGHTINGS = 16_384  # of one generation; two of them take 3 MB at most


class Sightings:
    """Remembers what was asked for lately, in bounded memory.

    A flood of operations that are each asked once therefore pushes no answer out.
    """

    def __init__(self, size: int = MAX_SIGHTINGS) -> None:
        self._size = size
        self._young: set[int] = set()
        self._old: set[int] = set()

    def is_second(self, key: Hashable) -> bool:
        """Whether it was seen before; it is seen from now on."""
        # Python's own hash is keyed anew in each process: nobody can choose keys that collide
        seen = hash(key)
        if seen in self._young:
            return True
        was_seen = seen in self._old
        self._young.add(seen)
        if len(self._young) >= self._size:
            self._young, self._old = set(), self._young
        return was_seen
