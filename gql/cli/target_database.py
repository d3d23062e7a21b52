"""The database that a command works on: that of QUIRE_DATABASE_URL, or the embedded server."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from gql.db import Database, check_server
from gql.embedded import embedded_postgres
from gql.errors import StartError
from gql.migrate import migrate, migrations, pending, require_migrated, require_migrated_or_newer
from gql.settings import Settings


@contextmanager
def target_database(settings: Settings, *, create: bool = False) -> Iterator[str]:
    """Yield the URL of a running database; an embedded server stops at the end of the block.

    Raises StartError where no server answers, or one of a PostgreSQL that is too old, and where
    there is no data folder, unless the command may create one.
    """
    if settings.database_url:
        asyncio.run(check_server(settings.database_url))
        yield settings.database_url
    else:
        with embedded_postgres(
            settings.data, _server_options(settings), _print_progress, create=create
        ) as url:
            yield url


def prepare_to_serve(settings: Settings, url: str) -> None:
    """Apply pending migrations to the embedded database, or for the demo to an empty one.

    Raises StartError where a server of the user's own lacks some: a deployment decides when to
    migrate. A database of a newer Quire is served, so that old and new can run side by side.
    """
    try:
        asyncio.run(require_migrated_or_newer(url))
    except StartError:
        if settings.database_url and not (settings.demo and _is_empty(url)):
            raise
        asyncio.run(migrate(url))


def prepare_to_import(settings: Settings, url: str) -> None:
    """Apply all migrations to the embedded database, or to an empty one.

    Raises StartError where any other database lacks some, or was migrated by a newer Quire.
    """
    # an empty database has no owner who could be surprised by migrations
    if not settings.database_url or _is_empty(url):
        asyncio.run(migrate(url))
    asyncio.run(require_migrated(url))


def has_publication(settings: Settings) -> bool:
    """Whether there is something to work on. Raises StartError where no server answers."""
    if settings.database_url:
        return not _is_empty(settings.database_url)
    return (settings.data.expanduser() / "postgres").is_dir()


def require_publication(url: str) -> None:
    """Raise StartError, with what to do, unless the database is one of this version of Quire.

    For commands that read, or change what is there: they create nothing, and migrate nothing.
    """
    if _is_empty(url):
        raise StartError(
            "There is no publication in this database. Name another, or make one: quire migrate, "
            "then quire import wordpress FILE or quire serve."
        )
    asyncio.run(require_migrated(url))


def without_password(url: str) -> str:
    """A database URL fit for printing: `postgresql://user:…@host/name`."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    user, host = parts.netloc.rsplit("@", 1)
    return urlunsplit(parts._replace(netloc=f"{user.split(':')[0]}:…@{host}"))


def _is_empty(url: str) -> bool:
    return len(asyncio.run(pending(url))) == len(migrations())


def _print_progress(line: str) -> None:
    # beside the output, which scripts may read
    print(line, file=sys.stderr, flush=True)


def _server_options(settings: Settings) -> dict[str, str]:
    """Options of the embedded server: connections for all workers' pools and 30 for operators."""
    # such as psql, a backup and an import beside the service; 100 is PostgreSQL's own default
    of_workers = settings.workers * Database.max_connections(settings.pool_size)
    return {"max_connections": str(max(100, of_workers + 30))}
