"""Tells the caches on the way, a CDN or Varnish, which of their answers a write has made stale.

Up to where they have acknowledged it is a row of `quire.purge`: nothing is lost while they are
away, or while no process runs. One process purges at a time, in the order of what was committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import httpx
import tenacity

from gql import logs, metrics
from gql.cache.cdn_tags import purged_cdn_tags
from gql.changes import SERVER_IDENTITY, Position
from gql.db import Connection, Database
from gql.errors import QuireError
from gql.settings import Settings
from gql.sql.statements import statements

SQL = statements("purge")
EVERYTHING = "everything"  # the tag of every answer
MAX_TAGS = 2_000  # of one purge; where there are more, everything is purged
MAX_HEADER_BYTES = 4_000  # of one request: proxies have room for so much
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


class Purger:
    """A subscriber of the stream of changes that purges what was touched.

    `repeat_seconds`: after which everything is purged a second time. An answer that was on its way
    during the first may hold what was true before, and be kept by a cache after it.
    """

    def __init__(self, database: Database, address: PurgeAddress, repeat_seconds: float) -> None:
        self._database = database
        self._address = address
        self._repeat_seconds = repeat_seconds
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
        async with self._database.transaction() as connection:
            again, names = self._due_again(), purged_cdn_tags(await self._take(connection))
            for batch in batches([*dict.fromkeys((*again, *names))]):
                await self._send(client, batch)
        for name in (*again, *names):
            self._again.pop(name, None)
        # at the end: their time is the latest
        self._again |= dict.fromkeys(names, monotonic() + self._repeat_seconds)
        if len(self._again) > 2 * MAX_TAGS:
            everything = purged_cdn_tags([EVERYTHING])
            self._again = dict.fromkeys(everything, monotonic() + self._repeat_seconds)

    def _due_again(self) -> list[str]:
        now = monotonic()
        return [name for name, due in self._again.items() if due <= now]

    async def _take(self, connection: Connection) -> list[str]:
        """The tags that were touched since the position, which moves if the transaction commits."""
        [server] = await connection.fetch(SERVER_IDENTITY.text)
        identity = server["identity"]
        found = await connection.fetch(SQL["lock_position"].text)
        if not found:
            await connection.execute(SQL["begin"].text, identity)
            return []
        [position] = found
        rows = await connection.fetch(
            SQL["touched_since"].text,
            *(position["seen_to"], position["under_way"], position["shown_until"], MAX_TAGS + 1),
        )
        now = Position.of(rows[0]["snapshot"])
        await connection.execute(
            SQL["move_position"].text, identity, now.xmax, now.under_way, rows[0]["clock"]
        )
        tags = [row["tag"] for row in rows if row["tag"] is not None]
        is_known = position["identity"] == identity and len(tags) <= MAX_TAGS
        return tags if is_known else [EVERYTHING]

    async def _send(self, client: httpx.AsyncClient, names: Sequence[str]) -> None:
        address = self._address
        separator = "," if "cache-tag" in address.tag_header.lower() else " "
        headers = {**address.headers, address.tag_header: separator.join(names)}
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
    """The names in parts that fit into a header."""
    batch: list[str] = []
    size = 0
    for name in names:
        if batch and size + len(name) + 1 > MAX_HEADER_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(name)
        size += len(name) + 1
    if batch:
        yield batch


def _report(state: tenacity.RetryCallState) -> None:
    metrics.count_failed_purge()
    error = state.outcome and state.outcome.exception()
    if not isinstance(error, PurgeFailed | QuireError):
        logs.log.error("a purge failed", exc_info=error)
    elif state.attempt_number == 1:
        logs.log.warning(
            "QUIRE_PURGE_URL does not take what was changed: it is told again and again",
            reason=str(error),
        )
