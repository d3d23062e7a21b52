"""Applies schema/migrations in order, step by step, and compares their checksums.

There is no way back: a migration that was applied is never edited and never undone. Clients are
served meanwhile, by the version before too: how a migration has to be written for that is in
schema/README.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tenacity

from gql.content.change_log import record_migration
from gql.content.slug_repair import repair_slugs
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
ADVISORY_LOCK_KEY = 0x0_9_19_03_05  # arbitrary, but the same in every version of Quire
OTHER_MIGRATION_SECONDS = 2.0
# A DDL statement that waits for its lock makes every later reader of the table wait behind it: the
# service would stand still as long as the wait lasts. So it waits briefly, and is sent again.
LOCK_TIMEOUT = "300ms"
# what is done outside of a transaction locks nobody out while it waits: index builds, some rows
PATIENT_LOCK_TIMEOUT = "30s"
MAX_LOCK_SECONDS = 30.0  # after so many seconds of trying, the migration is left for later
STEP_PAUSE_SECONDS = (0.2, 0.7)  # between two attempts, for those who waited behind the first
_STEP = re.compile(r"^-- step: (in|outside) a transaction$", re.MULTILINE)
_STATEMENT = re.compile(r"^-- then$", re.MULTILINE)  # between statements outside of a transaction
MIGRATION_TABLE_EXISTS = Statement(
    "migrations", "select to_regclass('quire.migration') is not null as is_there"
)
APPLIED_MIGRATIONS = Statement(
    "migrations", "select name, checksum from quire.migration order by name"
)


# by migration: what SQL cannot do, because the rule has its one home in Python
STEPS: dict[str, Callable[[Connection], Awaitable[None]]] = {"0008_former_uris": repair_slugs}


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration file: its name without `.sql`, and its text."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text in hex, as stored in `quire.migration`."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def steps(self) -> list[Step]:
        """Its steps in order: the text between lines such as `-- step: in a transaction`."""
        first, *rest = _STEP.split(self.text)
        own = [Step(1, first, is_transaction=True)] if first.strip() else []
        for kind, text in zip(rest[::2], rest[1::2], strict=True):
            own.append(Step(len(own) + 1, text, is_transaction=kind == "in"))
        return own


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a migration: all its statements in one transaction, or each of them in none."""

    number: int
    text: str
    is_transaction: bool

    @property
    def statements(self) -> list[str]:
        """The statements of a step outside of a transaction, which are sent one by one."""
        return _STATEMENT.split(self.text)


@cache
def migrations() -> tuple[Migration, ...]:
    """Return all migrations of this version, in order of their numbers."""
    # a wheel carries the files inside the package, a checkout beside it (see pyproject.toml)
    folder = next(
        f for f in (_HERE / "_schema", _HERE.parent / "schema") if (f / "migrations").is_dir()
    )
    return tuple(
        Migration(path.stem, path.read_text("utf-8"))
        for path in sorted((folder / "migrations").glob("*.sql"))
    )


async def migrate(url: str) -> list[str]:
    """Apply what is not applied yet, and return its names. Raises StartError.

    What was applied before a failure stays, whole steps of a migration too: the next call goes on
    with the step that failed.
    """
    await check_server(url)
    connection = await connect(url)
    try:
        await _acquire_migration_lock(connection)
        applied = []
        for migration in await _pending(connection):
            await _apply(connection, migration)
            applied.append(migration.name)
        return applied
    finally:
        await connection.close()  # releases the advisory lock, which belongs to the session


async def pending(url: str) -> list[str]:
    """Return the names of what is not applied yet, without applying it.

    Raises StartError for an edited migration, and for a database that a newer Quire has migrated.
    """
    connection = await connect(url)
    try:
        return [migration.name for migration in await _pending(connection)]
    finally:
        await connection.close()


async def require_migrated(url: str) -> None:
    """Raise StartError, with what to do, unless the database is exactly up to date."""
    _raise_if_unapplied(await pending(url))


async def require_migrated_or_newer(url: str) -> list[str]:
    """Raise StartError if a migration is missing; return the names of those that are too new.

    During an upgrade the previous version goes on serving after the database was migrated, so
    migrations by a newer Quire are no reason to stop.
    """
    connection = await connect(url)
    try:
        applied = await _applied_checksums(connection)
    finally:
        await connection.close()
    _raise_if_unapplied([migration.name for migration in _unapplied(applied)])
    return _newer(applied)


async def unapplied_migrations(database: Database) -> list[str]:
    """Return the names of missing migrations, ignoring those that a newer Quire has applied.

    For the readiness check: it uses the pools instead of opening a connection.
    """
    [record] = await database.fetch_as_owner(MIGRATION_TABLE_EXISTS)
    applied = await database.fetch_as_owner(APPLIED_MIGRATIONS) if record["is_there"] else []
    names = {record["name"] for record in applied}
    return [migration.name for migration in migrations() if migration.name not in names]


