"""The rows and pages that a statement reads, by EXPLAIN (ANALYZE, BUFFERS)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gql.db import Reader, Statement

# EXECUTE of a prepared statement has the generic plan that a connection of the service keeps;
# EXPLAIN of the text itself would be planned for these values
PREPARE = "prepare explained as {}"
EXPLAIN = "explain (analyze, buffers, timing off, summary off, format json) execute explained {}"
DROPPED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True, slots=True)
class Reads:
    """Rows of tables that were looked at, kept or not, and pages of 8 KiB, each at every visit."""

    rows: int = 0
    pages: int = 0

    def __add__(self, other: Reads) -> Reads:
        return Reads(self.rows + other.rows, self.pages + other.pages)


async def reads_of(reader: Reader, statement: Statement, values: tuple[object, ...]) -> Reads:
    """Run a statement once more and count. The pool of the reader must have one connection."""
    await reader.fetch(Statement("prepare", PREPARE.format(statement.text)))
    try:
        literals = f"({', '.join(map(_literal, values))})" if values else ""
        [record] = await reader.fetch(Statement("explain", EXPLAIN.format(literals)))
    finally:
        await reader.fetch(Statement("deallocate", "deallocate explained"))
    plan = json.loads(record["QUERY PLAN"])[0]["Plan"]
    return Reads(round(_rows(plan)), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _rows(node: dict[str, Any]) -> float:
    """The rows that all scans of tables looked at. What is read of indexes, pages tell."""
    rows = sum(_rows(below) for below in node.get("Plans", ()))
    if "Relation Name" in node:
        looked_at = node["Actual Rows"] + sum(node.get(one, 0) for one in DROPPED)
        rows += node["Actual Loops"] * looked_at
    return float(rows)


def _literal(value: object) -> str:
    """A value as SQL, whose type Postgres finds out."""
    if value is None:
        return "null"
    if isinstance(value, list):
        cast = "::uuid[]" if value and isinstance(value[0], UUID) else ""
        return f"array[{', '.join(map(_literal, value))}]{cast}" if value else "'{}'"
    if isinstance(value, int):  # or a boolean
        return str(value).lower()
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return "'" + text.replace("'", "''") + "'"
