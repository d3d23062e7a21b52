"""Databases of a run: generated, or cloned from a template, and dropped at the end."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from gql.embedded import embedded_postgres
from gql.migrate import migrate
from tests.bench.generate import Size, generate, vacuum
from tests.bench.progress import ShowStep
from tests.conftest import FAST_AND_UNSAFE, database_url, execute_on_server

HERE = Path(__file__).parent
# no durability, and no checkpoint or autovacuum while something is measured
SERVER_OPTIONS = FAST_AND_UNSAFE | {
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "8GB",
    "maintenance_work_mem": "256MB",
}


@contextmanager
def open_server(server_url: str | None) -> Iterator[str]:
    """The URL of the server named, or of an embedded one in a temporary folder."""
    if server_url:
        yield server_url
        return
    with (
        tempfile.TemporaryDirectory(prefix="quire-bench-") as folder,
        embedded_postgres(Path(folder) / "data", SERVER_OPTIONS) as url,
    ):
        yield url


@asynccontextmanager
async def generated_publication(server_url: str, size: Size) -> AsyncIterator[str]:
    """A database with a generated publication of that size."""
    async with _database(server_url) as url:
        await migrate(url)
        await generate(url, size)
        yield url


@asynccontextmanager
async def databases_by_comments(
    server_url: str, counts: Sequence[int], show_step: ShowStep
) -> AsyncIterator[dict[int, str]]:
    """Databases by their numbers of comments, smallest first; each contains all of the first."""
    smallest, *larger = counts
    posts = smallest // 10
    size = Size(
        posts=posts,
        authors=100,
        pages=1,
        media=10,
        comments=smallest,
        deep_post=posts // 2,
        likes=1,
    )
    async with AsyncExitStack() as stack:
        show_step(f"Growth: a table of {smallest:,} comments")
        first = await stack.enter_async_context(generated_publication(server_url, size))
        await _execute(first, (HERE / "reply_levels.sql").read_text("utf-8"))
        urls = {smallest: first}
        # a copy of files is quicker than through the WAL, which is the default since PostgreSQL 15
        template = f'template "{urlsplit(first).path[1:]}" strategy file_copy'
        for comments in larger:
            show_step(f"Growth: a table of {comments:,} comments")
            urls[comments] = await stack.enter_async_context(_database(server_url, template))
            await _add_comments(urls[comments], comments)
        yield urls


async def row_counts(url: str) -> dict[str, int]:
    """Count the authors, posts and comments of a database."""
    connection = await asyncpg.connect(url)
    try:
        return dict(await connection.fetchrow(_ROW_COUNTS))
    finally:
        await connection.close()


async def _add_comments(url: str, comments: int) -> None:
    """Add comments to late posts, up to about that number in the table."""
    connection = await asyncpg.connect(url)
    try:
        present, posts = await connection.fetchrow(_COMMENTS_AND_LATE_POSTS)
        each = max(2, (comments - present) // posts // 2 * 2)
        async with connection.transaction():
            # no triggers: add_comments.sql writes the counts and places that they would compute
            await connection.execute("set local session_replication_role = replica")
            await connection.execute("set local jit = off")
            indexes = await connection.fetch(_PARTIAL_INDEXES)
            for index in indexes:
                await connection.execute(f"drop index quire.{index['name']}")
            fill = (HERE / "add_comments.sql").read_text("utf-8")
            await connection.execute(fill.replace("$1", str(each)))
            for index in indexes:  # pg_indexes has the statements that create them again
                await connection.execute(index["definition"])
        await vacuum(connection)
    finally:
        await connection.close()


async def _execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
        await vacuum(connection)
    finally:
        await connection.close()


_ROW_COUNTS = """
select (select count(*) from quire.author) as authors,
  (select count(*) from quire.entry where kind = 'POST') as posts,
  (select count(*) from quire.comment) as comments
"""
_COMMENTS_AND_LATE_POSTS = """
select (select count(*) from quire.comment), (
  select count(*)
  from quire.entry e
  where e.kind = 'POST' and e.status = 'PUBLISHED'
    and e.id > (select count(*) / 2 from quire.entry l where l.slug like 'post-%')
    and e.slug like 'post-%'
)
"""
# indexes on visible comments: building them at the end is quicker than keeping them up to date
_PARTIAL_INDEXES = """
select i.indexname as name, i.indexdef as definition
from pg_indexes i
where i.schemaname = 'quire' and i.tablename = 'comment' and i.indexdef like '% WHERE %'
"""


@asynccontextmanager
async def _database(server_url: str, options: str = "") -> AsyncIterator[str]:
    name = f"quire_bench_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server_url, f'create database "{name}" {options}')
    try:
        yield database_url(server_url, name)
    finally:
        await execute_on_server(server_url, f'drop database "{name}" with (force)')
