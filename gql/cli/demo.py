"""The demo publication, and an editor who may sign in to it."""

from __future__ import annotations

from gql.auth import account
from gql.auth.secret import new_secret
from gql.db import Connection, Database
from gql.importers.demo.load import load_demo
from gql.viewer import Role

EDITOR = "ines@smallhours.example"
NAME, SLUG = "Ines Marlowe", "ines-marlowe"
LETTERS = 16


async def prepare_demo(url: str, service_url: str) -> str:
    """Brings the demo up to date. The password of its editor, a new one at each start."""
    opened = await Database.open(url, pool_size=2)
    password = new_secret()[:LETTERS]
    try:
        await load_demo(opened, service_url=service_url)
        async with opened.transaction() as connection:
            await _let_in(connection, password)
    finally:
        await opened.close()
    return password


async def _let_in(connection: Connection, password: str) -> None:
    if any(record["email"] == EDITOR for record in await account.accounts(connection)):
        await account.set_password(connection, EDITOR, password)
        return
    await account.add_account(connection, EDITOR, name=NAME, role=Role.EDITOR, password=password)
    await account.claim_profile(connection, EDITOR, SLUG)
