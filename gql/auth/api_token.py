"""API tokens of machines, such as build servers: a role, and whether they may write."""

from __future__ import annotations

from contextlib import suppress

from gql.auth.secret import new_secret, secret_digest
from gql.db import Connection, Database, Record
from gql.errors import BadInput, TokenInvalid, Unavailable
from gql.sql.statements import statements
from gql.viewer import Role, Viewer

SQL = statements("account")
# Tells these tokens from JWTs, and lets secret scanners find one that was published by mistake.
PREFIX = "quire_"


async def add_token(connection: Connection, name: str, *, role: Role, may_write: bool) -> str:
    """Create a token and return it; only its hash is stored. Raises BadInput for a taken name."""
    if not name.strip():
        raise BadInput("A token needs a name, by which it is revoked.")
    token = PREFIX + new_secret()
    token_id = await connection.fetchval(
        SQL["insert_api_token"].text, name, role.value, may_write, secret_digest(token)
    )
    if token_id is None:
        raise BadInput(f"There is a token named {name!r} already. Revoked ones keep their names.")
    return token


async def revoke_token(connection: Connection, name: str) -> None:
    """Revoke a token from the next request on. Raises BadInput for an unknown name."""
    if await connection.fetchval(SQL["revoke_api_token"].text, name) is None:
        raise BadInput(f"There is no token named {name!r}.")


async def tokens(connection: Connection) -> list[Record]:
    """All tokens by name: name, role, may_write, created_at, used_at, revoked_at."""
    records: list[Record] = await connection.fetch(SQL["api_tokens"].text)
    return records


async def viewer_of_token(database: Database, token: str) -> Viewer:
    """The viewer of an API token, who has no account. Raises TokenInvalid."""
    records = await database.fetch_as_owner(SQL["api_token"], secret_digest(token))
    if not records:
        raise TokenInvalid("This token was revoked or never existed.")
    # `is_due` at most once a minute: a write on every request would bloat the table.
    if records[0]["is_due"]:
        with suppress(Unavailable):  # a read-only standby still answers queries
            await database.fetch_as_owner(SQL["record_token_use"], records[0]["id"])
    return Viewer(
        Role(records[0]["role"]), may_write=records[0]["may_write"], token=records[0]["name"]
    )
