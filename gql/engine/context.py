"""What one operation carries:

the viewer, what may be read, and the loaders that batch by key. Thrown away after it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any

from strawberry.dataloader import DataLoader

from gql.db import Failing, Reads
from gql.errors import LimitExceeded, PreviewInvalid, TimedOut
from gql.viewer import Viewer

Batch = Callable[[list[Any]], Awaitable[Sequence[Any]]]


class Context:
    """Made for each operation.

    `service_url` is the address at which clients reach this service. An operation may hand out
    `max_nodes` records in so many seconds.
    """

    def __init__(
        self,
        viewer: Viewer,
        db: Reads,
        service_url: str,
        *,
        max_nodes: int = 10_000,
        seconds: float = 5.0,
    ) -> None:
        self.viewer = viewer
        self.db = db
        self.service_url = service_url
        self.max_nodes = max_nodes
        self._seconds = seconds
        self._handed_out = 0
        self._ends = time.monotonic() + seconds
        self.selections: dict[Hashable, frozenset[str]] = {}
        self.previews: dict[str | int, Context] = {}
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def again(self, failed: Exception | None = None) -> Context:
        """The same for another try: nothing is loaded. With `failed`, every read fails so."""
        return Context(
            self.viewer,
            Failing(failed) if failed else self.db,
            self.service_url,
            max_nodes=self.max_nodes,
            seconds=self._seconds,
        )

    def forget(self) -> None:
        """What was loaded is read anew: something has changed."""
        self._loaders.clear()

    def preview(self, token: str) -> Context:
        """The same operation, with what a token shows beside the rest. Raises PreviewInvalid."""
        raise PreviewInvalid

    def hand_out(self, count: int) -> None:
        """Counts records on their way to the client. Raises LimitExceeded, and TimedOut.

        Lists in lists multiply, and the event loop cannot stop what never waits: so it is asked
        here whether there is still time.
        """
        self._handed_out += count
        if self._handed_out > self.max_nodes:
            raise LimitExceeded(
                "nodes",
                requested=self._handed_out,
                allowed=self.max_nodes,
                what="The operation hands out too many records",
            )
        if time.monotonic() > self._ends:
            raise TimedOut

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
        # graphql-core cancels the siblings of a failed field; the shield keeps the shared future
        # from going with them
        shielded = asyncio.shield(found)
        for future in (found, shielded):
            future.add_done_callback(_retrieve)
        return shielded


def _ending(batch: Batch) -> Batch:
    """A batch whose keys all get an end, even when the operation is over and it is cancelled."""

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
