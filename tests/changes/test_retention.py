"""Changes are kept for 30 days, and until they show."""

from __future__ import annotations

import pytest

from gql.content import change_log
from gql.content.change_log import forget_old_changes
from gql.db import Database

INSERT = (
    "insert into change (node, event, tags, changed_at, shows_at) select 'post:' || d, 'UPDATED', "
    "'{}', now() - d * interval '1 day', now() + ($2::int - d) * interval '1 day' from unnest($1::int[]) d"
)


async def test_old_changes_are_deleted_unless_they_are_to_come(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_log, "FORGOTTEN_AT_ONCE", 2)
    database = await Database.open(empty_database, pool_size=1)
    async with database.transaction() as connection:
        await connection.execute(INSERT, [29, 31, 32, 33, 34, 35], 0)  # shown at once
        await connection.execute(INSERT, [40, 50], 45)  # five days ago; to come, in five days
    await forget_old_changes(database)
    async with database.transaction() as connection:
        kept = await connection.fetch("select node from change order by id")
    assert [row["node"] for row in kept] == ["post:29", "post:40"]
    await database.close()
