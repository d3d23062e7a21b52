"""Equal subscriptions of those who see the same: each change is executed once for all of them.

The source is Strawberry's, an async generator of types/subscription.py that graphql-core calls;
what it yields is executed as graphql-core maps a source to responses. Only that it is done once for
many readers, with a context of its own each time and in turns with the rest, is written here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextvars import Context as Variables
from typing import Any

from gql.errors import PositionTooOld
from gql.live.change_event import ChangeEvent
from gql.live.change_feed import ChangeFeed
from gql.live.feed_position import FeedPosition
from gql.live.group import Group, ending
from gql.live.open_operation import LiveAnswer, OpenOperation
from gql.live.persistence import persistently
from gql.live.watch import Watch
from gql.operation.result import Result

MAX_PENDING = 5_000  # changes that wait to be executed


class SubscriptionGroup(Group):
    """One subscription, its source, and its readers. A follower of the feed."""

    def __init__(self, feed: ChangeFeed, *group: Any) -> None:
        """`group`: what every Group has."""
        self._feed = feed
        self._topics: Sequence[str] = ()
        self._pending: deque[ChangeEvent] = deque()
        self._wake = asyncio.Event()
        self._following: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        super().__init__(*group)

    async def _open(self) -> Result | None:
        """Begin to follow. A Result where the subscription is refused. Raises QuireError."""
        watch = await self._new_watch(self._incoming)
        source = await self._executor.source(self.request.valid, watch)
        if isinstance(source, Result):
            return source
        self._task = asyncio.create_task(self._run(watch, source))
        await self._following
        return None

    async def begin(self, reader: OpenOperation, after: str | None = None) -> None:
        """Tell a reader all that happens; first, what has happened since a position.

        Raises PositionTooOld and BadInput.
        """
        if after is None:
            await self._feed.tell_due()  # what was written before is not news to it
            self.audience.join(reader, self._feed.number)
            return
        position = FeedPosition.of(after)
        events, position, number = await self._feed.since(position, self._topics)
        catching_up = self._catch_up(reader, events, position, number)
        task = asyncio.get_running_loop().create_task(catching_up, context=Variables())
        reader.hold(task)

    def take(self, event: ChangeEvent) -> None:
        """A change under a topic of the field: it is executed in its turn."""
        if len(self._pending) >= MAX_PENDING:
            self.lose()
            return
        self._pending.append(event)
        self._wake.set()

    def lose(self) -> None:
        """What has happened cannot be told in full any more."""
        self.end(PositionTooOld())

    def close(self) -> None:
        """Follow nothing any more."""
        self._feed.unfollow(self._topics, self)
        super().close()

    async def _incoming(self, topics: Sequence[str]) -> AsyncIterator[ChangeEvent]:
        self._topics = topics
        await self._feed.follow(topics, self)
        self._following.set_result(None)
        while True:
            while self._pending:
                yield self._pending.popleft()
            self._wake.clear()
            await self._wake.wait()

    async def _run(self, watch: Watch, source: AsyncIterator[Any]) -> None:
        try:
            async for answer, number in self._answers(watch, source):
                await self.audience.give(answer, number)
        except Exception as error:
            if not self._following.done():
                self._following.set_exception(error)
            else:
                self.end(error)

    async def _catch_up(
        self,
        reader: OpenOperation,
        events: list[ChangeEvent],
        position: FeedPosition,
        number: int,
    ) -> None:
        """Tell one reader what has happened, as fast as it reads, until it knows what all know."""
        try:
            while True:
                await self._tell_one(reader, events)
                if self._feed.number == number:
                    self.audience.join(reader, number)
                    return
                events, position, number = await persistently(
                    lambda: self._feed.since(position, self._topics)  # noqa: B023
                )
        except Exception as error:
            reader.end(ending(error))

    async def _tell_one(self, reader: OpenOperation, events: list[ChangeEvent]) -> None:
        async def incoming(topics: Sequence[str]) -> AsyncIterator[ChangeEvent]:
            for event in events:
                yield event

        watch = await self._new_watch(incoming)
        source = await self._executor.source(self.request.valid, watch)
        if not isinstance(source, Result):
            async for answer, _ in self._answers(watch, source):
                await reader.put_when_taken(answer)

    async def _new_watch(self, incoming: Any) -> Watch:
        context = await self._make_context()
        return Watch(
            context, self._make_context, incoming, is_shared=self.request.asker.is_stranger
        )

    async def _answers(
        self, watch: Watch, source: AsyncIterator[Any]
    ) -> AsyncIterator[tuple[LiveAnswer, int]]:
        async for event in source:
            change = watch.change
            if change is not None:
                body, _ = await self._answer(watch.present, watch.renew, event=event)
                yield LiveAnswer(body, change.position.text), change.number
