"""The embedded server allows as many connections as the service may open."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from gql.cli.target_database import target_database
from gql.db import Database
from gql.settings import Settings


async def test_max_connections_is_the_sum_of_all_pools(empty_database: str) -> None:
    for size in (1, 5):
        opened = await Database.open(empty_database, pool_size=size)
        # the private attributes: a pool that is added must be counted in max_connections()
        pools = [one for one in vars(opened).values() if isinstance(one, asyncpg.Pool)]
        assert sum(one.get_max_size() for one in pools) == Database.max_connections(size)
        await opened.close()


def test_the_embedded_server_allows_the_connections_of_all_workers_and_operators() -> None:
    sizes = {"workers": 3, "pool_size": 20}
    with tempfile.TemporaryDirectory(prefix="q") as parent:
        settings = Settings(data=Path(parent) / "data", **sizes)  # type: ignore[arg-type]
        with target_database(settings) as url:
            assert asyncio.run(max_connections(url)) >= 3 * Database.max_connections(20) + 20


async def max_connections(url: str) -> int:
    """The setting of a running server."""
    connection = await asyncpg.connect(url)
    value = await connection.fetchval("show max_connections")
    await connection.close()
    return int(value)
