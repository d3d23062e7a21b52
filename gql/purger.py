"""Tells the caches on the way, a CDN or Varnish, which of their answers a write has made stale.

Up to where they have acknowledged it is a row of `quire.purge`: nothing is lost while they are
away, or while no process runs. One process purges at a time, in the order of what was committed;
it holds no transaction while it waits for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from uuid import uuid4

import httpx
import tenacity

from gql import logs, metrics
from gql.cache.cdn_tags import joined, purged_cdn_tags
from gql.changes import EVERYTHING, SERVER_IDENTITY, Position
from gql.db import Database
from gql.errors import QuireError
from gql.settings import Settings
from gql.sql.statements import statements

SQL = statements("purge")
MAX_TAGS = 2_000  # of one purge; where there are more, everything is purged
MAX_NAMES = 100  # of one request: as many as Cloudflare takes; Fastly takes 256
LEASE_SECONDS = 60.0  # after which another process may purge, if this one ended amid it
GATHER_SECONDS = 0.05  # after a write, so that many of them are one request
POLL_SECONDS = 5.0  # without a word of the stream of changes
ANSWER_SECONDS = 5.0
LONGEST_PAUSE = 60.0  # between two attempts


class PurgeFailed(Exception):
    """The caches have not acknowledged it; the message says why."""


@dataclass(frozen=True, slots=True)
class PurgeAddress:
    """Where to purge. `header`: `Name: value` of a secret, or empty; `tag_header` has the tags."""

    url: str
    method: str = "PURGE"
    header: str = ""
    tag_header: str = "Cache-Tag"

    @classmethod
    def from_settings(cls, settings: Settings) -> PurgeAddress | None:
        """That of QUIRE_PURGE_URL; None without one."""
        if not settings.purge_url:
            return None
        return cls(
            settings.purge_url,
            settings.purge_method,
            settings.purge_header,
            settings.cache_tag_header,
        )

    @property
    def headers(self) -> dict[str, str]:
        """The headers of each request beside that of the tags."""
        name, _, value = self.header.partition(":")
        return {name.strip(): value.strip()} if self.header else {}


@dataclass(frozen=True, slots=True)
class _Taken:
    """Tags to purge, and the position that is reached by it: the values of move_position."""

    tags: list[str]
    position: tuple[object, ...]


class Purger:
    """A subscriber of the stream of changes that purges what was touched.

    `repeat_seconds`: after which everything is purged a second time. An answer that was on its way
    during the first may hold what was true before, and be kept by a cache after it.
    """

    def __init__(self, database: Database, address: PurgeAddress, repeat_seconds: float) -> None:
        self._database = database
        self._address = address
        self._repeat_seconds = repeat_seconds
        self._id = uuid4()
        self._is_first = True
        self._wake = asyncio.Event()
        self._again: dict[str, float] = {}  # name → when, in the order of time

    def touched(self, tags: Collection[str]) -> None:
        """Something has changed: see what."""
        self._wake.set()

    def unsettled(self, tags: Collection[str]) -> None:
        """Nothing has changed yet."""

    def forget_all(self) -> None:
        """Something may have changed."""
        self._wake.set()

    async def run(self) -> None:
        """Purge what is touched, until cancelled."""
        attempts = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(Exception),
            wait=tenacity.wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE),
            before_sleep=_report,
        )
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
            while True:
                self._wake.clear()
                await attempts(self.purge_due, client)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause):
                        await self._wake.wait()
                await asyncio.sleep(GATHER_SECONDS)

    @property
    def _pause(self) -> float:
        """Seconds until there is something to purge again, if nobody says so before."""
        first = next(iter(self._again.values()), None)
        return POLL_SECONDS if first is None else min(POLL_SECONDS, max(0.0, first - monotonic()))

    async def purge_due(self, client: httpx.AsyncClient) -> None:
        """Purge all that was touched since the last time. Raises PurgeFailed, QuireError."""
        taken = await self._take()
        if taken is None:
            return
        again, names = self._due_again(), purged_cdn_tags(taken.tags)
        try:
            for batch in batches([*dict.fromkeys((*again, *names))]):
                await self._send(client, batch)
                await self._lease()
        except BaseException:
            await self._execute("give_back")
            raise
        await self._execute("move_position", *taken.position)
        for name in (*again, *names):
            self._again.pop(name, None)
        # at the end: their time is the latest
        self._again |= dict.fromkeys(names, monotonic() + self._repeat_seconds)
        if len(self._again) > 2 * MAX_TAGS:
            everything = purged_cdn_tags([EVERYTHING])
            self._again = dict.fromkeys(everything, monotonic() + self._repeat_seconds)
        self._is_first = False

    def _due_again(self) -> list[str]:
        now = monotonic()
        return [name for name, due in self._again.items() if due <= now]

    async def _take(self) -> _Taken | None:
        """What was touched since the position; None while another process purges."""
        async with self._database.transaction() as connection:
            [server] = await connection.fetch(SERVER_IDENTITY.text)
            identity = server["identity"]
            await connection.execute(SQL["begin"].text, identity)
            found = await connection.fetch(SQL["lease"].text, self._id, LEASE_SECONDS)
            if not found:
                return None
            [position] = found
            # a process that ended knows no more what was to be repeated
            recent = 2 * self._repeat_seconds if self._is_first else 0.0
            since = (position["seen_to"], position["under_way"], position["shown_until"])
            rows = await connection.fetch(SQL["touched_since"].text, *since, recent, MAX_TAGS + 1)
        now = Position.of(rows[0]["snapshot"])
        tags = [row["tag"] for row in rows if row["tag"] is not None]
        is_known = position["identity"] == identity and not position["is_too_old"]
        return _Taken(
            tags if is_known and len(tags) <= MAX_TAGS else [EVERYTHING],
            (identity, now.xmax, now.under_way, rows[0]["clock"]),
        )

    async def _lease(self) -> None:
        await self._execute("lease", LEASE_SECONDS)

    async def _execute(self, name: str, *values: object) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(SQL[name].text, self._id, *values)

    async def _send(self, client: httpx.AsyncClient, names: Sequence[str]) -> None:
        address = self._address
        headers = {**address.headers, address.tag_header: joined(names, address.tag_header)}
        try:
            response = await client.request(
                address.method, address.url, headers=headers, json={"tags": names}
            )
        except httpx.HTTPError as error:
            raise PurgeFailed(f"{type(error).__name__}: {error}") from None
        if not response.is_success:
            raise PurgeFailed(f"status {response.status_code}")
        metrics.count_purge(len(names))


def batches(names: Sequence[str]) -> Iterator[list[str]]:
    """The names in parts of MAX_NAMES at most."""
    for first in range(0, len(names), MAX_NAMES):
        yield [*names[first : first + MAX_NAMES]]


def _report(state: tenacity.RetryCallState) -> None:
    metrics.count_failed_purge()
    error = state.outcome and state.outcome.exception()
    if not isinstance(error, PurgeFailed | QuireError):
        logs.log.error("a purge failed", exc_info=error)
    elif state.attempt_number == 1:
        logs.log.warning(
            "QUIRE_PURGE_URL does not take what was changed: it is told again and again. Check the "
            "address, QUIRE_PURGE_METHOD and QUIRE_PURGE_HEADER.",
            reason=str(error),
        )
