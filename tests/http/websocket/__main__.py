"""What idle sockets cost: memory of each, and how fast HTTP is answered beside them.

python -m tests.http.websocket                  # 2,000 sockets
python -m tests.http.websocket --sockets 500 --requests 2000

Starts `quire serve` on a database of its own, opens sockets, each acknowledged and then silent, and
compares the resident memory and the processor time of a request before and with them. Exits with 1
if a socket takes over 60 KiB, or a request over 1/0.9 of the time that it takes without sockets.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from gql.cli.commands import run as quire
from tests.bench.datasets import open_server
from tests.conftest import database_url, execute_on_server
from tests.http.raw_connection import RawConnection, connected
from tests.http.websocket.client import FIN, INIT, PONG, frame, raw_socket, read_frame
from tests.service_process import Service, allow_many_files

MAX_KIB, MIN_RATE = 60, 0.9
ROUNDS = 5
TICKS = os.sysconf("SC_CLK_TCK")
REQUEST = (
    b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b"
)
QUERY = b'{"query":"{ site { title } }"}'


@dataclass
class Report:
    """What was measured; the rate is that with sockets by that without."""

    sockets: int
    kib_each: float
    rate: float

    @property
    def is_good(self) -> bool:
        """Whether both promises hold."""
        return self.kib_each <= MAX_KIB and self.rate >= MIN_RATE

    def __str__(self) -> str:
        return (
            f"{self.sockets:,} idle sockets: {self.kib_each:.1f} KiB each (at most {MAX_KIB}); "
            f"HTTP beside them at {self.rate:.2f} of its rate (at least {MIN_RATE})"
        )


class Process:
    """The memory and processor time of a process, by /proc."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    @property
    def resident(self) -> int:
        """Bytes."""
        pages = int((self._folder / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def seconds(self) -> float:
        """Processor time."""
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


async def measure(service: Service, sockets: int, requests: int) -> Report:
    """Open the sockets of a service, and compare."""
    port = urlsplit(service.url).port or 0
    process = Process(service.process.pid)
    await time_of(process, port, requests)  # what is made once
    alone = [await time_of(process, port, requests) for _ in range(ROUNDS)]
    before = process.resident
    async with AsyncExitStack() as opened:
        answering = []
        for _ in range(sockets):
            connection = await opened.enter_async_context(raw_socket(port))
            await connection.send(frame(INIT))
            await read_frame(connection)
            answering.append(asyncio.create_task(answer_pings(connection)))
        grown = process.resident - before
        beside = [await time_of(process, port, requests) for _ in range(ROUNDS)]
        for task in answering:
            assert not task.done()  # the service has closed none
            task.cancel()
        await asyncio.wait(answering)
    return Report(sockets, grown / sockets / 1024, median(alone) / median(beside))


async def answer_pings(connection: RawConnection) -> None:
    """Do what keeps a socket open, and nothing else."""
    while True:
        _, payload = await connection_frame(connection)
        await connection.send(frame(payload, FIN | PONG))


async def connection_frame(connection: RawConnection) -> tuple[int, bytes]:
    """The next frame, whenever it comes."""
    opcode, length = await connection.reader.readexactly(2)
    return opcode, await connection.reader.readexactly(length)


async def time_of(process: Process, port: int, requests: int) -> float:
    """Processor time of the service for so many requests on one connection."""
    before = process.seconds
    async with connected(port) as connection:
        for _ in range(requests):
            await connection.send(REQUEST % (len(QUERY), QUERY))
            await response(connection)
    return process.seconds - before


async def response(connection: RawConnection) -> None:
    """Read a response."""
    head = await connection.response()
    assert head.startswith(b"HTTP/1.1 200"), head


def run(url: str, sockets: int, requests: int) -> Report:
    """Measure a service on a database."""
    os.environ["QUIRE_LIVE_CONNECTIONS_PER_ADDRESS"] = str(sockets + 1)
    os.environ["QUIRE_LOG_LEVEL"] = "warning"
    allow_many_files()
    service = Service("--database-url", url, with_coverage=False)
    try:
        return asyncio.run(measure(service, sockets, requests))
    finally:
        service.stop()


def main() -> None:
    """Measure, print, and exit with 1 where a promise is broken."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.http.websocket",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sockets", type=int, default=2_000)
    parser.add_argument("--requests", type=int, default=2_000, help="in each of five rounds")
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    chosen = parser.parse_args()
    with open_server(chosen.database_url) as server:
        asyncio.run(execute_on_server(server, "create database idle_sockets"))
        url = database_url(server, "idle_sockets")
        quire(["migrate", "--database-url", url])
        report = run(url, chosen.sockets, chosen.requests)
        asyncio.run(execute_on_server(server, "drop database idle_sockets with (force)"))
    print(report)
    sys.exit(not report.is_good)


if __name__ == "__main__":
    main()
