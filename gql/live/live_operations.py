"""Opens the operations that stay open, and lets those who ask the same share one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Any, Protocol

from graphql import OperationType

from gql import live_metrics
from gql.db import Database
from gql.engine import Context
from gql.errors import QuireError, TokenInvalid, TooManyLiveOperations
from gql.live.change_feed import ChangeFeed
from gql.live.group import AT_ONCE, Group
from gql.live.live_request import LiveRequest, live_request, throttle_of
from gql.live.open_operation import Asker, OpenOperation
from gql.live.query_group import QueryGroup
from gql.live.subscription_group import SubscriptionGroup
from gql.live.touched_tags import TouchedTags
from gql.live_metrics import Kind
from gql.operation.execute import Executor, graphql_core_schema
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result

CreateContext = Callable[[Asker], Awaitable[Context]]
Forget = Callable[[], None]
SHARE = 5  # of all groups, the part that one client address may have opened
CHECK_SECONDS = 2.0  # between two looks at the tokens of all who have operations open


class Changes(Protocol):
    """The stream of changes, gql/changes/stream.py."""

    def subscribe(self, subscriber: Any) -> None:
        """Tell a subscriber of all changes from now on."""


class LiveOperations:
    """The open operations of one process.

    `create_context` makes the context of one answer, with the asker as they are at that moment.
    `live_different`: groups of equal ones; `live_answer`: bytes of one answer.
    """

    def __init__(
        self,
        executor: Executor,
        create_context: CreateContext,
        database: Database,
        *,
        live_different: int,
        live_answer: int,
    ) -> None:
        self._max_different = live_different
        self._max_answer = live_answer
        self._clients: Counter[str] = Counter()  # who has opened how many of the groups
        self._executor = executor
        self._create_context = create_context
        self.feed = ChangeFeed(database)
        self._groups: dict[Hashable, Group] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._touched_tags = TouchedTags()

    def follow(self, changes: Changes) -> None:
        """Learn from the stream of changes what has happened."""
        changes.subscribe(self.feed)
        changes.subscribe(self._touched_tags)

    async def open(
        self, request: GraphQLRequest, asker: Asker, *, after: str | None = None
    ) -> OpenOperation | Result | None:
        """Open a subscription or a live query; its document was found already.

        `after`: a position, in place of the argument of that name. None for an operation that is
        answered once; a Result for one that is refused. Raises what `create_context` raises, and
        QuireError where it cannot be opened: PositionTooOld, BadInput, DatabaseDown,
        TooManyLiveOperations.
        """
        valid = await self._executor.check_live(request)
        if isinstance(valid, Result):
            return valid
        is_subscription = valid.operation.type is OperationType.SUBSCRIPTION
        if not is_subscription and not valid.operation.live:
            return None
        found = await live_request(valid, asker, after)
        group = self._groups.get(found.key)
        if group is None:
            client = asker.client[0] if asker.client else ""
            self._check_room(client)
            make = self._new_subscription if is_subscription else self._new_query
            group = self._groups[found.key] = make(found, partial(self._forget, found.key, client))
            self._clients[client] += 1
        return await self._read(group, found)

    async def check_askers(self) -> None:
        """End the operations of those who may not go on: to be called every CHECK_SECONDS."""
        askers = {group.request.asker.identity: group.request.asker for group in self.groups}
        for asker in askers.values():
            if not asker.is_stranger:
                await self._check(asker)

    @property
    def groups(self) -> list[Group]:
        """All that runs: each for all who ask the same."""
        return list(self._groups.values())

    async def _check(self, asker: Asker) -> None:
        try:
            await self._create_context(asker)
        except TokenInvalid as error:
            for group in self.groups:
                if group.request.asker.identity == asker.identity:
                    group.end(error)
        except QuireError:
            pass  # the database is down or busy: nobody knows yet

    async def _read(self, group: Group, request: LiveRequest) -> OpenOperation | Result:
        kind: Kind = "query" if isinstance(group, QueryGroup) else "subscription"

        def leave(reader: OpenOperation) -> None:
            live_metrics.add_operations(kind, -1)
            group.audience.leave(reader)

        reader = OpenOperation(leave)
        live_metrics.add_operations(kind, 1)
        group.audience.join(reader)
        try:
            # shielded: who leaves while it opens does not end it for the others
            refused = await asyncio.shield(group.opening)
            if refused is None:
                await group.begin(reader, request.after)
                return reader
        except BaseException:
            await reader.aclose()
            raise
        await reader.aclose()
        return refused

    def _check_room(self, client: str) -> None:
        # sockets of one address may be hundreds, each with many operations
        of_client = max(1, self._max_different // SHARE)
        if len(self._groups) >= self._max_different or self._clients[client] >= of_client:
            raise TooManyLiveOperations

    def _forget(self, key: Hashable, client: str) -> None:
        del self._groups[key]
        self._clients[client] -= 1
        if not self._clients[client]:
            del self._clients[client]

    def _new_subscription(self, request: LiveRequest, forget: Forget) -> SubscriptionGroup:
        return SubscriptionGroup(self.feed, *self._of_group(request, forget))

    def _new_query(self, request: LiveRequest, forget: Forget) -> QueryGroup:
        throttle = throttle_of(request.valid, graphql_core_schema(self._executor.schema))
        return QueryGroup(self._touched_tags, throttle, *self._of_group(request, forget))

    def _of_group(self, request: LiveRequest, forget: Forget) -> tuple[Any, ...]:
        make_context = partial(self._create_context, request.asker)
        return self._executor, self._turns, request, make_context, forget, self._max_answer
