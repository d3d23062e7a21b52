"""The query plan of a statement as the service runs it: by the readers' role, planned for any values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg

from tests.bench.connections import SETTINGS

BIG = 5_000


async def scans(
    connection: asyncpg.Connection, statement_text: str, values: Sequence[object]
) -> list[str]:
    """The names of tables of more than BIG rows that the statement reads from end to end.

    The numbers of rows are the planner's: analyze the database first.
    """
    big = await connection.fetch(
        "select relname from pg_class "
        "where relnamespace = 'quire'::regnamespace and relkind = 'r' and reltuples > $1",
        float(BIG),
    )
    names = {record["relname"] for record in big}
    read = {
        node["Relation Name"]
        for node in await plan(connection, statement_text, values)
        if node["Node Type"] == "Seq Scan"
    }
    return sorted(names & read)


async def plan(
    connection: asyncpg.Connection, statement_text: str, values: Sequence[object]
) -> list[dict[str, Any]]:
    """The nodes of the generic plan, the top first. What the values are makes no difference to it."""
    nulls = f"({', '.join('null' for _ in values)})" if values else ""
    transaction = connection.transaction()
    await transaction.start()
    try:
        for setting in SETTINGS.items():
            await connection.execute("select set_config($1, $2, true)", *setting)
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
