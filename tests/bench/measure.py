"""Interleaved runs in one process: wall time of each, CPU time of Python and of Postgres."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, permutations
from pathlib import Path

import asyncpg

from tests.bench.implementations import Run
from tests.bench.story import Variables

TURN = 0.04  # seconds of a turn: short against drifts of the machine, long against caches gone cold
FEWEST = 2  # runs in a turn
BACKENDS = """
select pid from pg_stat_activity
where datname = current_database() and application_name = 'quire'
"""


@dataclass(slots=True)
class Figures:
    """What the runs of one contestant took, in seconds."""

    walls: list[float] = field(default_factory=list)
    python: float = 0.0
    postgres: float | None = 0.0

    def summary(self) -> dict[str, float | None]:
        """In milliseconds a run; null where Postgres's processes cannot be seen."""
        runs = len(self.walls)
        return {
            "runs": runs,
            "median_ms": _ms(statistics.median(self.walls)),
            "p99_ms": _ms(sorted(self.walls)[runs * 99 // 100]),
            "python_ms": _ms(self.python / runs),
            "postgres_ms": None if self.postgres is None else _ms(self.postgres / runs),
        }


async def interleaved(
    runs: Mapping[str, Run], variables: Sequence[Variables], seconds: float, urls: Sequence[str]
) -> dict[str, Figures]:
    """Takes turns, about as long for everybody, all with the same variables in the same order.

    Everybody follows everybody equally often: who follows the slowest finds memory and caches as it
    left them, and takes up to a fifth longer.

    `urls` are the databases whose processes are watched.
    """
    turns = {name: await _turn(run, variables) for name, run in runs.items()}
    figures = {name: Figures() for name in runs}
    asked = {name: cycle(variables) for name in runs}
    pids = [pid for url in urls for pid in await backends(url)]
    ends = time.monotonic() + seconds
    orders = cycle(permutations(runs))
    with _side_by_side(pids):
        while time.monotonic() < ends:
            for name in next(orders):
                before = time.process_time(), cpu(pids)
                for _ in range(turns[name]):
                    given = next(asked[name])
                    begun = time.perf_counter()
                    await runs[name](given)
                    figures[name].walls.append(time.perf_counter() - begun)
                _add(figures[name], before, (time.process_time(), cpu(pids)))
    return figures


@contextmanager
def _side_by_side(pids: Sequence[int]) -> Iterator[None]:
    """This process on one core, those of Postgres on another.

    Left to itself, the machine puts each connection where it likes, and one takes up to half as
    long again as another for the same statement: luck, that would decide between contestants.
    """
    cores = sorted(os.sched_getaffinity(0))
    others = set(cores[1:2]) or set(cores)
    with suppress(OSError):  # processes of another machine, or of somebody else
        os.sched_setaffinity(0, {cores[0]})
        for pid in pids:
            os.sched_setaffinity(pid, others)
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setaffinity(0, cores)
            for pid in pids:
                os.sched_setaffinity(pid, cores)


def settle_memory() -> None:
    """As the service does at its start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def backends(url: str) -> list[int]:
    """The processes of Postgres that serve the contestants' connections."""
    connection = await asyncpg.connect(url)
    try:
        return [record["pid"] for record in await connection.fetch(BACKENDS)]
    finally:
        await connection.close()


def cpu(pids: Sequence[int]) -> float | None:
    """Seconds of CPU that they have used; None where they are not processes of this machine."""
    try:
        return sum(_seconds(pid) for pid in pids)
    except (OSError, ValueError):
        return None


def _seconds(pid: int) -> float:
    if not Path(f"/proc/{pid}/comm").read_text().startswith("postgres"):
        raise ValueError(pid)
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


async def _turn(run: Run, variables: Sequence[Variables]) -> int:
    """How many runs make a turn; warms up caches and connections by the way."""
    walls = []
    for given in (list(variables) * 10)[:10]:
        begun = time.perf_counter()
        await run(given)
        walls.append(time.perf_counter() - begun)
    return max(FEWEST, round(TURN / statistics.median(walls)))


def _add(
    figures: Figures, before: tuple[float, float | None], after: tuple[float, float | None]
) -> None:
    figures.python += after[0] - before[0]
    if figures.postgres is not None and before[1] is not None and after[1] is not None:
        figures.postgres += after[1] - before[1]
    else:
        figures.postgres = None


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 4)
