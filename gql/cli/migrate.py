"""`quire migrate`: brings the database up to date, or says what is pending."""

from __future__ import annotations

import asyncio

from gql.cli.target_database import database
from gql.migrate import migrate, pending
from gql.settings import Settings


def migrate_now(settings: Settings) -> int:
    """Applies what is pending and names it. Raises StartError."""
    with database(settings) as url:
        applied = asyncio.run(migrate(url))
    for name in applied:
        print(f"applied {name}")
    if not applied:
        print("Nothing to do: the database is up to date.")
    return 0


def check_migrations(settings: Settings) -> int:
    """Names what is pending; 1 when something is. Raises StartError."""
    with database(settings) as url:
        names = asyncio.run(pending(url))
    for name in names:
        print(f"pending {name}")
    return 1 if names else 0
