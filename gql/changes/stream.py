"""Reads the change log as it grows, and tells subscribers in this process what it says.

One connection asks again and again what has become visible since it asked last. A notification
only makes it ask sooner: one that is lost, or was never sent, costs half a second, and nothing is
missed, in whatever order transactions commit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf
from typing import Protocol

from gql import logs, metrics
from gql.changes.clock import DatabaseClock
from gql.changes.instants import EVERYTHING, MAX_INSTANTS, Instant, Instants
from gql.changes.position import Position
from gql.db import CHANGE_CHANNEL, Listener, Record, RecordedChange, open_listener
from gql.errors import DatabaseDown
from gql.sql.statements import statements

SQL = statements("change")
SERVER_IDENTITY = SQL["server_identity"]  # positions on one server mean nothing on another
HEARTBEAT_SECONDS = 0.4  # from an answer to the next question
PAUSE_SECONDS = 0.03  # between two notifications, or two questions after them: each stands for many
PROOF_SECONDS = 0.9  # for so long after it was asked, an answer proves that nothing was missed
ANSWER_SECONDS = 2.0  # a question without an answer is asked on another connection
MARGIN_SECONDS = 0.1  # before and after an instant, beside the uncertainty of the clock
RETRY_SECONDS = (0.05, 1.0)  # the first, and the longest
READY_SECONDS = 1.0  # for which a start waits for the first proof
KEPT_SECONDS = 29 * 86_400  # rows of the log are kept for a day longer
MAX_ROWS = 2_000  # that are read at once; where there are more, everything is forgotten
MAX_OWN = 10_000  # changes of this process that are remembered until they are read


class Subscriber(Protocol):
    """What keeps something that depends on cache tags. It is called in the event loop."""

    def touched(self, tags: Collection[str]) -> None:
        """What has one of these tags reads differently from now on."""

    def unsettled(self, tags: Collection[str]) -> None:
        """It is about to: keep nothing with one of these tags until they are touched."""

    def forget_all(self) -> None:
        """Anything may read differently."""


class ChangeStream:
    """The change log as one process follows it."""

    def __init__(
        self, url: str, on_other_server: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """`on_other_server` is awaited where positions of before mean nothing on the server."""
        self._url = url
        self._on_other_server = on_other_server
        self._subscribers: list[Subscriber] = []
        self._instants = Instants()
        self._clock = DatabaseClock()
        self._timer: asyncio.TimerHandle | None = None
        self._position: Position | None = None
        self._identity = ""
        self._clock_read = 0.0
        self._proven = -inf
        self._own: dict[int, None] = {}  # in the order in which they were committed
        self._payload = ""  # what others are to be notified of
        self._is_notified = False
        self._wake = asyncio.Event()
        self._first_proof = asyncio.Event()
        self._is_lost = False
        self.is_doubtful = False  # set while somebody has yet to take over what was told

    @property
    def is_current(self) -> bool:
        """Whether the database has proven, less than a second ago, that nothing was missed."""
        return time.monotonic() - self._proven < PROOF_SECONDS and not self.is_doubtful

    @property
    def lag(self) -> float:
        """Seconds since the moment up to which all changes are known; infinite before the first."""
        return time.monotonic() - self._proven

    @property
    def _margin(self) -> float:
        return MARGIN_SECONDS + self._clock.uncertainty

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell a subscriber of all changes from now on."""
        self._subscribers.append(subscriber)

    def next_instant(self, tags: Collection[str]) -> float | None:
        """Seconds until something with one of these tags may change by the clock alone; or None.

        By as much sooner than the instant as the clocks may differ; 0 where it is just happening.
        """
        at = self._instants.next_of(tags)
        return None if at == inf else max(0.0, at - self._margin - self._clock.now())

    def forget_all(self) -> None:
        """Tell all subscribers that anything may read differently."""
        for subscriber in self._subscribers:
            subscriber.forget_all()

    def apply_committed(self, changes: Sequence[RecordedChange]) -> None:
        """Tell what a transaction of this process has changed, before anybody is answered."""
        for change in changes:
            self._own[change.id] = None
        while len(self._own) > MAX_OWN:
            del self._own[next(iter(self._own))]
        self._apply(changes)
        if len(self._own) > MAX_ROWS // 4:  # or more of them would wait than are read at once
            self._is_notified = True
        self._payload = str(changes[-1].id)
        self._wake.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the change log for the block, which begins with the first proof, if it is soon."""
        task = asyncio.create_task(self._run())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(READY_SECONDS):
                    await self._first_proof.wait()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            if self._timer:
                self._timer.cancel()
            self._proven = -inf

    async def _run(self) -> None:
        pause, longest = RETRY_SECONDS
        while True:
            proven = self._proven
            try:
                async with open_listener(self._url, CHANGE_CHANNEL) as listener:
                    await self._follow(listener)
            except DatabaseDown as error:
                self._note_lost(error.__cause__ or error)
            except Exception:
                logs.log.exception("following changes failed")
                self._note_lost(None)
            pause = RETRY_SECONDS[0] if self._proven > proven else min(2 * pause, longest)
            await asyncio.sleep(pause)
            metrics.count_changes_reconnect()

    async def _follow(self, listener: Listener) -> None:
        """Ask again and again, until the connection fails."""
        [server] = await listener.fetch(SERVER_IDENTITY, seconds=ANSWER_SECONDS)
        if server["is_standby"]:
            # its snapshots do not tell which transactions are under way
            raise DatabaseDown("The server is a standby that takes no writes.")
        listener.on_end(self._notice)
        await listener.listen(self._notice)
        if server["identity"] != self._identity:
            await self._begin_anew(server["identity"])
        asked = -inf
        while True:
            self._wake.clear()
            await self._notify_others(listener)
            if self._is_notified or time.monotonic() - asked >= HEARTBEAT_SECONDS:
                self._is_notified = False
                await self._ask(listener)
                asked = time.monotonic()
            await asyncio.sleep(PAUSE_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(asked + HEARTBEAT_SECONDS - time.monotonic()):
                    await self._wake.wait()

    def _notice(self) -> None:
        self._is_notified = True
        self._wake.set()

    async def _begin_anew(self, identity: str) -> None:
        """Positions and clocks of before mean nothing on this server."""
        if self._identity and self._on_other_server:
            await self._on_other_server()
        self._identity, self._position = identity, None

    async def _notify_others(self, listener: Listener) -> None:
        if payload := self._payload:
            self._payload = ""
            await listener.notify(payload, seconds=ANSWER_SECONDS)

    async def _ask(self, listener: Listener) -> None:
        """What has become visible since the last time; what is to come, where that is not known."""
        sent, own = time.monotonic(), tuple(self._own)
        since = self._position or Position()
        rows = await listener.fetch(
            SQL["changes_since"],
            *(since.xmax, since.under_way, MAX_ROWS),
            seconds=ANSWER_SECONDS,
        )
        received, clock = time.monotonic(), rows[0]["clock"]
        was_set = self._clock.set(clock, sent=sent, received=received)
        is_gap = len(rows) == MAX_ROWS or clock - self._clock_read > KEPT_SECONDS
        if self._position is None or is_gap or was_set:
            await self._load_instants(listener, self._long_passed(clock))
            self.forget_all()
        else:
            self._apply_read(rows)
        if self._instants.is_used_up:
            await self._load_instants(listener, self._instants.horizon)
        elif self._instants.is_overfull:
            await self._load_instants(listener, self._long_passed(clock))
        self._position, self._clock_read = Position.of(rows[0]["snapshot"]), clock
        for id in own:  # they were committed before, so their rows were read now or earlier
            self._own.pop(id, None)
        self._note_proof(sent)

    def _long_passed(self, clock: float) -> float:
        """An instant that has passed for sure; of later ones, subscribers are told at once."""
        return clock - 2 * self._margin

    async def _load_instants(self, listener: Listener, after: float) -> None:
        rows = await listener.fetch(
            SQL["changes_to_come"], after, MAX_INSTANTS, seconds=ANSWER_SECONDS
        )
        self._instants.load([Instant(row["shows_at"], row["id"], row["tags"]) for row in rows])
        self._tell_instants()

    def _apply_read(self, rows: Sequence[Record]) -> None:
        """Tell the rows of others: those of this process were told when they were committed."""
        self._apply(
            [
                RecordedChange(row["id"], row["shows_at"], row["tags"])
                for row in rows
                if row["id"] is not None and row["id"] not in self._own
            ]
        )

    def _apply(self, changes: Sequence[RecordedChange]) -> None:
        # of what shows later too: it may have been shown until now
        tags = {tag for change in changes for tag in change.tags}
        passed = self._clock.now() - self._margin
        for change in changes:
            if change.shows_at is not None and change.shows_at > passed:
                self._instants.add(Instant(change.shows_at, change.id, change.tags))
        if tags:
            self._tell_touched(tags)
        self._tell_instants()

    def _tell_touched(self, tags: Collection[str]) -> None:
        if EVERYTHING in tags:
            self.forget_all()
            return
        for subscriber in self._subscribers:
            subscriber.touched(tags)

    def _tell_instants(self) -> None:
        """Tell what comes by now, and again when the next is due, though no answer comes."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not self._clock.is_known:
            return
        margin = self._margin
        for what, tags in self._instants.advance(self._clock.now(), margin):
            if what == "touched":
                self._tell_touched(tags)
            else:
                for subscriber in self._subscribers:
                    subscriber.unsettled(tags)
        if (at := self._instants.next_event(margin)) < inf:
            seconds = max(0.001, at - self._clock.now())
            self._timer = asyncio.get_running_loop().call_later(seconds, self._tell_instants)

    def _note_proof(self, sent: float) -> None:
        if self._is_lost:
            seconds = round(sent - self._proven, 3) if self._proven > -inf else None
            logs.log.info("changes are followed again", unknown_for=seconds)
        self._is_lost, self._proven = False, sent
        self._first_proof.set()

    def _note_lost(self, reason: BaseException | None) -> None:
        if not self._is_lost:
            logs.log.warning(
                "changes cannot be followed: no answer is kept until they can",
                reason=f"{type(reason).__name__}: {reason}",
            )
        self._is_lost = True
