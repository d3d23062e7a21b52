"""Asks over HTTP on many connections for a while: with wrk where it is installed, else with a client of our own."""

from __future__ import annotations

import asyncio
import json
import math
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

ROUNDS = 8
LONGEST = 4.0  # seconds
SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it. Refused are those of another status than 200; failed those without any answer.

    Times are those of a request, in milliseconds.
    """

    answered: int
    refused: int
    failed: int
    seconds: float
    median_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return round(self.answered / self.seconds, 1)


def client() -> str:
    """The program that asks."""
    return "wrk" if shutil.which("wrk") else "own"


async def loaded(
    url: str, bodies: Sequence[bytes], connections: int, seconds: float, by: str
) -> Load:
    """Asks as fast as answers come, on so many connections at a time: each at least once.

    wrk counts no answer that is still under way at the end, so slow ones are given time for several rounds.
    """
    once = await _own(url, bodies, connections, 0)
    if by == "own":
        return await _own(url, bodies, connections, seconds)
    rounds = max(2 * once.seconds, min(ROUNDS * once.seconds, LONGEST))
    return await _wrk(url, bodies, connections, math.ceil(max(seconds, rounds)))


async def _wrk(url: str, bodies: Sequence[bytes], connections: int, seconds: int) -> Load:
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(b"\n".join(bodies))
        file.flush()
        process = await asyncio.create_subprocess_exec(
            "wrk",
            *("-t", "1", "-c", str(connections), "-d", f"{seconds}s"),
            *("--timeout", "20s", "-s", str(SCRIPT), url),
            env=os.environ | {"BENCH_BODIES": file.name},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
    return Load(**json.loads(said.decode().strip().splitlines()[-1]))


async def _own(url: str, bodies: Sequence[bytes], connections: int, seconds: float) -> Load:
    asked = cycle(bodies)
    begun = time.perf_counter()
    ends = begun + seconds
    found = await asyncio.gather(*(_until(url, asked, ends) for _ in range(connections)))
    took = time.perf_counter() - begun
    walls = sorted(wall for walls, _ in found for wall in walls)
    refused = sum(refused for _, refused in found)
    return Load(
        answered=len(walls) - refused,
        refused=refused,
        failed=0,
        seconds=took,
        median_ms=round(statistics.median(walls) * 1000, 3),
        p99_ms=round(walls[len(walls) * 99 // 100] * 1000, 3),
    )


async def _until(url: str, asked: Iterator[bytes], ends: float) -> tuple[list[float], int]:
    walls, refused = [], 0
    async with Line(url) as line:
        while not walls or time.perf_counter() < ends:
            begun = time.perf_counter()
            status, _ = await line.ask(next(asked))
            walls.append(time.perf_counter() - begun)
            refused += status != 200
    return walls, refused


class Line:
    """One connection that is kept: asks by POST, one request after the other."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._place = parts.hostname, parts.port
        self._head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    async def __aenter__(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection(*self._place)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer, whose length must stand in its head."""
        self._writer.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *headers = head.splitlines()
        named = (header.partition(":") for header in headers)
        lengths = [value for name, _, value in named if name.lower() == "content-length"]
        return int(status.split()[1]), await self._reader.readexactly(int(lengths[0]))
