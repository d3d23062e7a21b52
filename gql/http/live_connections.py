"""The connections of one process that stay open: how many there may be, and how they end."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from gql import live_metrics
from gql.errors import AddressHasTooManyConnections, Stopping, TooManyConnections
from gql.live_metrics import Transport
from gql.settings import Settings

# in the state of the lifespan, where uvicorn's protocols find what they call when the service stops
GO_AWAY = "go_away"


# Clients connect again soon after they were sent away, all to the processes that are left: so many
# connections end in a second that these have time for them, and for what they open
ENDED_IN_A_SECOND = 1_000
MAX_SPREAD_SECONDS = 2.0  # of the eight that a service has to stop

Client = tuple[str, int] | None  # host and port, as ASGI has them


class LiveConnections:
    """Counts WebSockets and event streams, and tells each of them when the service stops.

    `network`: by what part of its address a client is counted.
    """

    def __init__(
        self,
        *,
        in_all: int = 5_000,
        per_address: int = 500,
        network: Callable[[str], str | None] = lambda address: address,
    ) -> None:
        self._in_all = in_all
        self._per_address = per_address
        self._network = network
        self._open: dict[object, Callable[[], None]] = {}
        self._by_address: Counter[str] = Counter()
        self.is_stopping = False

    @classmethod
    def from_settings(cls, settings: Settings, network: Callable[[str], str | None]) -> Self:
        """Within the numbers of the settings."""
        return cls(
            in_all=settings.live_connections,
            per_address=settings.live_connections_per_address,
            network=network,
        )

    def require_room(self, client: Client) -> None:
        """Raises Stopping, TooManyConnections and AddressHasTooManyConnections."""
        if self.is_stopping:
            raise Stopping
        if len(self._open) >= self._in_all:
            raise TooManyConnections(allowed=self._in_all)
        if self._by_address[self._address(client)] >= self._per_address:
            raise AddressHasTooManyConnections(allowed=self._per_address)

    @contextmanager
    def counted(
        self, transport: Transport, client: Client, go_away: Callable[[], None]
    ) -> Iterator[None]:
        """Count a connection for the block. `go_away` is called once, when it has to end soon."""
        key, address = object(), self._address(client)
        self._open[key] = go_away
        self._by_address[address] += 1
        live_metrics.add_connections(transport, 1)
        try:
            yield
        finally:
            del self._open[key]
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]
            live_metrics.add_connections(transport, -1)

    def go_away(self) -> None:
        """Let nobody in any more, and have all that are open end in order. May be called again."""
        if self.is_stopping:
            return
        self.is_stopping = True
        loop = asyncio.get_running_loop()
        seconds = min(MAX_SPREAD_SECONDS, len(self._open) / ENDED_IN_A_SECOND)
        for key in self._open:
            loop.call_later(seconds * random.random(), self._send_away, key)  # noqa: S311

    def _send_away(self, key: object) -> None:
        if go_away := self._open.get(key):
            go_away()

    def __len__(self) -> int:
        return len(self._open)

    def _address(self, client: Client) -> str:
        return (self._network(client[0]) or client[0]) if client else ""
