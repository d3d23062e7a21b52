"""The actions of `quire user` and `quire token`, each in one transaction."""

from __future__ import annotations

import sys
from datetime import datetime

import typer

from gql.auth import account, api_token
from gql.cli.table import print_table
from gql.cli.transaction import run_transaction
from gql.settings import Settings
from gql.viewer import Role


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
    run_transaction(
        settings,
        lambda c: account.add_account(c, email, name=name, role=role, password=password),
        create=True,
    )
    print(f"added {account.canonical_email(email)}, {role}")


def change_role(settings: Settings, email: str, role: Role) -> None:
    """Give an account another role and print which it has now."""
    run_transaction(settings, lambda c: account.set_role(c, email, role))
    print(f"{account.canonical_email(email)} is {role} now")


def change_password(settings: Settings, email: str, password: str) -> None:
    """Replace the password of an account, which ends its sessions."""
    run_transaction(settings, lambda c: account.set_password(c, email, password))
    print(f"{account.canonical_email(email)} has a new password and is signed in nowhere")


def disable(settings: Settings, email: str, *, undo: bool) -> None:
    """Disable an account and end its sessions; with `undo`, enable it again."""
    run_transaction(settings, lambda c: account.set_disabled(c, email, is_disabled=not undo))
    print(f"{account.canonical_email(email)} is {'enabled' if undo else 'disabled'}")


def claim(settings: Settings, email: str, slug: str) -> None:
    """Bind the profile with this slug, such as an imported one, to an account."""
    run_transaction(settings, lambda c: account.claim_profile(c, email, slug))
    print(f"{account.canonical_email(email)} writes as {slug} now")


def list_users(settings: Settings) -> None:
    """Print a table of all accounts with role, profile and the day they were disabled."""
    records = run_transaction(settings, account.accounts)
    rows = [(r["email"], r["role"], r["name"], r["slug"], _date(r["disabled_at"])) for r in records]
    print_table(("e-mail", "role", "name", "profile", "disabled"), rows)


def add_token(settings: Settings, name: str, *, role: Role, may_write: bool) -> None:
    """Create an API token and print it, this once: only its hash is stored."""
    token = run_transaction(
        settings,
        lambda c: api_token.add_token(c, name, role=role, may_write=may_write),
        create=True,
    )
    # to standard error, so that a script can capture the token alone
    print("Send it as Authorization: Bearer <token>. It is not shown again.", file=sys.stderr)
    print(token)


def list_tokens(settings: Settings) -> None:
    """Print a table of all API tokens with role, scope and dates, without their secrets."""
    records = run_transaction(settings, api_token.tokens)
    rows = [
        (
            r["name"],
            r["role"],
            "write" if r["may_write"] else "read",
            *(_date(r[column]) for column in ("created_at", "used_at", "revoked_at")),
        )
        for r in records
    ]
    print_table(("name", "role", "scope", "created", "last used", "revoked"), rows)


def revoke_token(settings: Settings, name: str) -> None:
    """Reject an API token from the next request on; its name stays taken."""
    run_transaction(settings, lambda c: api_token.revoke_token(c, name))
    print(f"revoked {name}")


def _date(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d}" if time else ""
