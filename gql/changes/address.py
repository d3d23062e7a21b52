"""Where the change log is followed: at the database's address, or around a pooler."""

from __future__ import annotations

from gql.changes.stream import ANSWER_SECONDS, SERVER_IDENTITY
from gql.db import CHANGE_CHANNEL, connect, open_listener
from gql.errors import DatabaseDown, StartError


async def changes_address(url: str, own: str) -> str:
    """`own`, from QUIRE_CHANGES_DATABASE_URL, or `url` where it is empty.

    Raises StartError where nothing answers at `own`, or another database does, whose changes would
    say nothing of this one's.
    """
    if not own:
        return url
    try:
        async with open_listener(own, CHANGE_CHANNEL) as listener:
            [found] = await listener.fetch(SERVER_IDENTITY, seconds=ANSWER_SECONDS)
    except DatabaseDown as error:
        raise StartError(
            f"No database answers at QUIRE_CHANGES_DATABASE_URL ({error.__cause__}). Name the "
            "PostgreSQL behind the pooler, or nothing."
        ) from None
    connection = await connect(url)
    try:
        expected = await connection.fetchrow(SERVER_IDENTITY.text)
    finally:
        await connection.close()
    if tuple(found.values()) != tuple(expected.values()):
        raise StartError(
            "QUIRE_CHANGES_DATABASE_URL leads to another database than QUIRE_DATABASE_URL, so that "
            "changes would be missed. Name the PostgreSQL behind the pooler, or nothing."
        )
    return own
