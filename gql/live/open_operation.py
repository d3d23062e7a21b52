"""An operation that stays open: what its transport reads from it, and what is put into it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from gql.errors import QuireError, SlowReader

# who sends none of these is a stranger, and sees what all strangers see
PRIVATE_HEADERS = (b"authorization", b"quire-receipt", b"quire-guest-key")
MAX_WAITING = 64  # answers that a reader has not taken: one more, and it is too slow


@dataclass(frozen=True, slots=True)
class Asker:
    """Who opens an operation: the client's host and port, and the headers that say who they are.

    Names of headers are lower-case, as in ASGI: authorization, quire-receipts, quire-guest-key.
    """

    client: tuple[str, int] | None
    headers: Mapping[bytes, bytes]

    @property
    def identity(self) -> tuple[bytes | None, ...]:
        """Who they are: equal for those who see the same."""
        return tuple(self.headers.get(name) for name in PRIVATE_HEADERS)

    @property
    def is_stranger(self) -> bool:
        """Whether they see what all strangers see."""
        return not any(self.identity)


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """One GraphQL answer as JSON; after a change, the position from which a client may go on."""

    body: bytes
    position: str | None = None


class OpenOperation:
    """An async iterator of the answers of one operation, in their order.

    It is over when the operation has nothing more to say, raises SlowReader or NoLongerAllowed
    where it was ended, and any other QuireError where it cannot go on.
    """

    __slots__ = ("_catching_up", "_end", "_is_over", "_on_close", "_taken", "_waiting", "_wake")

    def __init__(self, on_close: Callable[[OpenOperation], None]) -> None:
        """`on_close` is called once: nobody reads any more."""
        self._waiting: deque[LiveAnswer] = deque()
        self._wake: asyncio.Future[None] | None = None
        self._taken: asyncio.Future[None] | None = None
        self._catching_up: asyncio.Task[None] | None = None
        self._is_over = False
        self._end: QuireError | None = None
        self._on_close: Callable[[OpenOperation], None] | None = on_close

    def __aiter__(self) -> Self:
        """Itself."""
        return self

    async def __anext__(self) -> LiveAnswer:
        """The next answer, when there is one. Raises what the operation was ended with."""
        while not self._waiting:
            if self._is_over:
                self._close()
                raise self._end or StopAsyncIteration
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        answer = self._waiting.popleft()
        if self._taken and not self._waiting:
            _wake(self._taken)
        return answer

    async def aclose(self) -> None:
        """End it for the reader: nothing more is put in."""
        self._waiting.clear()
        self.end()
        self._close()

    @property
    def is_over(self) -> bool:
        """Whether nothing can be put in any more."""
        return self._is_over

    def put(self, answer: LiveAnswer) -> None:
        """Let the reader have an answer. One that has not taken MAX_WAITING of them is ended."""
        if self._is_over:
            return
        # all that waits is dropped with it: the memory of others is not to pay for this reader
        if len(self._waiting) >= MAX_WAITING:
            self._waiting.clear()
            self.end(SlowReader())
            return
        self._waiting.append(answer)
        _wake(self._wake)

    async def put_when_taken(self, answer: LiveAnswer) -> None:
        """Let the reader have an answer, once it has taken all that waits: it is not too slow."""
        while self._waiting and not self._is_over:
            self._taken = asyncio.get_running_loop().create_future()
            await self._taken
        self.put(answer)

    def hold(self, task: asyncio.Task[None]) -> None:
        """Cancel a task that works for this reader alone, when it leaves."""
        self._catching_up = task

    def end(self, error: QuireError | None = None) -> None:
        """End it after what waits, with this error, or as finished."""
        if not self._is_over:
            self._is_over, self._end = True, error
            _wake(self._wake)
            _wake(self._taken)

    def _close(self) -> None:
        if self._catching_up:
            self._catching_up.cancel()
        if on_close := self._on_close:
            self._on_close = None  # before the call, which may end it once more
            on_close(self)


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter and not waiter.done():
        waiter.set_result(None)
