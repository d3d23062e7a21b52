"""Accounts: who may sign in, under which role, with which profile."""

from __future__ import annotations

import re

from gql.auth.password_hash import hash_password
from gql.content.address import email_address
from gql.content.people.display_name import public_name
from gql.content.slug import slug_of, typed_slug
from gql.content.unique_name import unique_names
from gql.content.uri_bases import folder, uri_bases
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements
from gql.viewer import Role, Viewer

SQL, NAMES, IMPORT_SQL = statements("account"), statements("entry"), statements("import")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def canonical_email(text: str) -> str:
    """The lower-case form by which an account is looked up. Raises BadInput for other text."""
    email = email_address(text)
    if not email or not _EMAIL.fullmatch(email):
        raise BadInput(f"{text!r} is no e-mail address.")
    return email.lower()


def viewer_of(record: Record) -> Viewer:
    """The Viewer of a record with the columns id, email, role and author_id."""
    return Viewer(Role(record["role"]), record["id"], record["author_id"], record["email"])


async def add_account(
    connection: Connection, email: str, *, name: str, role: Role, password: str | None
) -> None:
    """Create an account together with a profile; without a password for an outside issuer's users.

    The profile stays invisible until something public belongs to it. Raises BadInput for a name
    or address that cannot be used, and for an address that is taken.
    """
    address = canonical_email(email)
    visible_name = public_name(name)
    if not visible_name:
        raise BadInput(f"{name!r} is no name that can be shown.")
    password_hash = await hash_password(password) if password is not None else None
    author_id = await _new_profile(connection, visible_name)
    account_id = await connection.fetchval(
        SQL["insert_account"].text, address, password_hash, role.value, author_id
    )
    if account_id is None:
        raise BadInput(f"There is an account with the address {address} already.")


async def claim_profile(connection: Connection, email: str, slug: str) -> None:
    """Bind an existing profile, such as an imported one, to an account.

    The profile that the account had is deleted if nothing belongs to it. Raises BadInput for an
    unknown account or slug, and for a profile that belongs to another account.
    """
    account = await _account(connection, email)
    profile = await connection.fetchrow(SQL["profile_by_slug"].text, typed_slug(slug))
    if profile is None:
        raise BadInput(f"There is no profile with the slug {slug!r}.")
    if profile["id"] == account["author_id"]:
        return
    if profile["is_claimed"]:
        raise BadInput(f"The profile {slug!r} belongs to another account.")
    before = await connection.fetchval(SQL["claim_profile"].text, account["id"], profile["id"])
    await connection.execute(SQL["delete_unused_profile"].text, before)


async def set_role(connection: Connection, email: str, role: Role) -> None:
    """Change the role of an account. Raises BadInput where there is none."""
    await _update_account(connection, "set_role", email, role.value)


async def set_password(connection: Connection, email: str, password: str) -> None:
    """Change a password and end all sessions of the account. Raises BadInput."""
    await _update_account(connection, "set_password", email, await hash_password(password))


async def set_disabled(connection: Connection, email: str, *, is_disabled: bool) -> None:
    """Disable an account and end its sessions, or enable it. Raises BadInput for an unknown one."""
    await _update_account(connection, "set_disabled", email, is_disabled)


async def accounts(connection: Connection) -> list[Record]:
    """All accounts by e-mail address: email, role, slug, name, disabled_at."""
    records: list[Record] = await connection.fetch(SQL["accounts"].text)
    return records


async def _update_account(
    connection: Connection, statement: str, email: str, value: object
) -> None:
    address = canonical_email(email)
    if await connection.fetchval(SQL[statement].text, address, value) is None:
        raise _unknown(address)


async def _account(connection: Connection, email: str) -> Record:
    address = canonical_email(email)
    record: Record | None = await connection.fetchrow(SQL["account_by_email"].text, address)
    if record is None:
        raise _unknown(address)
    return record


async def _new_profile(connection: Connection, name: str) -> int:
    # as an import does: two profiles of one name may be made at once
    await connection.execute(NAMES["lock_names"].text)
    taken = IMPORT_SQL["taken_author_slugs"]
    (slug,) = await unique_names(connection, taken, [slug_of(name, "author")], [])
    uri = f"{folder((await uri_bases(connection)).author)}{slug}/"
    return int(await connection.fetchval(SQL["insert_profile"].text, slug, uri, name))


def _unknown(address: str) -> BadInput:
    return BadInput(f"There is no account with the address {address}.")
