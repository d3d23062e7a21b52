"""Reads for moderators about comments.

The views exist for the database role of editors only: under any other the statements fail.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gql.db import Reader
from gql.sql.statements import statements

SQL = statements("moderation")


async def private_details(db: Reader, comments: list[int]) -> dict[int, dict[str, Any]]:
    """Map comment ids to email, network_address, user_agent and held_for."""
    records = [dict(record) for record in await db.fetch(SQL["private_of_comments"], comments)]
    return {record.pop("comment_id"): record for record in records}


async def moderation_log(db: Reader, comments: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Map comment ids to their moderation log, oldest decision first."""
    by_comment: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for record in await db.fetch(SQL["moderations_of_comments"], comments):
        by_comment[record["comment_id"]].append(dict(record))
    return by_comment
