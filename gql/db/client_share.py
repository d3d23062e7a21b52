"""Keeps one client from holding all connections of a pool while others want some.

A client is the network address that a request came from: `current_client`, set for each request.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextvars import ContextVar
from typing import Generic, TypeVar

T = TypeVar("T")

# for how long after a read of another client the share is in force: it is too late to make room
# for others once they wait, since a statement may run longer than they wait
CONTENTION_SECONDS = 10.0

# Inherited by tasks, such as a loader's batch. Empty: nobody's, as the health check; not bounded
current_client: ContextVar[str] = ContextVar("current_client", default="")


class ShareExhausted(TimeoutError):
    """A read waited in vain, because its client held all the connections that it may."""


class ClientShares:
    """How many connections of one pool each client holds, and how many it may hold."""

    def __init__(self, pool_size: int, share: float) -> None:
        """`share` is a part of the pool, from 0 to 1; one connection is allowed in any case."""
        self._most = max(1, int(pool_size * share))
        self._held: dict[str, int] = {}
        self._last_client = ""
        self._contended_until = 0.0

    def note(self, client: str) -> None:
        """Remember that a client reads: two of them within a few seconds contend."""
        if client and client != self._last_client:
            if self._last_client:
                self._contended_until = time.monotonic() + CONTENTION_SECONDS
            self._last_client = client

    def may_take(self, client: str) -> bool:
        """Whether a client may hold one connection more: alone it may hold all of them."""
        if not client or self.held(client) < self._most:
            return True
        return time.monotonic() >= self._contended_until

    def held(self, client: str) -> int:
        """How many connections a client holds."""
        return self._held.get(client, 0)

    def take(self, client: str) -> None:
        """Count a connection as held by a client."""
        self._held[client] = self._held.get(client, 0) + 1

    def give_back(self, client: str) -> None:
        """Count it as held no longer."""
        if self._held[client] == 1:
            del self._held[client]  # or addresses would pile up
        else:
            self._held[client] -= 1


class FairQueue(Generic[T]):
    """Those who wait for a connection, in one queue for each client.

    The client that holds the fewest connections is next; among equals, the one that has not been
    served for the longest time. Within a client, first come, first served.
    """

    def __init__(self, shares: ClientShares) -> None:
        self._shares = shares
        self._queues: dict[str, deque[asyncio.Future[T]]] = {}

    def add(self, client: str) -> asyncio.Future[T]:
        """Queue up for a client."""
        waiter: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(waiter)
        return waiter

    def serve(self, thing: T) -> bool:
        """Give something to the next that may take it; false where nobody may."""
        while self._queues and (client := self._next_client()) is not None:
            queue = self._queues.pop(client)
            waiter = queue.popleft()
            if queue:
                self._queues[client] = queue
            if not waiter.done():  # its read was cancelled, or waited too long
                self._shares.take(client)
                waiter.set_result(thing)
                return True
        return False

    def _next_client(self) -> str | None:
        fewest, found = 0, None
        # ends soon: no more clients can hold a connection than there are connections
        for client in self._queues:
            held = self._shares.held(client)
            if held == 0:
                return client
            if (found is None or held < fewest) and self._shares.may_take(client):
                fewest, found = held, client
        return found
