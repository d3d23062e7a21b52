"""Keeps the memory of the process small between requests: garbage is collected, and pages go back.

Python frees circles of references late, and malloc keeps what was freed for the next request.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path

# A collection holds the event loop, for up to a microsecond an object: so young objects are looked
# at in portions that take a few milliseconds, and each of them twice at most. With the default
# threshold of 700 a large response would be scanned while it is still being built. Full
# collections, which look at all cached documents and plans, are left to MemoryKeeper.
THRESHOLDS = (10_000, 1, 1_000)
MANY_OBJECTS = 5_000
# Blocks of memory, which one object or two take: when the service is busy, as many as this have
# become old since the last full collection before there is another one. Half as many make twice as
# many collections, each of which holds the event loop half as long.
MANY_BLOCKS = 50_000
# An answer that is being made takes blocks too, for a moment: no garbage, but a collection looks at
# each of them. So growth counts once it has lasted, and the best time is when least is in work.
ROUNDS_OF_GROWTH = 3
TOO_MANY_BLOCKS = 4 * MANY_BLOCKS
GROWTH = 16 * 2**20  # bytes above the start from which pages are given back
ROUNDS_BETWEEN_TRIMS = 5

_STATM = Path("/proc/self/statm")


def freeze_startup_objects() -> None:
    """Spare the garbage collector what lives as long as the process: schema, modules, plans' code.

    Otherwise every full collection walks through it, which shows in the slowest responses.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


class MemoryKeeper:
    """Gives memory back; to be run about once a second, on the thread that answers."""

    def __init__(self) -> None:
        self._at_start = resident_bytes()
        self._trim = _malloc_trim()
        self._rounds = 0
        self._blocks = sys.getallocatedblocks()
        self._recent_blocks: deque[int] = deque(maxlen=ROUNDS_OF_GROWTH)

    def run(self) -> None:
        """Collect garbage if there may be much of it, and every few rounds give pages back.

        Answers of plans leave none. What a new document leaves may have become old while it was in
        use, so that only a full collection finds it: when there is little to do, or much of it.
        """
        young, middle, old = gc.get_count()
        is_busy = bool(middle) or young > MANY_OBJECTS
        if is_busy:
            gc.collect(1)
        if self._has_grown() or (old and not is_busy):
            gc.collect()
            self._blocks = sys.getallocatedblocks()
            self._recent_blocks.clear()
        self._rounds += 1
        is_due = self._rounds % ROUNDS_BETWEEN_TRIMS == 0
        if is_due and resident_bytes() > self._at_start + GROWTH:
            self._trim(0)

    def _has_grown(self) -> bool:
        # asked after a collection of what is young: the rest is in use, or is old garbage
        now = sys.getallocatedblocks()
        self._recent_blocks.append(now)
        if len(self._recent_blocks) < ROUNDS_OF_GROWTH:
            return False
        least = min(self._recent_blocks)
        growth = least - self._blocks
        return growth > TOO_MANY_BLOCKS or (growth > MANY_BLOCKS and now == least)


def resident_bytes() -> int:
    """The memory of this process that lies in RAM; 0 where the system does not tell."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _malloc_trim() -> Callable[[int], object]:
    """glibc's function of that name, or one that does nothing where there is another libc."""
    function = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return function or (lambda _: None)
