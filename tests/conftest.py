"""The fixtures that all rooms share: a server, an empty database for each test that writes."""

from __future__ import annotations

import gc
import logging
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import structlog

from gql import logs
from gql.db import Database
from gql.embedded import embedded
from gql.importers.demo.load import load_demo
from gql.migrate import migrate
from tests.bench.generate import generate
from tests.generating.demo import words_of
from tests.generating.words import Words
from tests.operation_client import SERVICE_URL, Asking, asking

THRESHOLDS, LOG = gc.get_threshold(), logs.log
SHARED = Path(__file__).parent.parent.parent / "shared"
# what chance and the clock gave the demo is replaced by what always comes out
SETTLE = (
    "update author set avatar_key = md5(slug)::uuid",
    "update comment set guest_avatar_key = md5(id::text)::uuid",
    "update entry_like set liked_at = timestamptz '2026-01-01' + (entry_id * 100 + author_id) * interval '1 minute'",
    "update entry set created_at = coalesce(published_at, '2026-01-01'), "
    "updated_at = coalesce(published_at, '2026-01-01')",
)
UNSAFE_AND_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="Rewrite golden stories and printed contracts."
    )
    parser.addoption(
        "--operations",
        type=int,
        default=10_000,
        help="How many generated operations the plan and the reference are compared on.",
    )
    parser.addoption(
        "--at-once",
        type=float,
        default=6.0,
        help="For how many seconds everybody writes at once.",
    )


@pytest.fixture(autouse=True)
def _everything_as_before() -> Iterator[None]:
    """A service that starts in this process settles its memory and has a log of its own. What one
    test leaves would then be collected, and warned of, in another."""
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logs.log = LOG
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()
    gc.unfreeze()
    gc.set_threshold(*THRESHOLDS)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server: the one that QUIRE_TEST_DATABASE_URL names, or the embedded one."""
    if url := os.environ.get("QUIRE_TEST_DATABASE_URL"):
        yield url
        return
    with embedded(tmp_path_factory.mktemp("postgres"), UNSAFE_AND_QUICK) as own:
        yield own


@pytest.fixture(scope="session")
async def template(server_url: str) -> AsyncIterator[str]:
    """The name of a migrated database that others are cloned from."""
    name = f"quire_template_{uuid.uuid4().hex[:8]}"
    await on_server(server_url, f'create database "{name}"')
    await migrate(named(server_url, name))
    yield name
    await on_server(server_url, f'drop database "{name}" with (force)')


@pytest.fixture
async def empty_database(server_url: str, template: str) -> AsyncIterator[str]:
    """The address of a migrated database of this test's own, with nothing in it."""
    async with cloned(server_url, template) as url:
        yield url


@pytest.fixture(scope="module")
async def module_database(server_url: str, template: str) -> AsyncIterator[str]:
    """The same for all tests of one file."""
    async with cloned(server_url, template) as url:
        yield url


@pytest.fixture(scope="session")
async def big_database(server_url: str, template: str) -> AsyncIterator[str]:
    """10,000 posts and 200,000 comments, one thread of 5,000 among them. For reading only."""
    async with cloned(server_url, template) as url:
        await generate(url)
        yield url


@pytest.fixture(scope="session")
async def publication(server_url: str, template: str) -> AsyncIterator[str]:
    """The address of a database with the demo in it. Read only."""
    async with cloned(server_url, template) as url:
        database = await Database.open(url)
        await load_demo(database, service_url=SERVICE_URL)
        async with database.transaction() as connection:
            for statement in SETTLE:
                await connection.execute(statement)
        await database.close()
        yield url


@pytest.fixture(scope="session")
async def reader(publication: str) -> AsyncIterator[Asking]:
    """A stranger who reads the demo."""
    async with asking(publication) as found:
        yield found


@pytest.fixture(scope="session")
def planned(reader: Asking) -> Asking:
    """The same stranger, answered by plans."""
    return Asking(reader.database, by_plan=True)


@pytest.fixture(scope="session")
async def words(publication: str, reader: Asking) -> Words:
    """What generated operations ask the demo for."""
    return await words_of(publication, reader)


@asynccontextmanager
async def cloned(server_url: str, template: str) -> AsyncIterator[str]:
    """A database like the template, gone afterwards."""
    name = f"quire_test_{uuid.uuid4().hex[:8]}"
    await on_server(
        server_url, f'create database "{name}" template "{template}" strategy file_copy'
    )
    yield named(server_url, name)
    await on_server(server_url, f'drop database "{name}" with (force)')


async def on_server(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def named(url: str, database: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)

    return f"{parts.scheme}://{parts.netloc}/{database}" + (
        f"?{parts.query}" if parts.query else ""
    )


async def execute(url: str, text: str) -> None:
    """Runs statements among the tables, as the owner."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        await connection.execute(text)
    finally:
        await connection.close()
