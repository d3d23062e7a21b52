"""What one operation carries:

the viewer, what may be read, and the loaders that batch by key. Thrown away after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any

from strawberry.dataloader import DataLoader

from gql.db import Reads
from gql.errors import TimedOut
from gql.viewer import Viewer

Batch = Callable[[list[Any]], Awaitable[Sequence[Any]]]


class Context:
    """Made for each operation. `service_url` is the address at which clients reach this service."""

    def __init__(self, viewer: Viewer, db: Reads, service_url: str) -> None:
        self.viewer = viewer
        self.db = db
        self.service_url = service_url
        self.selections: dict[Hashable, frozenset[str]] = {}
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def once(
        self, name: Hashable, read: Callable[[], Awaitable[Any]]
    ) -> Callable[[], Awaitable[Any]]:
        """The same reader, that reads once however often and under whatever alias it is asked."""

        async def batch(keys: list[None]) -> list[Any]:
            return [await read()]

        return lambda: self.load(name, lambda: batch, None)

    def load(self, name: Hashable, batch: Callable[[], Batch], key: Hashable) -> Awaitable[Any]:
        """The value for a key.

        All keys asked of one loader in one turn are read by one call of its batch.
        """
        loader = self._loaders.get(name)
        if loader is None:
            loader = self._loaders[name] = DataLoader(load_fn=_ending(batch()))
        found: asyncio.Future[Any] = loader.load(key)  # type: ignore[assignment]
        found.add_done_callback(_retrieve)
        # graphql-core cancels the siblings of a failed field; the shield keeps the shared future
        # from going with them
        return asyncio.shield(found)


def _ending(batch: Batch) -> Batch:
    """A batch whose keys all get an end, even when it is cancelled because the operation is over.
    """

    async def run(keys: list[Any]) -> Sequence[Any]:
        try:
            return await batch(keys)
        except asyncio.CancelledError:
            raise TimedOut from None

    return run


def _retrieve(found: asyncio.Future[Any]) -> None:
    """Nobody may be waiting any more: the failure was told where it was first met."""
    if not found.cancelled():
        found.exception()
