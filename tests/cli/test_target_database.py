"""Quire's own server is made for the service that runs beside it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from gql.cli.target_database import database
from gql.db import Database
from gql.settings import Settings


async def test_the_pools_hold_as_many_connections_as_they_say(empty_database: str) -> None:
    for size in (1, 5):
        opened = await Database.open(empty_database, pool_size=size)
        pools = [one for one in vars(opened).values() if isinstance(one, asyncpg.Pool)]
        assert sum(one.get_max_size() for one in pools) == Database.connections(size)
        await opened.close()


def test_all_workers_may_open_all_their_connections_and_an_operator_some_more() -> None:
    settings = {"workers": 3, "pool_size": 20}
    with tempfile.TemporaryDirectory(prefix="q") as made:
        given = Settings(data=Path(made) / "data", **settings)  # type: ignore[arg-type]
        with database(given) as url:
            assert asyncio.run(room(url)) >= 3 * Database.connections(20) + 20


async def room(url: str) -> int:
    connection = await asyncpg.connect(url)
    shown = await connection.fetchval("show max_connections")
    await connection.close()
    return int(shown)
