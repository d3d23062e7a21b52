"""The pools of all workers fit what the server can give, or the start is refused with what to do."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from gql.db import Database, fitting_pool_size, free_connections
from gql.errors import StartError
from tests.conftest import database_url, execute_on_server


@pytest.mark.parametrize(
    ("workers", "free", "size"),
    [(1, 97, 10), (2, 97, 10), (4, 97, 5), (4, 172, 10), (4, 171, 9), (16, 112, 1), (1, 7, 1)],
)
def test_pools_are_as_large_as_wanted_or_as_fits(workers: int, free: int, size: int) -> None:
    assert fitting_pool_size(10, workers=workers, free=free) == size
    assert workers * Database.max_connections(size) <= free


@pytest.mark.parametrize(
    ("workers", "free", "advice"),
    [(4, 27, "start fewer: --workers 3"), (1, 6, "end others"), (2, -3, "end others")],
)
def test_where_the_smallest_pools_do_not_fit_the_start_is_refused(
    workers: int, free: int, advice: str
) -> None:
    with pytest.raises(StartError) as refused:
        fitting_pool_size(10, workers=workers, free=free)
    assert refused.value.message == (
        f"PostgreSQL has {free} connections left, and {workers} workers need {workers * 7} or "
        f"more. Raise its max_connections, or {advice}."
    )


@pytest.fixture
async def limited_role(server_url: str) -> AsyncIterator[str]:
    """The URL of a database as a role that may open 30 connections."""
    name = f"quire_limited_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server_url, f"create role {name} superuser login connection limit 30")
    await execute_on_server(server_url, f"create database {name} owner {name}")
    yield database_url(server_url, name)
    await execute_on_server(server_url, f"drop database {name} with (force)")
    await execute_on_server(server_url, f"drop role {name}")


async def test_what_is_free_is_less_by_what_others_use(empty_database: str) -> None:
    before = await free_connections(empty_database)
    used = [await asyncpg.connect(empty_database) for _ in range(3)]
    assert before - 10 <= await free_connections(empty_database) <= before + 10
    for connection in used:
        await connection.close()


async def test_the_limit_of_a_database_counts(limited_role: str, server_url: str) -> None:
    name = urlsplit(limited_role).path[1:]
    await execute_on_server(server_url, f"alter database {name} connection limit 20")
    assert await free_connections(limited_role) == 20
    used = [await asyncpg.connect(limited_role) for _ in range(3)]
    assert await free_connections(limited_role) == 17
    for connection in used:
        await connection.close()
    await execute_on_server(server_url, f"alter database {name} connection limit -1")
    assert await free_connections(limited_role) > 20


async def test_the_limit_of_a_role_counts(limited_role: str) -> None:
    name = urlsplit(limited_role).path[1:]
    connection = await asyncpg.connect(limited_role)
    await connection.execute(f"alter role {name} connection limit -1")
    session_user = await connection.fetchval("select session_user")
    await connection.close()
    as_role = limited_role.replace(f"//{session_user}@", f"//{name}@")
    without = await free_connections(as_role)
    connection = await asyncpg.connect(limited_role)
    await connection.execute(f"alter role {name} connection limit 30")
    await connection.close()
    assert await free_connections(as_role) == min(30, without)
