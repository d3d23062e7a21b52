"""What the field of a subscription sees as `info.context`: changes, one after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from gql.db import Record, Statement
from gql.engine import Context
from gql.live.change_event import ChangeEvent
from gql.live.group import MakeContext
from gql.live.persistence import persistently

Incoming = Callable[[Sequence[str]], AsyncIterator[ChangeEvent]]


class Watch:
    """The changes that `incoming` gives for the topics of a field, each with a context of its own.

    `is_shared`: all who read it see the same, so that what is read for a change is read once.
    """

    def __init__(
        self, context: Context, make_context: MakeContext, incoming: Incoming, *, is_shared: bool
    ) -> None:
        self.context = context
        self.change: ChangeEvent | None = None
        self._make_context = make_context
        self._incoming = incoming
        self._is_shared = is_shared

    async def changes(self, *topics: str) -> AsyncIterator[ChangeEvent]:
        """What happens under any of these topics. Raises what `make_context` raises."""
        async for change in self._incoming(topics):
            await self.renew()
            self.change = change
            yield change

    async def present(self) -> Context:
        """The context of the change at hand."""
        return self.context

    async def renew(self) -> Context:
        """Take a new context: who asks, as they are now."""
        self.context = await persistently(self._make_context)
        return self.context

    async def read(
        self, change: ChangeEvent, statement: Statement, *values: object
    ) -> list[Record]:
        """Read under the role that the viewer has at the moment of this change."""

        async def read() -> list[Record]:
            return await persistently(lambda: self.context.db.fetch(statement, *values))

        if not self._is_shared:
            return await read()
        rows: list[Record] = await change.read_once((statement.text, repr(values)), read)
        return rows
