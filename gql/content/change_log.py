"""What was changed, told to whoever listens: in the transaction that changes it.

The format stands in schema/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("change")
Event = Literal["CREATED", "UPDATED", "DELETED"]


async def announce(
    connection: Connection,
    event: Event,
    node: str,
    tags: Iterable[str] = (),
    *,
    shows_at: datetime | None = None,
) -> None:
    """`node`: as post:12. `tags`: what else shows something else now, such as posts, author:3 or
    uri:/about/. `shows_at`: when readers see it, if that is later."""
    touched = list(dict.fromkeys([node, *tags]))
    await connection.execute(SQL["announce"].text, node, event, touched, shows_at)


def menu_tags(ids: Iterable[int]) -> list[str]:
    """Of menus that lead somewhere else, or call it otherwise."""
    tags = [f"menu:{id}" for id in ids]
    return ["menus", *tags] if tags else []
