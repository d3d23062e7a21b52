"""What requests leave is given back: garbage soon, pages once there are many."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from gql import memory
from gql.memory import MemoryKeeper, freeze_startup_objects, resident_bytes


class Circle:
    """An object that only the garbage collector frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collected_on_demand() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collected_on_demand")
@pytest.mark.parametrize("count", [memory.MANY_OBJECTS + 1, 10 * memory.MANY_OBJECTS])
def test_circles_of_references_are_collected_once_there_are_many(count: int) -> None:
    keeper = MemoryKeeper()
    for _ in range(count):
        Circle()
    keeper.run()
    assert sum(isinstance(thing, Circle) for thing in gc.get_objects()) == 0


@pytest.mark.usefixtures("collected_on_demand")
def test_few_objects_are_no_reason_to_collect(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = MemoryKeeper()
    gc.collect()
    monkeypatch.setattr(gc, "collect", lambda: pytest.fail("collected"))
    keeper.run()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((memory.MANY_OBJECTS, 0, 0), []),
        ((memory.MANY_OBJECTS + 1, 0, 0), [1]),
        ((0, 1, 9), [1]),  # old garbage waits while there is work
        ((0, 0, 1), [2]),
    ],
)
def test_old_garbage_is_collected_when_there_is_little_to_do(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], expected: list[int]
) -> None:
    keeper, collected = MemoryKeeper(), []
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", lambda generation=2: collected.append(generation))
    monkeypatch.setattr(memory.sys, "getallocatedblocks", lambda: keeper._blocks)
    keeper.run()
    assert collected == expected


MANY, TOO_MANY = memory.MANY_BLOCKS + 1, memory.TOO_MANY_BLOCKS + 1


@pytest.mark.parametrize(
    ("growths", "expected"),
    [
        ([memory.MANY_BLOCKS] * 9, []),
        ([MANY] * 3, [3]),
        ([MANY] * 7, [3, 6]),
        ([MANY, TOO_MANY, 0, TOO_MANY, MANY, 0], []),  # large answers, between which all is gone
        ([MANY, MANY + 1, MANY + 2, MANY + 3, MANY], [5]),  # when least is in work
        ([TOO_MANY, TOO_MANY + 1, TOO_MANY + 2], [3]),  # there are too many to wait for that
    ],
)
def test_old_garbage_is_collected_when_there_is_much_of_it_for_a_while(
    monkeypatch: pytest.MonkeyPatch, growths: list[int], expected: list[int]
) -> None:
    keeper, collected, rounds = MemoryKeeper(), [], []
    start = keeper._blocks
    monkeypatch.setattr(gc, "get_count", lambda: (0, 1, 0))
    monkeypatch.setattr(gc, "collect", lambda generation=2: collected.append(generation))
    for n, growth in enumerate(growths, 1):
        monkeypatch.setattr(memory.sys, "getallocatedblocks", lambda g=growth: start + g)
        keeper._blocks = start
        keeper.run()
        if collected.pop() == 2:
            rounds.append(n)
    assert rounds == expected


def test_pages_are_given_back_at_intervals_and_only_after_growth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keeper, trims = MemoryKeeper(), []
    keeper._trim = trims.append
    for growth, expected in ((0, 0), (memory.GROWTH + 1, 1), (0, 1), (memory.GROWTH + 1, 2)):
        size = keeper._at_start + growth
        monkeypatch.setattr(memory, "resident_bytes", lambda size=size: size)
        for _ in range(memory.ROUNDS_BETWEEN_TRIMS):
            keeper.run()
        assert len(trims) == expected


def test_what_malloc_has_kept_goes_back_to_the_system() -> None:
    memory._malloc_trim()(0)  # or what earlier tests have freed would have room for all of it
    keeper = MemoryKeeper()
    # in pieces too small for a mapping of their own, the last of which keeps the heap from shrinking
    pieces = [bytes(60_000) for _ in range(3_000)]
    last, full = pieces[-1], resident_bytes()
    pieces.clear()
    for _ in range(memory.ROUNDS_BETWEEN_TRIMS):
        keeper.run()
    assert len(last) == 60_000
    assert resident_bytes() < full - 100_000_000


def test_without_proc_or_glibc_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "_STATM", memory.Path("/nowhere"))
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    keeper = MemoryKeeper()
    for _ in range(memory.ROUNDS_BETWEEN_TRIMS):
        keeper.run()
    assert resident_bytes() == 0
    assert keeper._trim(0) is None


def test_the_startup_is_frozen() -> None:
    frozen, made = gc.get_freeze_count(), [[n] for n in range(100)]
    freeze_startup_objects()
    assert gc.get_freeze_count() >= frozen + len(made)
    assert gc.get_threshold() == memory.THRESHOLDS
