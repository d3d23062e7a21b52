"""Keys of guests' avatars: random, and the same for the comments of one e-mail address.

A key is never a hash of the address, as Gravatar's is: those can be reversed by guessing. Nor does
an address alone find it: whoever typed that of somebody else would learn which comments are theirs.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("avatar")


async def avatar_keys(connection: Connection, emails: Mapping[int, str | None]) -> dict[int, str]:
    """Avatar keys by comment id, for an import. `emails`: by comment id."""
    lower = {comment_id: (email or "").lower() for comment_id, email in emails.items()}
    # an import is trusted to know whose address it is: keys of earlier comments are reused
    records = await connection.fetch(
        SQL["avatar_keys"].text, sorted({email for email in lower.values() if email})
    )
    keys = {record["email"]: str(record["guest_avatar_key"]) for record in records}
    return {
        comment_id: keys.setdefault(email, str(uuid.uuid4())) if email else str(uuid.uuid4())
        for comment_id, email in lower.items()
    }


async def avatar_key(connection: Connection, email: str | None, receipts: Sequence[int]) -> str:
    """The avatar key for a new comment: that of one of these comments with the same e-mail address.

    `receipts`: ids of the comments whose receipts came with the request.
    """
    key = await connection.fetchval(SQL["own_avatar_key"].text, list(receipts), email or "")
    return str(key or uuid.uuid4())
