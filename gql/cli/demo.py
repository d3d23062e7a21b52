"""Loads the demo publication for `quire serve --demo`, with an editor who can sign in."""

from __future__ import annotations

from gql.auth import account
from gql.auth.secret import new_secret
from gql.db import Connection, Database
from gql.demo_comments import EDITOR_EMAIL
from gql.importers.demo.load import load_demo
from gql.viewer import Role

EDITOR_NAME, EDITOR_SLUG = "Ines Marlowe", "ines-marlowe"
PASSWORD_LENGTH = 16


async def prepare_demo(url: str, service_url: str) -> str:
    """Load or update the demo. Returns the password of its editor, a new one at each start."""
    database = await Database.open(url, pool_size=2)
    password = new_secret()[:PASSWORD_LENGTH]
    try:
        await load_demo(database, service_url=service_url)
        async with database.transaction() as connection:
            await _set_up_editor(connection, password)
    finally:
        await database.close()
    return password


async def _set_up_editor(connection: Connection, password: str) -> None:
    # A new password at each start instead of a fixed one: demos are put on public addresses, too.
    if any(record["email"] == EDITOR_EMAIL for record in await account.accounts(connection)):
        await account.set_password(connection, EDITOR_EMAIL, password)
        return
    await account.add_account(
        connection, EDITOR_EMAIL, name=EDITOR_NAME, role=Role.EDITOR, password=password
    )
    await account.claim_profile(connection, EDITOR_EMAIL, EDITOR_SLUG)
