"""Floods a service with different queries, and tells whether memory and hot answers hold.

python -m tests.cache.flood                    # 100,000 queries on a service of its own; some minutes
python -m tests.cache.flood --queries 2000     # a short one

Each query comes twice, so that its answer is kept; one in ten is a document of its own, one in a
hundred has a name of 20,000 letters. A hundred answers are asked again all the while. Exits with 1
if the worker grew by more than QUIRE_CACHE_BYTES and 64 MiB, or a hot answer was no hit.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import orjson
import psutil
import uvloop

from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.bench.servers import Server, servers

CONNECTIONS, HOT, SPARE = 8, 100, 64 * 2**20
PAGE = "query Page($n: Int!) { posts(first: 3, offset: $n) { nodes { title excerpt } } }"


class Client:
    """One keep-alive connection; answers what the cache did."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def outcome(self, query: bytes) -> str:
        """Ask, and return the Cache-Status of the answer."""
        head = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
        self._writer.write(b"%bcontent-length: %d\r\n\r\n%b" % (head, len(query), query))
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = dict(line.split(": ", 1) for line in lines if ": " in line)
        await self._reader.readexactly(int(named["content-length"]))
        return named["cache-status"]

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        await self._writer.wait_closed()


def hot_queries() -> list[bytes]:
    """A hundred that are asked again and again."""
    return [_body(PAGE, n) for n in range(HOT)]


def flood(count: int) -> Iterator[bytes]:
    """Different ones, each twice."""
    for n in range(HOT, HOT + count):
        name = "N" * 20_000 if n % 100 == 0 else "Other"
        document = PAGE.replace("Page", f"{name}{n}") if n % 10 == 0 else PAGE
        yield from [_body(document, n % 1_000 if n % 10 == 0 else n)] * 2


def _body(document: str, n: int) -> bytes:
    name = document.split("(")[0].removeprefix("query ")
    return orjson.dumps({"query": document, "operationName": name, "variables": {"n": n}})


async def run(server: Server, queries: int, cache_bytes: int) -> list[str]:
    """What is wrong after the flood."""
    host, port = server.url.split("/")[2].split(":")
    clients = [Client(*await asyncio.open_connection(host, int(port))) for _ in range(CONNECTIONS)]
    hot = hot_queries()
    for query in [*hot, *hot, *hot]:
        await clients[0].outcome(query)
    process, misses = psutil.Process(server.process.pid), 0
    before = process.memory_info().rss
    remaining = flood(queries)

    async def send(client: Client) -> None:
        nonlocal misses
        for number, query in enumerate(remaining):
            await client.outcome(query)
            if number % 10 == 0:
                misses += "hit" not in await client.outcome(hot[number // 10 % HOT])

    await asyncio.gather(*(send(client) for client in clients))
    for client in clients:
        await client.close()
    grown = process.memory_info().rss - before
    print(f"{queries:,} queries: {grown / 2**20:.0f} MiB more, {misses} hot answers were no hit")
    wrong = [f"{misses} hot answers were no hit"] if misses else []
    return wrong + (["memory"] if grown > cache_bytes + SPARE else [])


def main(argv: list[str] | None = None) -> None:
    """Flood a service of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--cache-bytes", type=int, default=64 * 2**20)
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    arguments = parser.parse_args(argv)

    async def flooded(url: str, folder: Path) -> list[str]:
        async with generated_publication(url, Size(posts=300, comments=300)) as database:
            settings = {"QUIRE_CACHE_BYTES": str(arguments.cache_bytes)}
            with servers(database, folder, {"quire": ["gql", "serve"]}, **settings) as started:
                return await run(started["quire"], arguments.queries, arguments.cache_bytes)

    with tempfile.TemporaryDirectory() as folder, open_server(arguments.database_url) as url:
        if wrong := uvloop.run(flooded(url, Path(folder))):
            raise SystemExit("; ".join(wrong))


if __name__ == "__main__":
    main()
