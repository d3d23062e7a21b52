"""`quire user` and `quire token`: what they do."""

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
from gql.cli.target_database import database, make_ready_to_import
from gql.db import Connection, Database
from gql.settings import Settings
from gql.viewer import Role

T = TypeVar("T")


def asked_password(email: str, *, from_stdin: bool) -> str:
    """The password as somebody types it twice, or as standard input brings it. Raises BadInput for
    an address that is none, before anything is typed."""
    account.canonical_email(email)
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def add_user(
    settings: Settings, email: str, *, name: str, role: Role, password: str | None
) -> None:
    _do(settings, lambda c: account.add_account(c, email, name=name, role=role, password=password))
    print(f"added {account.canonical_email(email)}, {role}")


def change_role(settings: Settings, email: str, role: Role) -> None:
    _do(settings, lambda c: account.set_role(c, email, role))
    print(f"{account.canonical_email(email)} is {role} now")


def change_password(settings: Settings, email: str, password: str) -> None:
    _do(settings, lambda c: account.set_password(c, email, password))
    print(f"{account.canonical_email(email)} has a new password and is signed in nowhere")


def disable(settings: Settings, email: str, *, undo: bool) -> None:
    _do(settings, lambda c: account.set_disabled(c, email, is_disabled=not undo))
    print(f"{account.canonical_email(email)} is {'enabled' if undo else 'disabled'}")


def claim(settings: Settings, email: str, slug: str) -> None:
    _do(settings, lambda c: account.claim_profile(c, email, slug))
    print(f"{account.canonical_email(email)} writes as {slug} now")


def list_users(settings: Settings) -> None:
    records = _do(settings, account.accounts)
    rows = [(r["email"], r["role"], r["name"], r["slug"], _day(r["disabled_at"])) for r in records]
    _show(("e-mail", "role", "name", "profile", "disabled"), rows)


def add_token(settings: Settings, name: str, *, role: Role, may_write: bool) -> None:
    made = _do(settings, lambda c: api_token.add_token(c, name, role=role, may_write=may_write))
    print("Send it as Authorization: Bearer <token>. It is not shown again.", file=sys.stderr)
    print(made)


def list_tokens(settings: Settings) -> None:
    records = _do(settings, api_token.tokens)
    rows = [
        (
            r["name"],
            r["role"],
            "write" if r["may_write"] else "read",
            *(_day(r[when]) for when in ("created_at", "used_at", "revoked_at")),
        )
        for r in records
    ]
    _show(("name", "role", "scope", "made", "last used", "revoked"), rows)


def revoke_token(settings: Settings, name: str) -> None:
    _do(settings, lambda c: api_token.revoke_token(c, name))
    print(f"revoked {name}")


def _do(settings: Settings, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Something in one transaction, on the database that the settings name."""
    with database(settings) as url:
        make_ready_to_import(settings, url)
        return asyncio.run(_in_transaction(url, work))


async def _in_transaction(url: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    opened = await Database.open(url, pool_size=1)
    try:
        async with opened.transaction() as connection:
            return await work(connection)
    finally:
        await opened.close()


def _show(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else ""
