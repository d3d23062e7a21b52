"""The actions of `quire user` and `quire token`, each in one transaction."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gql.auth import account, api_token
from gql.cli.target_database import prepare_to_import, require_publication, target_database
from gql.db import Connection, Database
from gql.settings import Settings
from gql.viewer import Role

T = TypeVar("T")


def read_password(email: str, *, from_stdin: bool) -> str:
    """Ask for a password twice, or read it from the first line of standard input.

    Raises BadInput for a malformed e-mail address, before anything is typed.
    """
    account.canonical_email(email)
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def add_user(
    settings: Settings, email: str, *, name: str, role: Role, password: str | None
) -> None:
    """Create an account with a profile; without a password for an outside issuer's users."""
    _run_transaction(
        settings,
        lambda c: account.add_account(c, email, name=name, role=role, password=password),
        create=True,
    )
    print(f"added {account.canonical_email(email)}, {role}")


def change_role(settings: Settings, email: str, role: Role) -> None:
    """Give an account another role and print which it has now."""
    _run_transaction(settings, lambda c: account.set_role(c, email, role))
    print(f"{account.canonical_email(email)} is {role} now")


def change_password(settings: Settings, email: str, password: str) -> None:
    """Replace the password of an account, which ends its sessions."""
    _run_transaction(settings, lambda c: account.set_password(c, email, password))
    print(f"{account.canonical_email(email)} has a new password and is signed in nowhere")


def disable(settings: Settings, email: str, *, undo: bool) -> None:
    """Disable an account and end its sessions; with `undo`, enable it again."""
    _run_transaction(settings, lambda c: account.set_disabled(c, email, is_disabled=not undo))
    print(f"{account.canonical_email(email)} is {'enabled' if undo else 'disabled'}")


def claim(settings: Settings, email: str, slug: str) -> None:
    """Bind the profile with this slug, such as an imported one, to an account."""
    _run_transaction(settings, lambda c: account.claim_profile(c, email, slug))
    print(f"{account.canonical_email(email)} writes as {slug} now")


def list_users(settings: Settings) -> None:
    """Print a table of all accounts with role, profile and the day they were disabled."""
    records = _run_transaction(settings, account.accounts)
    rows = [(r["email"], r["role"], r["name"], r["slug"], _date(r["disabled_at"])) for r in records]
    _print_table(("e-mail", "role", "name", "profile", "disabled"), rows)


def add_token(settings: Settings, name: str, *, role: Role, may_write: bool) -> None:
    """Create an API token and print it, this once: only its hash is stored."""
    token = _run_transaction(
        settings,
        lambda c: api_token.add_token(c, name, role=role, may_write=may_write),
        create=True,
    )
    # to standard error, so that a script can capture the token alone
    print("Send it as Authorization: Bearer <token>. It is not shown again.", file=sys.stderr)
    print(token)


def list_tokens(settings: Settings) -> None:
    """Print a table of all API tokens with role, scope and dates, without their secrets."""
    records = _run_transaction(settings, api_token.tokens)
    rows = [
        (
            r["name"],
            r["role"],
            "write" if r["may_write"] else "read",
            *(_date(r[column]) for column in ("created_at", "used_at", "revoked_at")),
        )
        for r in records
    ]
    _print_table(("name", "role", "scope", "created", "last used", "revoked"), rows)


def revoke_token(settings: Settings, name: str) -> None:
    """Reject an API token from the next request on; its name stays taken."""
    _run_transaction(settings, lambda c: api_token.revoke_token(c, name))
    print(f"revoked {name}")


def _run_transaction(
    settings: Settings, work: Callable[[Connection], Awaitable[T]], *, create: bool = False
) -> T:
    """Run `work` in one transaction on the database of the settings.

    With `create`, a database that is missing or empty becomes a publication; without, it is
    refused with StartError.
    """
    with target_database(settings, create=create) as url:
        if create:
            prepare_to_import(settings, url)
        else:
            require_publication(url)
        return asyncio.run(_in_transaction(url, work))


async def _in_transaction(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    database = await Database.open(url, pool_size=1)
    try:
        async with database.transaction() as connection:
            return await work(connection)
    finally:
        await database.close()


def _print_table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        # names come from users: rich would read [red] as markup
        table.add_row(*map(escape, row))
    Console().print(table)


def _date(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d}" if time else ""
