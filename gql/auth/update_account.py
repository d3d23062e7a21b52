"""Accounts as administrators change them: the role, and whether somebody may sign in."""

from __future__ import annotations

from gql.auth.account import set_disabled, set_role
from gql.content.change_log import record_change
from gql.content.permission import Action, require
from gql.db import Connection
from gql.errors import Forbidden, LastAdministrator, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Role, Viewer

SQL = statements("people")
ACCOUNT_REFUSALS = (Forbidden, LastAdministrator, NotSignedIn, RecordNotFound)


async def update_account(
    connection: Connection,
    viewer: Viewer,
    author_id: int,
    *,
    role: Role | None,
    is_disabled: bool | None,
) -> None:
    """Change the account that has a profile; None: as it is. A disabled one is signed out at once.

    Raises NotSignedIn, Forbidden, RecordNotFound where the profile has no account, and
    LastAdministrator.
    """
    require(viewer, Action.MANAGE_PEOPLE)
    await connection.execute(SQL["lock_administrators"].text)
    account = await connection.fetchrow(SQL["account_of_author"].text, author_id)
    if account is None:
        raise RecordNotFound(field=["author"])
    if role is not None and role != account["role"]:
        await set_role(connection, account["email"], role)
    if is_disabled is not None and is_disabled != account["is_disabled"]:
        await set_disabled(connection, account["email"], is_disabled=is_disabled)
    # after the change, whatever it was; the transaction is undone where nobody is left
    if await connection.fetchval(SQL["count_administrators"].text) == 0:
        raise LastAdministrator(field=["author"])
    # readers see no difference
    await record_change(connection, "UPDATED", f"author:{author_id}")
