"""`quire check`: settings, database, migrations, changes and versions, one line each."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import version

from gql import __version__
from gql.changes import HEARTBEAT_SECONDS, changes_address, notification_delay
from gql.cli.options import with_data_folder
from gql.cli.target_database import target_database, without_password
from gql.db import connect
from gql.errors import DatabaseDown, StartError
from gql.migrate import migrations, require_migrated
from gql.settings import Settings, load, unknown_variables, variable_name

NOT_CHECKED = "Not checked without {}. Fix the line above, then run quire check again."
LIBRARIES = ("strawberry-graphql", "graphql-core", "asyncpg", "starlette", "uvicorn")


def check(**overrides: object) -> int:
    """Print five lines, one per check; returns exit code 1 when one of them is a problem."""
    problems = 0
    for name, line in _checks(overrides):
        try:
            state, text = "ok", line()
        except StartError as error:
            state, text = "problem", error.message
            problems += 1
        print(f"{name:<11} {state:<8} {text}")
    return 1 if problems else 0


def _checks(overrides: dict[str, object]) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "settings", lambda: _settings_line(overrides)
    yield from _database_checks(overrides)
    yield "versions", _versions_line


def _database_checks(overrides: dict[str, object]) -> Iterator[tuple[str, Callable[[], str]]]:
    """The checks that need a database; the reason for having none is in the first only."""
    # A generator: an embedded server started here is stopped after all of them have run.
    with ExitStack() as database_lifetime:
        try:
            settings = _load_settings(overrides)
            url = database_lifetime.enter_context(target_database(settings))
        except StartError as error:
            yield "database", _failing(error)
            for name in ("migrations", "changes"):
                yield name, _failing(StartError(NOT_CHECKED.format("a database")))
            return
        yield "database", lambda: asyncio.run(_server_line(url))
        yield "migrations", lambda: asyncio.run(_migrations_line(url))
        yield "changes", lambda: asyncio.run(_changes_line(url, settings.changes_database_url))


def _settings_line(overrides: dict[str, object]) -> str:
    load(**overrides)
    known = [variable_name(name) for name in Settings.model_fields]
    if unknown := unknown_variables():
        raise StartError(f"{' '.join(unknown)} There are: {', '.join(known)}")
    in_environment = sorted(name for name in known if name in os.environ)
    return f"set in the environment: {', '.join(in_environment) or 'none'}"


def _load_settings(overrides: dict[str, object]) -> Settings:
    try:
        return with_data_folder(load(**overrides))
    except StartError:
        raise StartError(NOT_CHECKED.format("valid settings")) from None


async def _server_line(url: str) -> str:
    connection = await connect(url)
    # such as "17.2 (Debian 17.2-1.pgdg120+1)"
    number = await connection.fetchval("select current_setting('server_version')")
    await connection.close()
    return f"PostgreSQL {str(number).split()[0]} at {without_password(url)}"


async def _migrations_line(url: str) -> str:
    await require_migrated(url)
    return f"all {len(migrations())} applied, the last is {migrations()[-1].name}"


async def _changes_line(url: str, own: str) -> str:
    address = await changes_address(url, own)
    try:
        delay = await notification_delay(address)
    except DatabaseDown as error:
        raise StartError(
            f"Changes cannot be followed, so no answer is kept ({error.__cause__}). "
            "Name the primary, and no standby."
        ) from None
    if delay is None:
        return (
            "no notification arrives at this address: processes hear of what others change "
            f"within {HEARTBEAT_SECONDS:g} s, and not at once. Set QUIRE_CHANGES_DATABASE_URL to "
            "the PostgreSQL behind the pooler"
        )
    return f"notifications arrive, after {delay * 1000:.0f} ms"


def _versions_line() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"quire {__version__}, Python {platform.python_version()}, {libraries}"


def _failing(error: StartError) -> Callable[[], str]:
    def line() -> str:
        raise error

    return line
