"""A process that follows the change log, as the service does, with a subscriber that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager

from gql.changes import ChangeStream
from gql.db import Database, RecordedChange

PATIENCE = 20.0  # seconds, for what takes milliseconds


class Told:
    """What a subscriber was told, in its order: `touched a`, `unsettled b`, `forget_all`."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._more = asyncio.Event()

    def touched(self, tags: Collection[str]) -> None:
        self._add(*(f"touched {tag}" for tag in sorted(tags)))

    def unsettled(self, tags: Collection[str]) -> None:
        self._add(*(f"unsettled {tag}" for tag in sorted(tags)))

    def forget_all(self) -> None:
        self._add("forget_all")

    def _add(self, *words: str) -> None:
        self.words.extend(words)
        self._more.set()

    async def until(self, word: str) -> None:
        """Wait until it was told so."""
        async with asyncio.timeout(PATIENCE):
            while word not in self.words:
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def following(
    url: str, stream_url: str | None = None, *, is_proven: bool = True
) -> AsyncIterator[tuple[Database, ChangeStream, Told]]:
    """Pools, the stream of the process, and what its subscriber was told since it was proven.

    `stream_url`: where the stream connects, if not where the pools do. Without `is_proven` the
    subscriber is there from the beginning, and nothing is waited for.
    """
    database = await Database.open(url, pool_size=3)
    stream, told = ChangeStream(stream_url or url, database.replace_connections), Told()

    async def apply(changes: Sequence[RecordedChange]) -> None:
        stream.apply_committed(changes)

    database.on_commit = apply
    if not is_proven:
        stream.subscribe(told)
    async with stream.running():
        if is_proven:
            await until(lambda: stream.is_current)
            stream.subscribe(told)
        yield database, stream, told
    await database.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.005)
