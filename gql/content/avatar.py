"""Keys of guests' avatars: random, and the same for the same e-mail address. They are found by it,
never made from it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

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


async def avatar_key(connection: Connection, email: str | None) -> str:
    """For one comment. Two first ones of the same address wait for each other."""
    if email:
        await connection.execute(SQL["take_email"].text, email.lower())
    return (await avatar_keys(connection, {0: email}))[0]
