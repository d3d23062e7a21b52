"""Connections for those contestants that are not Quire: set up as gql/db sets up the readers' pool."""

from __future__ import annotations

import asyncpg
import orjson

SERVICE_URL = "http://quire.example"
SETTINGS = {
    "application_name": "quire",
    "timezone": "UTC",
    "statement_timeout": "3000ms",
    "lock_timeout": "1000ms",
    "idle_in_transaction_session_timeout": "30s",
    "role": "quire_reader",
    "search_path": "quire_reader",
    "default_transaction_read_only": "on",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "random_page_cost": "1.1",
}


def readers(url: str, size: int) -> asyncpg.Pool:
    """To be entered: a pool of so many connections, which it does not reset at each release."""
    return asyncpg.create_pool(
        url, min_size=size, max_size=size, server_settings=SETTINGS, init=_warm, reset=_nothing
    )


async def _nothing(connection: asyncpg.Connection) -> None:
    return None


async def _warm(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )
    await connection.fetchval("select $1::bigint[]", [1])
