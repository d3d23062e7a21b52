"""Generates HTTP load on many connections, with wrk if installed, else a client of our own."""

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

MAX_ROUNDS = 8
MAX_EXTRA_SECONDS = 4.0
SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Counts, and times of a request. Refused: a status other than 200. Failed: no answer."""

    answered: int
    refused: int
    failed: int
    seconds: float
    median_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return round(self.answered / self.seconds, 1)


def default_client() -> str:
    """The client that is available: wrk or own."""
    return "wrk" if shutil.which("wrk") else "own"


async def apply_load(
    url: str, bodies: Sequence[bytes], connections: int, seconds: float, client: str
) -> LoadResult:
    """Send requests as fast as answers come; at least one on each connection."""
    # one round of our own first, to know how long a request takes and to warm the server up
    once = await _own_client(url, bodies, connections, 0)
    if client == "own":
        return await _own_client(url, bodies, connections, seconds)
    # wrk drops answers that are under way when it ends, so slow servers get several rounds
    rounds = max(2 * once.seconds, min(MAX_ROUNDS * once.seconds, MAX_EXTRA_SECONDS))
    return await _wrk(url, bodies, connections, math.ceil(max(seconds, rounds)))


async def _wrk(url: str, bodies: Sequence[bytes], connections: int, seconds: int) -> LoadResult:
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(b"\n".join(bodies))
        file.flush()
        process = await asyncio.create_subprocess_exec(
            "wrk",
            # one thread: the server has one worker, and the other core is for Postgres
            *("-t", "1", "-c", str(connections), "-d", f"{seconds}s"),
            *("--timeout", "20s", "-s", str(SCRIPT), url),
            env=os.environ | {"BENCH_BODIES": file.name},
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
    # load.lua prints JSON after the report of wrk itself
    return LoadResult(**json.loads(output.decode().strip().splitlines()[-1]))


async def _own_client(
    url: str, bodies: Sequence[bytes], connections: int, seconds: float
) -> LoadResult:
    remaining = cycle(bodies)
    started = time.perf_counter()
    end = started + seconds
    results = await asyncio.gather(*(_post_until(url, remaining, end) for _ in range(connections)))
    took = time.perf_counter() - started
    walls = sorted(wall for walls, _ in results for wall in walls)
    refused = sum(refused for _, refused in results)
    return LoadResult(
        answered=len(walls) - refused,
        refused=refused,
        failed=0,
        seconds=took,
        median_ms=round(statistics.median(walls) * 1000, 3),
        p99_ms=round(walls[len(walls) * 99 // 100] * 1000, 3),
    )


async def _post_until(url: str, remaining: Iterator[bytes], end: float) -> tuple[list[float], int]:
    walls, refused = [], 0
    async with KeepAliveConnection(url) as connection:
        # at least one, so that each connection has figures even with seconds of 0
        while not walls or time.perf_counter() < end:
            started = time.perf_counter()
            status, _ = await connection.post(next(remaining))
            walls.append(time.perf_counter() - started)
            refused += status != 200
    return walls, refused


class KeepAliveConnection:
    """One keep-alive connection that sends POST requests one after the other.

    An HTTP library would take longer than the server that is measured.
    """

    def __init__(self, url: str, own_address: tuple[str, int] | None = None) -> None:
        """`own_address` is the local host and port to connect from; port 0 is any."""
        parts = urlsplit(url)
        self._address, self._own_address = (parts.hostname, parts.port), own_address
        self._head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    async def __aenter__(self) -> KeepAliveConnection:
        self._reader, self._writer = await asyncio.open_connection(
            *self._address, local_addr=self._own_address
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Return status and body of the answer, which must have a Content-Length."""
        self._writer.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *headers = head.splitlines()
        named = (header.partition(":") for header in headers)
        lengths = [value for name, _, value in named if name.lower() == "content-length"]
        return int(status.split()[1]), await self._reader.readexactly(int(lengths[0]))
