"""Measures interleaved runs in one process: wall time, CPU time of Python and of Postgres."""

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

# Short enough that drifts of the machine hit all implementations alike, long enough that caches are
# warm for most of a turn.
TURN_SECONDS = 0.04
MIN_RUNS_PER_TURN = 2
BACKENDS = """
select pid from pg_stat_activity
where datname = current_database() and application_name = 'quire'
"""


@dataclass(slots=True)
class Timings:
    """What the runs of one implementation took, in seconds."""

    walls: list[float] = field(default_factory=list)
    python: float = 0.0
    postgres: float | None = 0.0

    def summary(self) -> dict[str, float | None]:
        """Milliseconds per run; None for Postgres if its processes are not on this machine."""
        runs = len(self.walls)
        return {
            "runs": runs,
            "median_ms": _ms(statistics.median(self.walls)),
            "p99_ms": _ms(sorted(self.walls)[runs * 99 // 100]),
            "python_ms": _ms(self.python / runs),
            "postgres_ms": None if self.postgres is None else _ms(self.postgres / runs),
        }


async def run_interleaved(
    runs: Mapping[str, Run], variables: Sequence[Variables], seconds: float, urls: Sequence[str]
) -> dict[str, Timings]:
    """Measure all runs in turns of about equal length, with the same variables in the same order.

    `urls` are the databases whose backends are measured.
    """
    # the fewer milliseconds a run takes, the more of them in a turn
    turns = {name: await _runs_per_turn(run, variables) for name, run in runs.items()}
    figures = {name: Timings() for name in runs}
    remaining = {name: cycle(variables) for name in runs}
    pids = [pid for url in urls for pid in await backend_pids(url)]
    ends = time.monotonic() + seconds
    # All permutations, so that each follows each other equally often: whoever follows the slowest
    # finds the caches as that left them, and takes up to a fifth longer (measured).
    orders = cycle(permutations(runs))
    with _pinned_to_cores(pids):
        while time.monotonic() < ends:
            for name in next(orders):
                before = time.process_time(), cpu_seconds(pids)
                for _ in range(turns[name]):
                    values = next(remaining[name])
                    started = time.perf_counter()
                    await runs[name](values)
                    figures[name].walls.append(time.perf_counter() - started)
                _add_cpu(figures[name], before, (time.process_time(), cpu_seconds(pids)))
    return figures


@contextmanager
def _pinned_to_cores(pids: Sequence[int]) -> Iterator[None]:
    """Pin this process to one core, and the backends of Postgres to another.

    Left to the scheduler, one connection takes up to half as long again as another for the same
    statement, and chance would decide between implementations (measured).
    """
    cores = sorted(os.sched_getaffinity(0))
    others = set(cores[1:2]) or set(cores)  # with a single core there is nothing to separate
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


def freeze_memory() -> None:
    """Collect garbage and freeze what is left, as the service does at its start."""
    gc.collect()
    gc.freeze()  # moves what exists into a generation that is never collected
    gc.set_threshold(50_000, 20, 50)


async def backend_pids(url: str) -> list[int]:
    """The process ids of the backends that serve the pools of the implementations."""
    connection = await asyncpg.connect(url)
    try:
        return [record["pid"] for record in await connection.fetch(BACKENDS)]
    finally:
        await connection.close()


def cpu_seconds(pids: Sequence[int]) -> float | None:
    """CPU seconds that the processes have used; None if they are not on this machine."""
    try:
        return sum(_seconds(pid) for pid in pids)
    except (OSError, ValueError):
        return None


def _seconds(pid: int) -> float:
    if not Path(f"/proc/{pid}/comm").read_text().startswith("postgres"):
        raise ValueError(pid)
    # nanoseconds, where /proc/PID/stat counts ticks of 10 ms: more than most statements take
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


async def _runs_per_turn(run: Run, variables: Sequence[Variables]) -> int:
    """The number of runs in a turn; these runs also warm up caches and connections."""
    walls = []
    # the first runs compile, prepare and connect; the median leaves them out
    for values in (list(variables) * 10)[:10]:
        started = time.perf_counter()
        await run(values)
        walls.append(time.perf_counter() - started)
    return max(MIN_RUNS_PER_TURN, round(TURN_SECONDS / statistics.median(walls)))


def _add_cpu(
    figures: Timings, before: tuple[float, float | None], after: tuple[float, float | None]
) -> None:
    figures.python += after[0] - before[0]
    if figures.postgres is not None and before[1] is not None and after[1] is not None:
        figures.postgres += after[1] - before[1]
    else:
        figures.postgres = None


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 4)
