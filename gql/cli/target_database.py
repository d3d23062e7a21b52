"""Which database a command works on: the server that the settings name, or Quire's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from gql.db import Database, check_server
from gql.embedded import embedded
from gql.errors import StartError
from gql.migrate import migrate, migrations, pending, require_migrated, require_served
from gql.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The address of the database, running and of the right age. Raises StartError."""
    if settings.database_url:
        asyncio.run(check_server(settings.database_url))
        yield settings.database_url
    else:
        with embedded(settings.data, _room_for(settings)) as url:
            yield url


def make_ready_to_serve(settings: Settings, url: str) -> None:
    """Migrates Quire's own database where it lacks something.

    Raises StartError where another server's database does: its owner says when.
    """
    try:
        asyncio.run(require_served(url))
    except StartError:
        if settings.database_url:
            raise
        asyncio.run(migrate(url))


def make_ready_to_import(settings: Settings, url: str) -> None:
    """Migrates Quire's own database, or an empty one.

    Raises StartError where another server's is not up to date, or of a newer Quire.
    """
    if not settings.database_url or _is_empty(url):
        asyncio.run(migrate(url))
    asyncio.run(require_migrated(url))


def shown(url: str) -> str:
    """The address without its password."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    user, host = parts.netloc.rsplit("@", 1)
    return urlunsplit(parts._replace(netloc=f"{user.split(':')[0]}:…@{host}"))


def _is_empty(url: str) -> bool:
    return len(asyncio.run(pending(url))) == len(migrations())


def _room_for(settings: Settings) -> dict[str, str]:
    """Enough connections for the pools of every worker, a psql, a backup and an import."""
    of_workers = settings.workers * Database.connections(settings.pool_size)
    return {"max_connections": str(max(100, of_workers + 30))}
