"""What is asked for once more is not made once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gql.db import Connection
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("idempotency")
SECONDS = 86_400.0
LONGEST_KEY = 200


async def once(
    connection: Connection, subject: str, key: str | None, make: Callable[[], Awaitable[int]]
) -> tuple[int, bool]:
    """What was made for this key by this subject within a day, or is made now, and whether it was.
    The subject says what is made, and by whom.

    Whoever comes with the same key meanwhile waits for the end of the transaction. Raises BadInput.
    """
    if key is None:
        return await make(), True
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadInput(
            f"A key has 1 to {LONGEST_KEY} characters, and this one {len(key):,}.",
            field=["idempotencyKey"],
        )
    await connection.execute(SQL["forget_keys"].text, SECONDS)
    if await connection.fetchval(SQL["take_key"].text, subject, key):
        made = await make()
        await connection.execute(SQL["remember_made"].text, subject, key, made)
        return made, True
    return int(await connection.fetchval(SQL["made"].text, subject, key)), False
