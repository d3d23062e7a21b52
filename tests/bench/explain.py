"""The generic query plan of a statement, as the service runs it under one of its roles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg

from tests.bench.connections import SETTINGS

BIG_TABLE_ROWS = 5_000
READER = "quire_reader"


async def scanned_tables(
    connection: asyncpg.Connection,
    statement_text: str,
    values: Sequence[object],
    role: str = READER,
) -> list[str]:
    """Return the names of tables of more than BIG_TABLE_ROWS rows that are read by a Seq Scan.

    The numbers of rows are the planner's: analyze the database first.
    """
    big = await connection.fetch(
        "select relname from pg_class "
        "where relnamespace = 'quire'::regnamespace and relkind = 'r' and reltuples > $1",
        float(BIG_TABLE_ROWS),
    )
    names = {record["relname"] for record in big}
    read = {
        node["Relation Name"]
        for node in await query_plan(connection, statement_text, values, role)
        if node["Node Type"] == "Seq Scan"
    }
    return sorted(names & read)


async def query_plan(
    connection: asyncpg.Connection,
    statement_text: str,
    values: Sequence[object],
    role: str = READER,
) -> list[dict[str, Any]]:
    """Return the nodes of the generic plan, top first; only the number of values matters."""
    nulls = f"({', '.join('null' for _ in values)})" if values else ""
    transaction = connection.transaction()
    await transaction.start()
    try:
        for setting in (SETTINGS | {"role": role, "search_path": role}).items():
            await connection.execute("select set_config($1, $2, true)", *setting)
        # EXECUTE of a prepared statement: EXPLAIN (GENERIC_PLAN) needs PostgreSQL 16
        await connection.execute(f"prepare explained as {statement_text}")
        text = await connection.fetchval(f"explain (format json) execute explained {nulls}")
        await connection.execute("deallocate explained")
    finally:
        await transaction.rollback()
    return list(_nodes(json.loads(text)[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)
