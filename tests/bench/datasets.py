"""Databases of a run: made from nothing, or a template, and dropped at the end."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from gql.embedded import embedded
from gql.migrate import migrate
from tests.bench.generate import Size, generate, settle
from tests.bench.progress import Tell
from tests.conftest import UNSAFE_AND_QUICK, named, on_server

HERE = Path(__file__).parent
# nothing is kept, and nothing cleans up while something is measured
OPTIONS = UNSAFE_AND_QUICK | {
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "8GB",
    "maintenance_work_mem": "256MB",
}


@contextmanager
def server(given: str | None) -> Iterator[str]:
    """The server that was given, or an embedded one in a folder that is gone afterwards."""
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="quire-bench-") as folder,
        embedded(Path(folder) / "data", OPTIONS) as url,
    ):
        yield url


@asynccontextmanager
async def publication(server_url: str, size: Size) -> AsyncIterator[str]:
    """A database with so much in it."""
    async with _database(server_url) as url:
        await migrate(url)
        await generate(url, size)
        yield url


@asynccontextmanager
async def tables(
    server_url: str, counts: Sequence[int], tell: Tell
) -> AsyncIterator[dict[int, str]]:
    """Databases with so many comments, the smallest first: each holds what the first holds, unchanged."""
    smallest, *larger = counts
    posts = smallest // 10
    few = Size(
        posts=posts,
        authors=100,
        pages=1,
        media=10,
        comments=smallest,
        deep_post=posts // 2,
        likes=1,
    )
    async with AsyncExitStack() as stack:
        tell(f"Growth: a table of {smallest:,} comments")
        first = await stack.enter_async_context(publication(server_url, few))
        await _execute(first, (HERE / "levels.sql").read_text("utf-8"))
        urls = {smallest: first}
        template = f'template "{urlsplit(first).path[1:]}" strategy file_copy'
        for comments in larger:
            tell(f"Growth: a table of {comments:,} comments")
            urls[comments] = await stack.enter_async_context(_database(server_url, template))
            await _grow(urls[comments], comments)
        yield urls


async def sizes(url: str) -> dict[str, int]:
    """How many authors, posts and comments a database holds."""
    connection = await asyncpg.connect(url)
    try:
        return dict(await connection.fetchrow(_SIZES))
    finally:
        await connection.close()


async def _grow(url: str, comments: int) -> None:
    """Fills a table up to about so many comments."""
    connection = await asyncpg.connect(url)
    try:
        there, posts = await connection.fetchrow(_ROOM)
        each = max(2, (comments - there) // posts // 2 * 2)
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute("set local jit = off")
            indexes = await connection.fetch(_PARTIAL_INDEXES)
            for index in indexes:
                await connection.execute(f"drop index quire.{index['name']}")
            fill = (HERE / "grow.sql").read_text("utf-8")
            await connection.execute(fill.replace("$1", str(each)))
            for index in indexes:
                await connection.execute(index["definition"])
        await settle(connection)
    finally:
        await connection.close()


async def _execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
        await settle(connection)
    finally:
        await connection.close()


_SIZES = """
select (select count(*) from quire.author) as authors,
  (select count(*) from quire.entry where kind = 'POST') as posts,
  (select count(*) from quire.comment) as comments
"""
_ROOM = """
select (select count(*) from quire.comment), (
  select count(*)
  from quire.entry e
  where e.kind = 'POST' and e.status = 'PUBLISHED'
    and e.id > (select count(*) / 2 from quire.entry l where l.slug like 'post-%')
    and e.slug like 'post-%'
)
"""
# those of what readers see: quicker made at the end than kept up to date
_PARTIAL_INDEXES = """
select i.indexname as name, i.indexdef as definition
from pg_indexes i
where i.schemaname = 'quire' and i.tablename = 'comment' and i.indexdef like '% WHERE %'
"""


@asynccontextmanager
async def _database(server_url: str, how: str = "") -> AsyncIterator[str]:
    name = f"quire_bench_{uuid.uuid4().hex[:8]}"
    await on_server(server_url, f'create database "{name}" {how}')
    try:
        yield named(server_url, name)
    finally:
        await on_server(server_url, f'drop database "{name}" with (force)')
