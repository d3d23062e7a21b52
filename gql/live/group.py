"""Operations that are answered alike, as one: as subscriptions and as live queries."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context as Variables
from functools import partial

from gql import live_metrics, logs
from gql.engine import Context
from gql.errors import NoLongerAllowed, QuireError, TokenInvalid
from gql.live.answer_bytes import answer_bytes, is_transient
from gql.live.audience import Audience
from gql.live.live_request import LiveRequest
from gql.live.open_operation import OpenOperation
from gql.live.persistence import persistently
from gql.operation.execute import Executor
from gql.operation.result import Result
from gql.operation.selected_operation import Allowed

MakeContext = Callable[[], Awaitable[Context]]
AT_ONCE = 4  # executions of open operations at the same time
RETRY_SECONDS, MAX_ATTEMPTS = 0.2, 300  # to answer once, while the database does not


class Group:
    """One operation that stays open, and all who read it.

    `opening` is done when it has begun: with a Result where it is refused. It ends when the last of
    its readers has left.
    """

    def __init__(
        self,
        executor: Executor,
        turns: asyncio.Semaphore,
        request: LiveRequest,
        make_context: MakeContext,
        on_empty: Callable[[], None],
        max_answer: int,
    ) -> None:
        """`turns`: of the process, so that the rest of the service reads, too."""
        self.request = request
        self.audience = Audience(self.close)
        self._executor = executor
        self._turns = turns
        self._make_context = make_context
        self._on_empty = on_empty
        self._max_answer = max_answer
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False
        # variables of its own: those of the first reader would live as long as the group does
        self.opening = asyncio.get_running_loop().create_task(self._open(), context=Variables())

    async def _open(self) -> Result | None:
        raise NotImplementedError

    async def begin(self, reader: OpenOperation, after: str | None = None) -> None:
        """Tell one more reader, from now or from a position on. Raises QuireError."""
        raise NotImplementedError

    def end(self, error: Exception) -> None:
        """End it for all who read, with what they are told of the error."""
        self.audience.end(ending(error))
        self.close()

    def close(self) -> None:
        """Run no more."""
        if self._is_closed:
            return
        self._is_closed = True
        self.opening.cancel()
        if self._task:
            self._task.cancel()
        self._on_empty()

    async def _answer(
        self,
        present: MakeContext,
        renew: MakeContext,
        *,
        event: object = None,
        begin: Callable[[], None] | None = None,
    ) -> tuple[bytes, Result]:
        """One answer, in the context that `present` gives; asked for again, in one that `renew`
        makes, while the database gives none.

        `begin` is called before each attempt; the answer then has its cache tags.
        """
        for _ in range(MAX_ATTEMPTS):
            context, result = await persistently(partial(self._attempt, present, event, begin))
            if not is_transient(result):
                break
            await asyncio.sleep(RETRY_SECONDS)
            present = renew
        return answer_bytes(result, min(context.max_response, self._max_answer)), result

    async def _attempt(
        self, make_context: MakeContext, event: object, begin: Callable[[], None] | None
    ) -> tuple[Context, Result]:
        async with self._turns:
            if begin:
                begin()
            # not before its turn and `begin`: what it is made of may become different until then
            context = await make_context()
            result = await self._executor.run(
                self.request.valid.request,
                context,
                allowed=Allowed.LIVE,
                event=event,
                with_tags=begin is not None,
            )
        live_metrics.count_execution()
        return context, result


def ending(error: Exception) -> QuireError:
    """What those are told whose operation cannot go on."""
    if isinstance(error, TokenInvalid):
        return NoLongerAllowed(error.message)
    if isinstance(error, QuireError):
        return error
    logs.log.error("a live operation failed", exc_info=error)
    return QuireError()
