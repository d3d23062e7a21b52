"""Tokens of machines, such as build servers: a role, and whether they may write. Shown once."""

from __future__ import annotations

from contextlib import suppress

from gql.auth.secret import digest, new_secret
from gql.db import Connection, Database, Record
from gql.errors import BadInput, TokenInvalid, Unavailable
from gql.sql.statements import statements
from gql.viewer import Role, Viewer

SQL = statements("account")
PREFIX = "quire_"  # by which it is known in a header, and found where it was published by mistake


async def add_token(connection: Connection, name: str, *, role: Role, may_write: bool) -> str:
    """The token, which is stored nowhere. Raises BadInput where the name is taken."""
    if not name.strip():
        raise BadInput("A token needs a name, by which it is revoked.")
    token = PREFIX + new_secret()
    made = await connection.fetchval(
        SQL["insert_api_token"].text, name, role.value, may_write, digest(token)
    )
    if made is None:
        raise BadInput(f"There is a token named {name!r} already. Revoked ones keep their names.")
    return token


async def revoke_token(connection: Connection, name: str) -> None:
    """Raises BadInput where there is none of that name."""
    if await connection.fetchval(SQL["revoke_api_token"].text, name) is None:
        raise BadInput(f"There is no token named {name!r}.")


async def tokens(connection: Connection) -> list[Record]:
    """name, role, may_write, created_at, used_at, revoked_at of each."""
    records: list[Record] = await connection.fetch(SQL["api_tokens"].text)
    return records


async def viewer_of_token(database: Database, token: str) -> Viewer:
    """Raises TokenInvalid."""
    found = await database.private(SQL["api_token"], digest(token))
    if not found:
        raise TokenInvalid("This token was revoked, or there never was such a one.")
    if found[0]["is_due"]:
        with suppress(Unavailable):  # a database that takes no changes is read from all the same
            await database.private(SQL["note_use"], found[0]["id"])
    return Viewer(Role(found[0]["role"]), may_write=found[0]["may_write"], token=found[0]["name"])
