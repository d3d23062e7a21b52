"""Keys of guests' avatars: random, and the same for the same e-mail address. They are found by it,
never made from it, and not by who only types it: a key that came again would tell whose it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("avatar")


async def avatar_keys(connection: Connection, emails: Mapping[int, str | None]) -> dict[int, str]:
    """A key for each comment. `emails`: by the ids of comments."""
    lower = {row: (email or "").lower() for row, email in emails.items()}
    records = await connection.fetch(
        SQL["avatar_keys"].text, sorted({email for email in lower.values() if email})
    )
    keys = {record["email"]: str(record["guest_avatar_key"]) for record in records}
    return {
        row: keys.setdefault(email, str(uuid.uuid4())) if email else str(uuid.uuid4())
        for row, email in lower.items()
    }


async def avatar_key(connection: Connection, email: str | None, receipts: Sequence[int]) -> str:
    """For one comment of somebody who holds these receipts: that of an earlier comment of theirs
    with the same address."""
    key = await connection.fetchval(SQL["own_avatar_key"].text, list(receipts), email or "")
    return str(key or uuid.uuid4())
