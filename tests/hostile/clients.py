"""The honest client, and the attackers, which run in a process of their own: they would slow it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle

from tests.bench.load import KeepAliveConnection
from tests.hostile.attack import Attack, Manner
from tests.hostile.drawing import KINDS, draw
from tests.hostile.target import Target

HONEST_ADDRESS, HOSTILE_ADDRESS = ("127.0.0.3", 0), ("127.0.0.2", 0)
HONEST_CONNECTIONS = 4
PATIENCE = 8.0  # seconds that an attacker waits for an answer
SLOW_SECONDS = 2.0  # for which a slow one holds its connection, and one of 30 longer than allowed
VERY_SLOW_SECONDS = 25.0
FAULT = b"INTERNAL_SERVER_ERROR"


@dataclass(slots=True)
class Honest:
    """Latencies in seconds from the moment when a request was due, and refusals."""

    latencies: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def latency(self, share: float) -> float:
        """The latency that so many of the requests stayed below."""
        return sorted(self.latencies)[int(len(self.latencies) * share)]


@dataclass(slots=True)
class Attacks:
    """What became of the attacks of each name; faults of the service, with their seeds."""

    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many attacks there were."""
        return sum(counter.total() for counter in self.outcomes.values())


async def ask_honestly(url: str, bodies: Sequence[bytes], rate: float, seconds: float) -> Honest:
    """Ask at a steady rate; a request that waits for a free connection is late all the same."""
    remaining, due, honest = cycle(bodies), count(1), Honest()
    started = time.perf_counter()

    async def ask() -> None:
        async with KeepAliveConnection(url, HONEST_ADDRESS) as connection:
            while (at := started + next(due) / rate) < started + seconds:
                await asyncio.sleep(at - time.perf_counter())
                status, answer = await connection.post(next(remaining))
                honest.latencies.append(time.perf_counter() - at)
                if status != 200 or "errors" in json.loads(answer):
                    honest.refused.append(f"{status} {answer[:300]!r}")

    await asyncio.gather(*(ask() for _ in range(HONEST_CONNECTIONS)))
    return honest


def attack(target: Target, connections: int, seconds: float, seed: int) -> Attacks:
    """Send attack after attack from so many connections; for a process of its own."""
    return asyncio.run(_attack(target, connections, seconds, seed))


async def _attack(target: Target, connections: int, seconds: float, seed: int) -> Attacks:
    seeds, ends, attacks = count(seed), time.perf_counter() + seconds, Attacks()

    async def repeat() -> None:
        # each kind once at least, on a machine however slow
        while (number := next(seeds)) < seed + len(KINDS) or time.perf_counter() < ends:
            drawn = draw(number, target)
            holds = VERY_SLOW_SECONDS if number % 30 == 0 else SLOW_SECONDS
            outcome, answer = await _send(target, drawn, holds)
            attacks.outcomes[drawn.name][outcome] += 1
            if outcome == "500" or FAULT in answer:
                attacks.faults.append(f"seed {number}, {drawn.name}: {answer[-300:]!r}")

    await asyncio.gather(*(repeat() for _ in range(connections)))
    return attacks


async def _send(target: Target, attack: Attack, holds: float) -> tuple[str, bytes]:
    """The status, or a word for none, and the answer as far as it came."""
    answer = bytearray()
    try:
        async with asyncio.timeout(PATIENCE if attack.manner is Manner.READS else holds):
            reader, writer = await asyncio.open_connection(
                target.host, target.port, local_addr=HOSTILE_ADDRESS, limit=4_096
            )
            try:
                await _exchange(reader, writer, attack, answer)
            finally:
                writer.transport.abort()
    except TimeoutError:
        return answer[9:12].decode("latin-1") or "held", answer
    except OSError:
        pass  # the service closed the connection
    return answer[9:12].decode("latin-1") or "closed", answer


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, attack: Attack, answer: bytearray
) -> None:
    request, manner = attack.request, attack.manner
    if manner is Manner.TRICKLES:
        for start in range(0, len(request), 3):
            if writer.is_closing():
                return
            writer.write(request[start : start + 3])
            await asyncio.sleep(0.05)
    else:
        writer.write(request[: len(request) // 2] if manner is Manner.HALF else request)
        with suppress(ConnectionError):  # refused before all was sent: the answer may be there
            await writer.drain()
    if manner is Manner.LEAVES:
        return
    if manner in (Manner.UNREAD, Manner.HALF):
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(VERY_SLOW_SECONDS)
    while piece := await reader.read(8 if manner is Manner.SIPS else 65_536):
        answer += piece
        if manner is Manner.SIPS:
            await asyncio.sleep(0.1)
