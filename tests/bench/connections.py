"""Connections for the other implementations, with the settings of Quire's reader pool."""

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


def reader_pool(url: str, size: int) -> asyncpg.Pool:
    """A pool of `size` connections, to be entered with `async with`; no reset, like Quire's."""
    return asyncpg.create_pool(
        url,
        min_size=size,
        max_size=size,
        server_settings=SETTINGS,
        init=_prepare_connection,
        reset=_skip_reset,
    )


async def _skip_reset(connection: asyncpg.Connection) -> None:
    return None


async def _prepare_connection(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )
    # asyncpg looks an array type up at its first use, which would be in a measured run
    await connection.fetchval("select $1::bigint[]", [1])
