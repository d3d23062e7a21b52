"""The reference path in slices: graphql-core completes loaded records without ever awaiting.

Thousands of them would hold the event loop for seconds. After SLICE_SECONDS in one turn of the
loop, objects are completed in its next turns, those of all operations in rotation.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import Context
from inspect import isawaitable
from typing import Any, cast
from weakref import WeakKeyDictionary

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, create_source_event_stream
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gql.operation.error_response import RequestError
from gql.operation.request import GraphQLRequest

# Of the thread's processor time: a wait of the process must not split batches of the DataLoaders,
# which end with each turn.
SLICE_SECONDS = 0.02
MAX_WOKEN = 16  # objects in one turn; each has its fields, so that more would overrun the slice


async def run_in_turns(
    schema: GraphQLSchema,
    document: DocumentNode,
    request: GraphQLRequest,
    context: object,
    *,
    max_errors: int,
    hide_suggestions: bool,
    event: object = None,
) -> ExecutionResult:
    """Execute a valid request with the resolvers; a subscription, for one event of its source.

    Raises RequestError for bad variables.
    """
    executor = executor_in_turns(
        schema,
        document,
        request,
        context,
        max_errors=max_errors,
        hide_suggestions=hide_suggestions,
        event=event,
    )
    # not awaited here: an operation whose fields are all sync returns its result at once
    result: Any = executor.execute_operation()
    if isawaitable(result):
        result = await cast("Awaitable[object]", result)
    return cast("ExecutionResult", result)


async def source_of_events(
    schema: GraphQLSchema,
    document: DocumentNode,
    request: GraphQLRequest,
    context: object,
    *,
    max_errors: int,
    hide_suggestions: bool,
) -> AsyncIterator[Any] | ExecutionResult:
    """What the field of a valid subscription yields, or why it refuses. Raises RequestError."""
    source: Any = create_source_event_stream(
        executor_in_turns(
            schema,
            document,
            request,
            context,
            max_errors=max_errors,
            hide_suggestions=hide_suggestions,
        )
    )
    found: AsyncIterator[Any] | ExecutionResult = await source if isawaitable(source) else source
    return found


def executor_in_turns(
    schema: GraphQLSchema,
    document: DocumentNode,
    request: GraphQLRequest,
    context: object,
    *,
    max_errors: int,
    hide_suggestions: bool,
    event: object = None,
) -> ExecutorInTurns:
    """The executor of a valid request. Raises RequestError for bad variables."""
    executor = ExecutorInTurns.build(
        schema,
        document,
        root_value=event,
        context_value=context,
        # coerced for a second time: graphql-core accepts only raw values here
        raw_variable_values=request.variables,
        operation_name=request.operation_name,
        max_coercion_errors=max_errors,
        is_awaitable=cast("Any", optimized_is_awaitable),
        hide_suggestions=hide_suggestions,
        operation_extensions=request.extensions,
    )
    if isinstance(executor, list):
        raise RequestError(executor, "BAD_USER_INPUT")
    return cast("ExecutorInTurns", executor)


class Turns:
    """How long the operations of one loop have worked in its present turn, and what waits."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._end: float | None = None  # of the present slice; None: none has begun in this turn
        self._waiting: dict[object, deque[Future[None]]] = {}

    def has_time(self) -> bool:
        """Whether something may be completed in this turn; the first call begins the slice."""
        now = time.thread_time()
        if self._end is None:
            self._end = now + SLICE_SECONDS
            # an empty context: that of a request would live as long as the turns go on
            self._loop.call_soon(self._begin_turn, context=Context())
        return now < self._end

    async def wait(self, operation: object) -> None:
        """Wait for a turn with time left; return at once in such a one."""
        # asked again even at first: a task may begin turns after it was created, when none is due
        while not self.has_time():
            turn: Future[None] = self._loop.create_future()
            self._waiting.setdefault(operation, deque()).append(turn)
            await turn

    def _begin_turn(self) -> None:
        self._end = None
        for _ in range(MAX_WOKEN):
            if not self._waiting:
                return
            operation = next(iter(self._waiting))
            waiting = self._waiting.pop(operation)
            turn = waiting.popleft()
            if waiting:  # last in the rotation
                self._waiting[operation] = waiting
            if not turn.done():
                turn.set_result(None)
        self.has_time()  # so that there is a next turn


_turns: WeakKeyDictionary[AbstractEventLoop, Turns] = WeakKeyDictionary()


class ExecutorInTurns(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which leaves the loop to others after each slice."""

    def execute_fields(self, *arguments: Any) -> Any:
        """Complete one object; later if this turn has no time left for it."""
        return self._now_or_later(super().execute_fields, arguments)

    def complete_iterable_value(self, *arguments: Any) -> Any:
        """Complete one list; likewise: each of its objects would wait by itself."""
        return self._now_or_later(super().complete_iterable_value, arguments)

    def execute_field(self, *arguments: Any) -> Any:
        """Complete one field; likewise, if it has arguments, which may be long lists."""
        nodes = arguments[2]
        if not nodes[0].node.arguments:
            return super().execute_field(*arguments)
        return self._now_or_later(super().execute_field, arguments)

    def _now_or_later(self, execute: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        loop = asyncio.get_running_loop()
        turns = _turns.get(loop)
        if turns is None:
            turns = _turns[loop] = Turns(loop)
        if turns.has_time():
            return execute(*arguments)
        return self._later(turns, execute, arguments)

    async def _later(
        self, turns: Turns, execute: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> Any:
        await turns.wait(self)
        completed = execute(*arguments)
        return await completed if isinstance(completed, Awaitable) else completed
