"""The change log: what each transaction changed, for caches and other listeners.

The format of a row is documented in schema/README.md, under "The change log".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("change")
Event = Literal["CREATED", "UPDATED", "DELETED"]


async def record_change(
    connection: Connection,
    event: Event,
    node: str,
    tags: Iterable[str] = (),
    *,
    shows_at: datetime | None = None,
) -> None:
    """Insert a change and notify listeners. Call it in the transaction that makes the change.

    `node`, as post:12, is always the first tag. `tags`: cache tags of everything else that now
    reads differently, such as posts, author:3 or uri:/about/. `shows_at`: when readers see the
    change, which may be past or to come; None: now.
    """
    # Same transaction: Postgres delivers a notification at commit and drops it at rollback, so
    # that listeners hear of every change that readers can see, and of no other.
    all_tags = list(dict.fromkeys([node, *tags]))
    await connection.execute(SQL["record_change"].text, node, event, all_tags, shows_at)


def menu_tags(ids: Iterable[int]) -> list[str]:
    """Cache tags of menus (by id) one of whose items has another target, label or visibility."""
    tags = [f"menu:{id}" for id in ids]
    return ["menus", *tags] if tags else []
