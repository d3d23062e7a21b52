"""Opens the operations that stay open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gql.engine import Context
from gql.live.open_operation import Asker, OpenOperation
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result

CreateContext = Callable[[Asker], Awaitable[Context]]


class LiveOperations:
    """The open operations of one process.

    `create_context` makes the context of one answer, with the asker as they are at that moment.
    """

    def __init__(self, executor: Executor, create_context: CreateContext) -> None:
        self._executor = executor
        self._create_context = create_context

    async def open(
        self, request: GraphQLRequest, asker: Asker, *, after: str | None = None
    ) -> OpenOperation | Result | None:
        """Open a subscription or a live query; its document was found already.

        `after`: a position, in place of the argument of that name. None for an operation that is
        answered once; a Result for one that is refused. Raises what `create_context` raises.
        """
        return None
