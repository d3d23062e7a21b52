"""The database of a command: how many connections it allows, and who migrates it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import asyncpg
import pytest

from gql.cli.commands import run
from gql.cli.target_database import prepare_to_serve, target_database
from gql.db import Database
from gql.db.database import LISTENERS
from gql.errors import StartError
from gql.migrate import migrations
from gql.settings import Settings, load
from tests.conftest import execute_on_server


async def test_max_connections_is_the_sum_of_all_pools(empty_database: str) -> None:
    for size in (1, 5):
        opened = await Database.open(empty_database, pool_size=size)
        # the private attributes: a pool that is added must be counted in max_connections()
        pools = [one for one in vars(opened).values() if isinstance(one, asyncpg.Pool)]
        of_pools = sum(one.get_max_size() for one in pools)
        assert of_pools + LISTENERS == Database.max_connections(size)
        await opened.close()


def test_the_embedded_server_allows_the_connections_of_all_workers_and_operators() -> None:
    sizes = {"workers": 3, "pool_size": 20}
    with tempfile.TemporaryDirectory(prefix="q") as parent:
        settings = Settings(data=Path(parent) / "data", **sizes)  # type: ignore[arg-type]
        with target_database(settings, create=True) as url:
            assert asyncio.run(max_connections(url)) >= 3 * Database.max_connections(20) + 20


async def max_connections(url: str) -> int:
    """The setting of a running server."""
    connection = await asyncpg.connect(url)
    value = await connection.fetchval("show max_connections")
    await connection.close()
    return int(value)


@pytest.mark.parametrize("demo", [True, False])
def test_serve_migrates_an_empty_database_of_the_users_own_for_the_demo_only(
    demo: bool, database_without_tables: str
) -> None:
    settings = load(database_url=database_without_tables, demo=demo)
    if demo:
        prepare_to_serve(settings, database_without_tables)
        assert run(["migrate", "--check", "--database-url", database_without_tables]) == 0
    else:
        with pytest.raises(StartError, match="Run: quire migrate"):
            prepare_to_serve(settings, database_without_tables)


def test_serve_migrates_no_database_that_is_behind_even_for_the_demo(
    database_without_tables: str,
) -> None:
    assert run(["migrate", "--database-url", database_without_tables]) == 0
    last = migrations()[-1].name
    forget = f"delete from quire.migration where name = '{last}'"
    asyncio.run(execute_on_server(database_without_tables, forget))
    settings = load(database_url=database_without_tables, demo=True)
    with pytest.raises(StartError, match=f"first: {last}"):
        prepare_to_serve(settings, database_without_tables)
