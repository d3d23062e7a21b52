"""`quire check`: settings, database, migrations and versions, one line each."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import version

from gql import __version__
from gql.cli.target_database import database, shown
from gql.db import connect
from gql.errors import StartError
from gql.migrate import migrations, require_migrated
from gql.settings import Settings, load, spelled, strange

UNSEEN = "Not looked at, for want of {}: mend the line above, and check again."
LIBRARIES = ("strawberry-graphql", "graphql-core", "asyncpg", "starlette", "uvicorn")


def check(**overrides: object) -> int:
    """Prints the four lines; 1 when one of them is a problem."""
    problems = 0
    for name, found in _findings(overrides):
        try:
            state, text = "ok", found()
        except StartError as error:
            state, text = "problem", error.message
            problems += 1
        print(f"{name:<11} {state:<8} {text}")
    return 1 if problems else 0


def _findings(overrides: dict[str, object]) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "settings", lambda: _settings(overrides)
    yield from _of_database(overrides)
    yield "versions", _versions


def _of_database(overrides: dict[str, object]) -> Iterator[tuple[str, Callable[[], str]]]:
    """Why there is no database is told once, in its own line."""
    with ExitStack() as until_both_are_told:
        try:
            settings = _read(overrides)
            _require_data(settings)
            url = until_both_are_told.enter_context(database(settings))
        except StartError as error:
            yield "database", _raising(error)
            yield "migrations", _raising(StartError(UNSEEN.format("a database")))
            return
        yield "database", lambda: asyncio.run(_server(url))
        yield "migrations", lambda: asyncio.run(_migrations(url))


def _settings(overrides: dict[str, object]) -> str:
    load(**overrides)
    known = [spelled(name) for name in Settings.model_fields]
    if wrong := strange():
        raise StartError(f"{' '.join(wrong)} There are: {', '.join(known)}")
    given = sorted(name for name in known if name in os.environ)
    return f"set in the environment: {', '.join(given) or 'none'}"


def _read(overrides: dict[str, object]) -> Settings:
    try:
        return load(**overrides)
    except StartError:
        raise StartError(UNSEEN.format("settings")) from None


def _require_data(settings: Settings) -> None:
    """To look must not make: a data folder that is not there is told, not created."""
    if not settings.database_url and not (settings.data.expanduser() / "postgres").is_dir():
        raise StartError(f"There is none in {settings.data} yet. Run: quire serve, or quire import")


async def _server(url: str) -> str:
    connection = await connect(url)
    number = await connection.fetchval("select current_setting('server_version')")
    await connection.close()
    return f"PostgreSQL {str(number).split()[0]} at {shown(url)}"


async def _migrations(url: str) -> str:
    await require_migrated(url)
    return f"all {len(migrations())} applied, the last is {migrations()[-1].name}"


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"quire {__version__}, Python {platform.python_version()}, {libraries}"


def _raising(error: StartError) -> Callable[[], str]:
    def found() -> str:
        raise error

    return found
