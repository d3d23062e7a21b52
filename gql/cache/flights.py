"""Equal requests that come while one of them runs: they wait for it, and take over its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """A request that runs, and those who wait for its answer.

    `since`: the position of the tag clock at which its reading began.
    """

    __slots__ = ("_landed", "answer", "is_abandoned", "since")

    def __init__(self, since: int) -> None:
        self.since = since
        self.answer: T | None = None  # set by who runs it, if others may have it
        self.is_abandoned = False
        self._landed: asyncio.Event | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether anybody waits for it."""
        return self._landed is not None

    async def wait(self) -> T | None:
        """The answer, once there is one. None: none that can be shared, or `is_abandoned`."""
        # an event, of which each waiter has a future of its own: one that leaves cancels nothing
        if self._landed is None:
            self._landed = asyncio.Event()
        await self._landed.wait()
        return self.answer

    def land(self) -> None:
        """Wake all who wait."""
        if self._landed is not None:
            self._landed.set()


class Flights(Generic[T]):
    """The requests that run, by their keys."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight[T]] = {}

    def find(self, key: Hashable) -> Flight[T] | None:
        """The flight that runs for a key."""
        return self._flights.get(key)

    def leading(self, key: Hashable, since: int) -> Leading[T]:
        """A new flight for a block. One whose leader left is abandoned: another takes over."""
        return Leading(self._flights, key, Flight(since))


class Leading(Generic[T]):
    """The block of who runs a flight. A class, as a generator took a share of a short operation."""

    __slots__ = ("_flight", "_flights", "_key")

    def __init__(
        self, flights: dict[Hashable, Flight[T]], key: Hashable, flight: Flight[T]
    ) -> None:
        self._flights, self._key, self._flight = flights, key, flight

    def __enter__(self) -> Flight[T]:
        self._flights[self._key] = self._flight
        return self._flight

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._flight.is_abandoned = error is not None
        # replaced, if somebody did not wait for it
        if self._flights.get(self._key) is self._flight:
            del self._flights[self._key]
        self._flight.land()
