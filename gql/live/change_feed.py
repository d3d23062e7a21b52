"""Reads the rows of the change log once for all who follow it in this process.

The stream of changes says when there is something to read. What is read is known by a position of
its own, so that each row is told once and in one order, whatever the stream had to do meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Protocol

from gql import live_metrics, logs
from gql.db import Database
from gql.errors import PositionTooOld, QuireError
from gql.live.change_event import ChangeEvent
from gql.live.feed_position import FeedPosition
from gql.sql.statements import statements

SQL = statements("live")
PAGE_SIZE = 500  # rows that are read at once
MAX_UNSEEN = 5_000  # rows that are read for one client who comes back
KEPT = timedelta(days=29)  # rows of the log are kept for a day longer
GATHER_SECONDS = 0.01  # after a word of the stream, so that many writes are one read
RETRY_SECONDS = (0.05, 1.0)  # the first, and the longest


class Follower(Protocol):
    """Who is told of events. It is called in the event loop, and must be quick."""

    def take(self, event: ChangeEvent) -> None:
        """Something has happened under a topic that it follows."""

    def lose(self) -> None:
        """What has happened cannot be told in full any more."""


class ChangeFeed:
    """The rows of the change log as one process tells them. A subscriber of the stream."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: dict[str, dict[Follower, None]] = {}
        self._position: FeedPosition | None = None
        self._reading = asyncio.Lock()
        self._wake = asyncio.Event()
        self.number = 0  # of the event that was told last

    def touched(self, tags: Collection[str]) -> None:
        """Something has changed: see what."""
        if self._followers:
            self._wake.set()

    def unsettled(self, tags: Collection[str]) -> None:
        """Nothing has changed yet."""

    def forget_all(self) -> None:
        """Something may have changed."""
        self.touched(())

    async def run(self) -> None:
        """Tell what happens, until cancelled."""
        pause, longest = RETRY_SECONDS
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self.tell_due()
                pause = RETRY_SECONDS[0]
                continue
            except QuireError:  # the database is down or busy
                pass
            except Exception:
                logs.log.exception("reading changes failed")
            pause = min(2 * pause, longest)
            await asyncio.sleep(pause)

    async def tell_due(self) -> None:
        """Tell all that the stream has given notice of. Raises QuireError."""
        async with self._reading:
            if not self._wake.is_set():
                return
            self._wake.clear()
            try:
                await self._read()
            except BaseException:
                self._wake.set()
                raise

    async def follow(self, topics: Iterable[str], follower: Follower) -> FeedPosition:
        """Tell of all that happens under these topics, from the position on that is returned.

        Raises QuireError, where the database does not answer.
        """
        async with self._reading:
            position = await self._begun()
            for topic in topics:
                self._followers.setdefault(topic, {})[follower] = None
        self._wake.set()  # what the stream has said meanwhile was said to nobody
        return position

    def unfollow(self, topics: Iterable[str], follower: Follower) -> None:
        """Tell no more of these topics."""
        for topic in topics:
            if followers := self._followers.get(topic):
                followers.pop(follower, None)
                if not followers:
                    del self._followers[topic]
        if not self._followers:
            self._position = None

    async def since(
        self, after: FeedPosition, topics: Collection[str]
    ) -> tuple[list[ChangeEvent], FeedPosition, int]:
        """What has happened under these topics after a position, up to the one that is returned,
        with the number of the event that was told last there.

        Raises PositionTooOld where that is not known any more, or more than MAX_UNSEEN rows.
        """
        async with self._reading:
            until, number = await self._begun(), self.number
        if after.lineage != until.lineage or after.shown < until.shown - KEPT:
            raise PositionTooOld
        counted = await self._database.fetch_as_owner(
            SQL["count_unseen"], *after.unseen, until.since, MAX_UNSEEN + 1
        )
        if counted[0]["count"] > MAX_UNSEEN:
            raise PositionTooOld
        events = await self._events(after, until, MAX_UNSEEN + 1)
        wanted = set(topics)
        return [one for one in events if not wanted.isdisjoint(one.topics)], until, number

    async def _begun(self) -> FeedPosition:
        """The present position; of now, where nobody has followed anything."""
        if self._position is None:
            self._position = await self._now()
        return self._position

    async def _now(self) -> FeedPosition:
        [row] = await self._database.fetch_as_owner(SQL["feed_position"])
        return FeedPosition(row["lineage"], row["snapshot"], row["newest"], row["clock"])

    async def _read(self) -> None:
        if (position := self._position) is None:
            return
        now = await self._now()
        if now.lineage != position.lineage:  # a standby took over, or a backup was restored
            self._lose_all()
            return
        is_more = True
        while is_more:
            events = await self._events(position, now, PAGE_SIZE)
            for event in events:
                self._tell(event)
                live_metrics.observe_lag((now.shown - event.at).total_seconds())
            if is_more := len(events) >= PAGE_SIZE:
                position = self._position = events[-1].position
                await asyncio.sleep(0)
        self._position = now if self._followers else None

    async def _events(
        self, after: FeedPosition, until: FeedPosition, limit: int
    ) -> list[ChangeEvent]:
        """The events between two positions, `limit` of each of both kinds at most."""
        snapshot = after.until or until.since
        rows = await self._database.fetch_as_owner(
            SQL["unseen_changes"], *after.unseen, snapshot, after.id, limit
        )
        events = [
            ChangeEvent.of(row, after.told(row["id"], snapshot), is_instant=False) for row in rows
        ]
        if len(rows) >= limit:
            return events
        if after.until:  # that snapshot is done: go on with what came after it
            newest = max([after.newest, after.id, *(row["id"] for row in rows)])
            done = FeedPosition(
                after.lineage, after.until, newest, after.shown, shown_id=after.shown_id
            )
            return events + await self._events(done, until, limit)
        seen = FeedPosition(until.lineage, until.since, until.newest, after.shown)
        shown = await self._database.fetch_as_owner(
            SQL["shown_changes"], until.since, after.shown, after.shown_id, until.shown, limit
        )
        return events + [
            ChangeEvent.of(row, seen.shown_up_to(row["shows_at"], row["id"]), is_instant=True)
            for row in shown
        ]

    def _tell(self, event: ChangeEvent) -> None:
        self.number += 1
        event.number = self.number
        told: dict[Follower, None] = {}
        for topic in event.topics:
            told.update(self._followers.get(topic, {}))
        for follower in told:
            follower.take(event)

    def _lose_all(self) -> None:
        lost = {one: None for followers in self._followers.values() for one in followers}
        self._followers.clear()
        self._position = None
        for follower in lost:
            follower.lose()
