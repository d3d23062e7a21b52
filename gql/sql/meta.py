"""Reads of meta: the site's own fields of posts, pages, terms, authors and comments."""

from __future__ import annotations

from gql.db import Reader
from gql.sql.statements import statements

SQL = statements("meta")
Pair = tuple[str, str]


async def meta(
    db: Reader, of: str, ids: list[int], keys: list[str] | None, max_bytes: int
) -> tuple[dict[int, list[Pair]], int]:
    """Map ids to pairs of key and value, in order; and how many bytes all values have.

    `of`: what the ids are of, such as posts. With more than `max_bytes` the map is empty.
    """
    records = await db.fetch(SQL[f"meta_of_{of}"], ids, keys, max_bytes)
    size = int(records[0]["bytes"]) if records else 0
    found: dict[int, list[Pair]] = {}
    for record in records if size <= max_bytes else ():
        found.setdefault(record["owner_id"], []).append((record["key"], record["value"]))
    return found, size
