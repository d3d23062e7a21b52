"""How many comments a second 16 writers store, announced to two processes and not at all.

python -m tests.bench.announced               # half a minute
python -m tests.bench.announced --seconds 0.5 --rounds 2

Each writer comments on a post of its own, one transaction after the other, on a server that writes
to its disk as it does by default. In turn, some seconds each:

- not announced: the comment and its row in the change log, which nobody reads
- announced: the same, followed by the process that writes and by another
- in the transaction: the same, with a notification in each transaction, as versions before had it

Then it tells how long after a commit the other process has heard of it, one comment at a time.
Exits with 1 when fewer than 0.9 of the comments are stored where they are announced.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from gql.changes import ChangeStream
from gql.content.change_log import record_change
from gql.db import Connection, Database, RecordedChange
from gql.embedded import embedded_postgres
from gql.migrate import migrate
from tests.changes.followed import following

WRITERS = 16
TARGET = 0.9
NOT, ANNOUNCED, INSIDE = "not announced", "announced", "in the transaction"
AUTHOR = "insert into author (slug, uri, name) values ('a', '/author/a/', 'A') returning id"
POST = """
insert into entry (kind, status, slug, uri, title, author_id, published_at, content_html, content_text)
values ('POST', 'PUBLISHED', $1::text, '/' || $1::text || '/', 'A post', $2::bigint, now(), '<p>A text.</p>', 'A text.')
returning id
"""
COMMENT = """
insert into comment (entry_id, status, guest_name, content_html, content_text, published_at)
values ($1::bigint, 'APPROVED', 'Guest', '<p>A comment.</p>', 'A comment.', clock_timestamp())
returning id
"""
NOTIFY = "select pg_notify('quire_change', 'a comment')"


async def store(database: Database, post_id: int, way: str) -> None:
    """Store one comment with its row in the change log."""
    async with database.transaction() as connection:
        comment_id = await connection.fetchval(COMMENT, post_id)
        tags = [f"post:{post_id}", f"comments of post:{post_id}", "comments", "site"]
        await record_change(connection, "CREATED", f"comment:{comment_id}", tags)
        if way == INSIDE:
            await connection.execute(NOTIFY)


async def silent(changes: Sequence[RecordedChange]) -> None:
    """Tells nobody."""


@asynccontextmanager
async def followed(database: Database, url: str) -> AsyncIterator[None]:
    """This process follows the change log, and one more."""
    own, other = ChangeStream(url), ChangeStream(url)

    async def apply(changes: Sequence[RecordedChange]) -> None:
        own.apply_committed(changes)

    async with own.running(), other.running():
        database.on_commit = apply
        yield
    database.on_commit = silent


async def comments_a_second(
    database: Database, url: str, posts: Sequence[int], way: str, seconds: float
) -> float:
    """What all writers together store in one way."""
    async with AsyncExitStack() as stack:
        if way != NOT:
            await stack.enter_async_context(followed(database, url))
        if way == INSIDE:
            database.on_commit = silent
        begun = time.monotonic()

        async def write(post_id: int) -> int:
            count = 0
            while time.monotonic() - begun < seconds:
                await store(database, post_id, way)
                count += 1
            return count

        counts = await asyncio.gather(*(write(post_id) for post_id in posts))
        return sum(counts) / (time.monotonic() - begun)


async def seconds_until_heard(
    database: Database, url: str, post_id: int, count: int
) -> list[float]:
    """From the commit in one process to the moment at which the other knows of it, sorted."""
    delays = []
    async with followed(database, url), following(url) as (_, _, told):
        for _ in range(count):
            await store(database, post_id, ANNOUNCED)
            begun = time.monotonic()
            await told.until(f"touched post:{post_id}")
            delays.append(time.monotonic() - begun)
            await asyncio.sleep(0.05)  # so that each is heard of by itself
            told.words.clear()
    return sorted(delays)


async def make_posts(connection: Connection) -> list[int]:
    """A post for each writer: comments on one post wait for each other."""
    author_id = await connection.fetchval(AUTHOR)
    return [await connection.fetchval(POST, f"p{n}", author_id) for n in range(WRITERS)]


async def measure(
    url: str, seconds: float, rounds: int, show: Callable[[str], None] = print
) -> dict[str, float]:
    """Comments a second by way: the median of all rounds."""
    await migrate(url)
    database = await Database.open(url, pool_size=WRITERS)
    database.on_commit = silent
    async with database.transaction() as connection:
        posts = await make_posts(connection)
    found: dict[str, list[float]] = {NOT: [], ANNOUNCED: [], INSIDE: []}
    await comments_a_second(database, url, posts, NOT, seconds)  # opens the connections
    for _ in range(rounds):
        for way, rates in found.items():
            rates.append(await comments_a_second(database, url, posts, way, seconds))
    delays = await seconds_until_heard(database, url, posts[0], round(20 * seconds))
    await database.close()
    medians = {way: statistics.median(rates) for way, rates in found.items()}
    for way, rate in medians.items():
        show(f"{way:20} {rate:8,.0f} comments a second   {rate / medians[NOT]:5.2f}")
    middle, slowest = delays[len(delays) // 2] * 1000, delays[-1] * 1000
    show(f"heard by the other process after {middle:.1f} ms, at most {slowest:.1f} ms")
    return medians


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.announced")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each way in each round")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="quire-announced-") as folder,
        embedded_postgres(Path(folder)) as url,
    ):
        rates = asyncio.run(measure(url, given.seconds, given.rounds))
    return 0 if rates[ANNOUNCED] >= TARGET * rates[NOT] else 1


if __name__ == "__main__":
    raise SystemExit(main())