def _raise_if_unapplied(unapplied: list[str]) -> None:
    if unapplied:
        raise StartError(
            f"The database lacks {len(unapplied)} of {len(migrations())} migrations "
            f"(first: {unapplied[0]}). Run: quire migrate"
        )


async def _acquire_migration_lock(connection: Connection) -> None:
    """Lock out other migrations of this database until the connection closes. Raises StartError."""
    # asked for again and again: a statement that waited would have a snapshot, for whose end an
    # index that the other migration builds concurrently waits in turn
    attempts = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_result(lambda is_held: not is_held),
        stop=tenacity.stop_after_delay(OTHER_MIGRATION_SECONDS),
        wait=tenacity.wait_fixed(0.1),
    )
    asked = f"select pg_try_advisory_lock({ADVISORY_LOCK_KEY})"
    try:
        await attempts(connection.fetchval, asked)
    except tenacity.RetryError:
        raise StartError(
            "Another migration is running on this database. Wait for it to end."
        ) from None


async def _pending(connection: Connection) -> list[Migration]:
    applied = await _applied_checksums(connection)
    unapplied = _unapplied(applied)
    if newer := _newer(applied):
        raise StartError(
            f"The database was migrated by a newer Quire ({newer[-1]}). Upgrade this one."
        )
    return unapplied


def _unapplied(applied: dict[str, str]) -> list[Migration]:
    for migration in migrations():
        if applied.get(migration.name, migration.checksum) != migration.checksum:
            raise StartError(
                f"Migration {migration.name} was changed after it had been applied. "
                "Restore its file: migrations only ever go forward."
            )
    return [migration for migration in migrations() if migration.name not in applied]


def _newer(applied: dict[str, str]) -> list[str]:
    return sorted(applied.keys() - {migration.name for migration in migrations()})


async def _applied_checksums(connection: Connection) -> dict[str, str]:
    if not await connection.fetchval(MIGRATION_TABLE_EXISTS.text):
        return {}
    records = await connection.fetch(APPLIED_MIGRATIONS.text)
    return {record["name"]: record["checksum"] for record in records}


async def _apply(connection: Connection, migration: Migration) -> None:
    """Apply the steps that are left. Raises StartError."""
    steps = migration.steps
    applied = await _applied_steps(connection, migration) if len(steps) > 1 else set()
    try:
        for step in steps:
            if step.number not in applied:
                await _apply_step(connection, migration, step, is_last=step is steps[-1])
    except LockNotAvailable:
        raise StartError(
            f"Migration {migration.name} needs a table that another session has held for "
            f"{MAX_LOCK_SECONDS:g} s. {_kept(steps)} End that session, or run it again "
            "later."
        ) from None
    except StatementFailed as error:
        # migrations that need a right of the server's administrator say so in a hint
        advice = error.hint or _kept(steps)
        raise StartError(f"Migration {migration.name} failed: {error.message}. {advice}") from error


def _kept(steps: list[Step]) -> str:
    is_whole = len(steps) == 1
    return "Nothing of it was kept." if is_whole else "The next attempt goes on with that step."


async def _applied_steps(connection: Connection, migration: Migration) -> set[int]:
    records = await connection.fetch(
        "select step from quire.migration_step where name = $1 and checksum = $2",
        migration.name,
        migration.checksum,
    )
    return {record["step"] for record in records}


async def _apply_step(
    connection: Connection, migration: Migration, step: Step, *, is_last: bool
) -> None:
    """Send a step until it gets its locks, and record it. Raises LockNotAvailable."""
    attempts = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception_type(LockNotAvailable),
        stop=tenacity.stop_after_delay(MAX_LOCK_SECONDS),
        wait=tenacity.wait_random(*STEP_PAUSE_SECONDS),
        reraise=True,
    )
    await attempts(_attempt_step, connection, migration, step, is_last=is_last)


async def _attempt_step(
    connection: Connection, migration: Migration, step: Step, *, is_last: bool
) -> None:
    # without parameters asyncpg uses the simple protocol, which takes many statements
    if not step.is_transaction:
        await connection.execute(f"set lock_timeout = '{PATIENT_LOCK_TIMEOUT}'")
        for statement in step.statements:
            await connection.execute(statement)
    await connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    async with connection.transaction():
        if step.is_transaction:
            await connection.execute(step.text)
        if is_last and (mend := STEPS.get(migration.name)):
            await mend(connection)
        await _record(connection, migration, step, is_last=is_last)


async def _record(
    connection: Connection, migration: Migration, step: Step, *, is_last: bool
) -> None:
    name, checksum = migration.name, migration.checksum
    await record_migration(connection)
    if not is_last:
        insert = "insert into quire.migration_step (name, step, checksum) values ($1, $2, $3)"
        await connection.execute(insert, name, step.number, checksum)
        return
    insert = "insert into quire.migration (name, checksum) values ($1, $2)"
    await connection.execute(insert, name, checksum)
    if step.number > 1:
        await connection.execute("delete from quire.migration_step where name = $1", name)
