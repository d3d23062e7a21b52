"""`quire migrate`: applies pending migrations, or lists them."""

from __future__ import annotations

import asyncio

from gql.cli.target_database import target_database
from gql.migrate import migrate, pending
from gql.settings import Settings


def migrate_now(settings: Settings) -> int:
    """Apply all pending migrations and print their names. Returns 0; raises StartError."""
    with target_database(settings, create=True) as url:
        applied = asyncio.run(migrate(url))
    for name in applied:
        print(f"applied {name}")
    if not applied:
        print("Nothing to do: the database is up to date.")
    return 0


def check_migrations(settings: Settings) -> int:
    """Print the pending migrations; returns exit code 1 when there are any. Raises StartError."""
    with target_database(settings) as url:
        names = asyncio.run(pending(url))
    for name in names:
        print(f"pending {name}")
    return 1 if names else 0
