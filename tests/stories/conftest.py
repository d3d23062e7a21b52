"""The demo, loaded once and read by all stories: what chance and the clock gave it is replaced by what always comes out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.importers.demo import load_demo
from tests.asking import SERVICE_URL, Asking, asking
from tests.conftest import cloned

SETTLE = (
    "update author set avatar_key = md5(slug)::uuid",
    "update comment set guest_avatar_key = md5(id::text)::uuid",
    "update entry_like set liked_at = timestamptz '2026-01-01' + (entry_id * 100 + author_id) * interval '1 minute'",
    "update entry set created_at = coalesce(published_at, '2026-01-01'), "
    "updated_at = coalesce(published_at, '2026-01-01')",
)


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
