"""An open Database for tests of the database room."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    """Pools of two connections with short timeouts, so that tests need not wait for long."""
    database = await Database.open(
        empty_database, pool_size=2, statement_timeout=0.6, lock_timeout=0.2, acquire_timeout=2.0
    )
    yield database
    await database.close()
