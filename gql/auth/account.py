"""Accounts: who may sign in, under which role, with which profile."""

from __future__ import annotations

import re
from itertools import islice

from gql.auth.password_hash import hashed
from gql.content.address import mail_address
from gql.content.people.author_record import author_uri
from gql.content.people.display_name import shown_name
from gql.content.slug import numbered, slug_of
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements
from gql.viewer import Role, Viewer

SQL = statements("account")
_FORM = re.compile(r"[^\s@]+@[^\s@]+")
MOST_TRIES = 1_000  # of slugs


def canonical_email(text: str) -> str:
    """An address as accounts are found by it. Raises BadInput."""
    email = mail_address(text)
    if not email or not _FORM.fullmatch(email):
        raise BadInput(f"{text!r} is no e-mail address.")
    return email.lower()


def viewer_of(record: Record) -> Viewer:
    return Viewer(Role(record["role"]), record["id"], record["author_id"], record["email"])


async def add_account(
    connection: Connection, email: str, *, name: str, role: Role, password: str | None
) -> None:
    """With a profile of its own, which nobody sees before something public is theirs.

    Raises BadInput.
    """
    address = canonical_email(email)
    shown = shown_name(name)
    if not shown:
        raise BadInput(f"{name!r} is no name that can be shown.")
    password_hash = await hashed(password) if password is not None else None
    author_id = await _new_profile(connection, shown)
    found = await connection.fetchval(
        SQL["insert_account"].text, address, password_hash, role.value, author_id
    )
    if found is None:
        raise BadInput(f"There is an account with the address {address} already.")


async def claim_profile(connection: Connection, email: str, slug: str) -> None:
    """Binds a profile, such as an imported one, to an account. The empty one it had is removed.

    Raises BadInput.
    """
    account = await _account(connection, email)
    profile = await connection.fetchrow(SQL["profile_by_slug"].text, slug)
    if profile is None:
        raise BadInput(f"There is no profile with the slug {slug!r}.")
    if profile["id"] == account["author_id"]:
        return
    if profile["is_claimed"]:
        raise BadInput(f"The profile {slug!r} belongs to another account.")
    before = await connection.fetchval(SQL["claim_profile"].text, account["id"], profile["id"])
    await connection.execute(SQL["forget_profile"].text, before)


async def set_role(connection: Connection, email: str, role: Role) -> None:
    """Raises BadInput where there is no such account."""
    await _change(connection, "set_role", email, role.value)


async def set_password(connection: Connection, email: str, password: str) -> None:
    """Ends what the account was signed in with. Raises BadInput."""
    await _change(connection, "set_password", email, await hashed(password))


async def set_disabled(connection: Connection, email: str, *, is_disabled: bool) -> None:
    """Raises BadInput where there is no such account."""
    await _change(connection, "set_disabled", email, is_disabled)


async def accounts(connection: Connection) -> list[Record]:
    """email, role, slug, name, disabled_at of each."""
    records: list[Record] = await connection.fetch(SQL["accounts"].text)
    return records


async def _change(connection: Connection, statement: str, email: str, value: object) -> None:
    address = canonical_email(email)
    if await connection.fetchval(SQL[statement].text, address, value) is None:
        raise _unknown(address)


async def _account(connection: Connection, email: str) -> Record:
    address = canonical_email(email)
    found: Record | None = await connection.fetchrow(SQL["account_by_email"].text, address)
    if found is None:
        raise _unknown(address)
    return found


async def _new_profile(connection: Connection, name: str) -> int:
    for slug in islice(numbered(slug_of(name, "author")), MOST_TRIES):
        found: int | None = await connection.fetchval(
            SQL["insert_profile"].text, slug, author_uri(slug), name
        )
        if found is not None:
            return found
    raise BadInput(f"Too many profiles are called {name!r}.")


def _unknown(address: str) -> BadInput:
    return BadInput(f"There is no account with the address {address}.")
