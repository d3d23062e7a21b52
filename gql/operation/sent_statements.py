"""In development: `extensions.sql`, what an operation sent to Postgres.

Only with QUIRE_DEBUG: it shows tables, columns and values to whoever asks.
"""

from __future__ import annotations

from typing import Any

from gql.db import SentStatement, Statement
from gql.engine import Context
from gql.errors import QuireError
from gql.operation.request import GraphQLRequest

MAX_EXPLAINED = 20  # statements of one operation
MAX_VALUE_LENGTH = 200  # characters


async def sent_statements(
    sent: list[SentStatement], context: Context, request: GraphQLRequest
) -> list[dict[str, Any]]:
    """Each statement with its milliseconds, its rows and its values as text, in the order of their
    ends. A request with `"extensions": {"explain": true}` gets the query plan of the first
    MAX_EXPLAINED as well."""
    explain = request.extensions.get("explain") is True
    return [
        {
            "name": one.statement.name,
            "text": one.statement.text,
            "values": [_shortened(value) for value in one.values],
            "milliseconds": round(one.seconds * 1000, 2),
            "rows": one.rows,
            **({"plan": await _plan(one, context)} if explain and at < MAX_EXPLAINED else {}),
        }
        for at, one in enumerate(sent)
    ]


async def _plan(one: SentStatement, context: Context) -> list[str]:
    """The lines of EXPLAIN, as the viewer's database role. It runs nothing."""
    explain = Statement("explain", f"explain {one.statement.text}")
    try:
        return [
            str(record["QUERY PLAN"]) for record in await context.db.fetch(explain, *one.values)
        ]
    except QuireError as error:
        return [error.message]


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"
