"""Attacks a service from many connections while an honest client, at another address, asks it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import urlsplit

import psutil

from tests.bench.load import KeepAliveConnection
from tests.hostile.attacks import draw

HONEST_ADDRESS = ("127.0.0.2", 0)  # the attackers come from 127.0.0.1
HONEST_CONNECTIONS = 4
PATIENCE = 8.0  # seconds that an attacker waits for an answer
UNREAD = 3.0  # seconds for which an attacker holds a connection without reading
REST = 5.0  # seconds after the attack until files and memory are counted


@dataclass(slots=True)
class HostileReport:
    """Latencies in seconds from the moment when a request was due; memory in bytes."""

    latencies: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    attacks: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    memory: tuple[int, int] = (0, 0)
    files: tuple[int, int] = (0, 0)

    def latency(self, share: float) -> float:
        """The latency that so many of the honest requests stayed below."""
        return sorted(self.latencies)[int(len(self.latencies) * share)]

    @property
    def memory_growth(self) -> int:
        """How much more memory the service has after the attack than before."""
        return self.memory[1] - self.memory[0]

    @property
    def files_growth(self) -> int:
        """How many more files the service has open after the attack than before."""
        return self.files[1] - self.files[0]

    def __str__(self) -> str:
        lines = [
            f"honest requests  {len(self.latencies)}, refused {len(self.refused)}",
            f"honest latency   p50 {self.latency(0.5) * 1e3:.0f} ms, p99 {self.latency(0.99) * 1e3:.0f} ms",
            f"memory           {self.memory[0] >> 20} → {self.memory[1] >> 20} MiB",
            f"open files       {self.files[0]} → {self.files[1]}",
            f"attacks          {dict(self.attacks.most_common())}",
            f"their answers    {dict(self.statuses.most_common())}",
            *self.refused[:5],
        ]
        return "\n".join(lines)


async def ask_honestly(
    url: str, bodies: Sequence[bytes], rate: float, seconds: float, report: HostileReport
) -> None:
    """Ask at a steady rate; a request that waits for a free connection is late all the same."""
    remaining, due = cycle(bodies), count(1)
    started = time.perf_counter()

    async def ask() -> None:
        connection = KeepAliveConnection(url, HONEST_ADDRESS)
        async with connection:
            while (at := started + next(due) / rate) < started + seconds:
                await asyncio.sleep(at - time.perf_counter())
                status, answer = await connection.post(next(remaining))
                report.latencies.append(time.perf_counter() - at)
                if status != 200 or "errors" in json.loads(answer):
                    report.refused.append(f"{status} {answer[:300]!r}")

    await asyncio.gather(*(ask() for _ in range(HONEST_CONNECTIONS)))


async def attack(
    url: str, connections: int, seconds: float, report: HostileReport, seed: int = 0
) -> None:
    """Send attack after attack from so many connections."""
    seeds, ends = count(seed), time.perf_counter() + seconds

    async def repeat() -> None:
        while time.perf_counter() < ends:
            drawn = draw(next(seeds))
            report.attacks[drawn.name] += 1
            with suppress(OSError, asyncio.IncompleteReadError):
                report.statuses[await _send(url, drawn.request, drawn.reads)] += 1

    await asyncio.gather(*(repeat() for _ in range(connections)))


async def _send(url: str, request: bytes, reads: bool) -> str:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(request)
        if not reads:
            await asyncio.sleep(UNREAD)
            return "not read"
        async with asyncio.timeout(PATIENCE):
            status = (await reader.readline()).decode("latin-1")
            while await reader.read(65_536):
                pass
        return status[9:12] or "closed"
    except TimeoutError:
        return "no answer"
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def run_attack(
    url: str,
    process: int,
    bodies: Sequence[bytes],
    *,
    connections: int,
    rate: float,
    seconds: float,
    seed: int = 0,
) -> HostileReport:
    """The whole: warm up, attack, rest; `process` is the id of the service's main process."""
    report = HostileReport()
    # what a first use allocates once is no growth
    await ask_honestly(url, bodies, rate, 2.0, HostileReport())
    await attack(url, connections, 5.0, HostileReport(), seed=10**6)
    await asyncio.sleep(REST)
    before = memory_and_files(process)
    await asyncio.gather(
        ask_honestly(url, bodies, rate, seconds, report),
        attack(url, connections, seconds, report, seed),
    )
    await asyncio.sleep(REST)
    after = memory_and_files(process)
    report.memory, report.files = (before[0], after[0]), (before[1], after[1])
    return report


def memory_and_files(process: int) -> tuple[int, int]:
    """The resident bytes and open files of a process and its children."""
    main = psutil.Process(process)
    everyone = [main, *main.children(recursive=True)]
    return sum(one.memory_info().rss for one in everyone), sum(one.num_fds() for one in everyone)
