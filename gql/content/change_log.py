"""The change log: what each transaction changed, for caches and other listeners.

The format of a row is documented in schema/README.md, under "The change log".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from gql.db import Connection, Database, RecordedChange, last_recorded_id, note_recorded
from gql.sql.statements import statements

SQL = statements("change")
FORGOTTEN_AT_ONCE = 1_000  # rows deleted in one transaction
EVERYTHING = "everything"  # the cache tag of every answer
Event = Literal["CREATED", "UPDATED", "DELETED"]
Action = Literal["PUBLISHED", "WRITTEN", "APPROVED", "HELD", "EDITED", "DELETED", "LIKED"]


async def record_change(
    connection: Connection,
    event: Event,
    node: str,
    tags: Iterable[str] = (),
    *,
    shows_at: datetime | None = None,
    action: Action | None = None,
    discussion: str | None = None,
) -> None:
    """Insert a change. Call it in the transaction that makes the change.

    `node`, as post:12, is always the first tag. `tags`: cache tags of everything else that now
    reads differently, such as posts, author:3 or uri:/about/. `shows_at`: when readers see the
    change, which may be past or to come; None: now. `action`: what people are told of it.
    `discussion`: of a comment, the node of what it is on.
    """
    # Others are notified after the commit, by their process: a notification in the transaction
    # takes one lock of the whole server until the commit is done, and so halves what it can write.
    all_tags = list(dict.fromkeys([node, *tags]))
    values = node, event, all_tags, shows_at, last_recorded_id(connection), action, discussion
    for row in await connection.fetch(SQL["record_change"].text, *values):
        note_recorded(connection, RecordedChange(row["id"], row["shows_at"], row["tags"]))


async def record_migration(connection: Connection) -> None:
    """Record that a step of a migration may have changed anything, once there is a publication."""
    if await connection.fetchval(SQL["has_change_log"].text):
        await connection.execute(SQL["record_migration"].text, EVERYTHING)


async def note_changes_of_triggers(connection: Connection) -> None:
    """Let this process know of changes that triggers have recorded in this transaction.

    Call it where nothing else is recorded: record_change does the same for those before it.
    """
    for row in await connection.fetch(SQL["changes_of_transaction"].text):
        note_recorded(connection, RecordedChange(row["id"], None, row["tags"]))


async def forget_old_changes(database: Database) -> None:
    """Delete what is older than 30 days and has shown for a day: to be called every minute."""
    is_more = True
    while is_more:
        async with database.transaction() as connection:
            result = await connection.execute(SQL["forget_old_changes"].text, FORGOTTEN_AT_ONCE)
        is_more = result == f"DELETE {FORGOTTEN_AT_ONCE}"


def menu_tags(ids: Iterable[int]) -> list[str]:
    """Cache tags of menus (by id) one of whose items has another target, label or visibility."""
    tags = [f"menu:{id}" for id in ids]
    return ["menus", *tags] if tags else []
