"""Keeps the memory of the process small between requests: garbage is collected, and pages go back.

Python frees circles of references late, and malloc keeps what was freed for the next request.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

# A collection holds the event loop, for up to a microsecond an object: so young objects are looked
# at in portions that take a few milliseconds, and each of them twice at most. With the default
# threshold of 700 a large response would be scanned while it is still being built. Full
# collections, which look at all cached documents and plans, are left to MemoryKeeper.
THRESHOLDS = (10_000, 1, 1_000)
MANY_OBJECTS = 5_000
# blocks of memory, which one object or two take: as much as has become old since the last full
# collection, before there is another one while the service is busy
MANY_BLOCKS = 100_000
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
        self._rounds += 1
        is_due = self._rounds % ROUNDS_BETWEEN_TRIMS == 0
        if is_due and resident_bytes() > self._at_start + GROWTH:
            self._trim(0)

    def _has_grown(self) -> bool:
        # asked after a collection of what is young: the rest is in use, or is old garbage
        return sys.getallocatedblocks() > self._blocks + MANY_BLOCKS


def resident_bytes() -> int:
    """The memory of this process that lies in RAM; 0 where the system does not tell."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _malloc_trim() -> Callable[[int], object]:
    """glibc's function of that name, or one that does nothing where there is another libc."""
    function = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return function or (lambda _: None)
