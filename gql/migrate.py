"""Applies schema/migrations in order: under one lock, each in a transaction, with its checksum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gql.db import (
    Connection,
    Database,
    LockNotAvailable,
    Statement,
    StatementFailed,
    check_server,
    connect,
)
from gql.errors import StartError

_HERE = Path(__file__).parent
LOCK = 0x0_9_19_03_05  # any number, the same for every Quire
LOCK_TIMEOUT = "2s"
IS_THERE = Statement("migrations", "select to_regclass('quire.migration') is not null as is_there")
DONE = Statement("migrations", "select name, checksum from quire.migration order by name")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its name and text, and the checksum that a database remembers."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@cache
def migrations() -> tuple[Migration, ...]:
    """All of them, in order. In a wheel they stand beside the code, in a checkout at its top."""
    folder = next(
        f for f in (_HERE / "_schema", _HERE.parent / "schema") if (f / "migrations").is_dir()
    )
    return tuple(
        Migration(path.stem, path.read_text("utf-8"))
        for path in sorted((folder / "migrations").glob("*.sql"))
    )


async def migrate(url: str) -> list[str]:
    """Brings the database up to date. The names of what was applied. Raises StartError."""
    await check_server(url)
    connection = await connect(url)
    try:
        await _lock(connection)
        applied = []
        for migration in await _pending(connection):
            await _apply(connection, migration)
            applied.append(migration.name)
        return applied
    finally:
        await connection.close()


async def pending(url: str) -> list[str]:
    """The names of what is not applied yet. Changes nothing. Raises StartError."""
    connection = await connect(url)
    try:
        return [migration.name for migration in await _pending(connection)]
    finally:
        await connection.close()


async def require_migrated(url: str) -> None:
    """Raises StartError, saying what to do, where the database is not up to date."""
    _require_none(await pending(url))


async def require_served(url: str) -> list[str]:
    """Raises StartError where the database lacks something.

    What a newer Quire has added to it does no harm to one that serves: the names of that.
    """
    connection = await connect(url)
    try:
        done = await _done(connection)
    finally:
        await connection.close()
    _require_none([migration.name for migration in _unapplied(done)])
    return _newer(done)


async def lacking(database: Database) -> list[str]:
    """The names of what the database lacks, whatever a newer Quire may have added to it."""
    [found] = await database.private(IS_THERE)
    done = {record["name"] for record in await database.private(DONE)} if found["is_there"] else ()
    return [migration.name for migration in migrations() if migration.name not in done]


def _require_none(lacking: list[str]) -> None:
    if lacking:
        raise StartError(
            f"The database lacks {len(lacking)} of {len(migrations())} migrations "
            f"(first: {lacking[0]}). Run: quire migrate"
        )


async def _lock(connection: Connection) -> None:
    """Waits for another migration, and not for long: readers queue behind a lock wanted here."""
    await connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    try:
        await connection.execute(f"select pg_advisory_lock({LOCK})")
    except LockNotAvailable:
        raise StartError(
            "Another migration is running on this database. Wait for it to end."
        ) from None


async def _pending(connection: Connection) -> list[Migration]:
    done = await _done(connection)
    unapplied = _unapplied(done)
    if newer := _newer(done):
        raise StartError(
            f"The database was migrated by a newer Quire ({newer[-1]}). Upgrade this one."
        )
    return unapplied


def _unapplied(done: dict[str, str]) -> list[Migration]:
    for migration in migrations():
        if done.get(migration.name, migration.checksum) != migration.checksum:
            raise StartError(
                f"Migration {migration.name} was changed after it had been applied. "
                "Restore its file: migrations only ever go forward."
            )
    return [migration for migration in migrations() if migration.name not in done]


def _newer(done: dict[str, str]) -> list[str]:
    return sorted(done.keys() - {migration.name for migration in migrations()})


async def _done(connection: Connection) -> dict[str, str]:
    if not await connection.fetchval(IS_THERE.text):
        return {}
    records = await connection.fetch(DONE.text)
    return {record["name"]: record["checksum"] for record in records}


async def _apply(connection: Connection, migration: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.execute(migration.text)
            await connection.execute(
                "insert into quire.migration (name, checksum) values ($1, $2)",
                migration.name,
                migration.checksum,
            )
    except LockNotAvailable:
        raise StartError(
            f"Migration {migration.name} needs a table that another session has held for "
            f"{LOCK_TIMEOUT}. Nothing of it was kept. End that session, or run it again later."
        ) from None
    except StatementFailed as error:
        advice = error.hint or "Nothing of it was kept."
        raise StartError(f"Migration {migration.name} failed: {error.message}. {advice}") from error
