"""What moderators see of comments. Under any other role there are no such views."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gql.db import Reads
from gql.sql.statements import statements

SQL = statements("moderation")


async def private(db: Reads, comments: list[int]) -> dict[int, dict[str, Any]]:
    """By the ids of comments."""
    records = [dict(record) for record in await db.fetch(SQL["private_of_comments"], comments)]
    return {record.pop("comment_id"): record for record in records}


async def log(db: Reads, comments: list[int]) -> dict[int, list[dict[str, Any]]]:
    """By the ids of comments, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for record in await db.fetch(SQL["moderations_of_comments"], comments):
        found[record["comment_id"]].append(dict(record))
    return found
