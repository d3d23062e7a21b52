"""A database to import into."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    """An empty, migrated database of this test's own."""
    opened = await Database.open(empty_database, pool_size=2)
    yield opened
    await opened.close()
