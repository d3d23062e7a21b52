"""What the driver raises → our own errors, without its text."""

from __future__ import annotations

import asyncpg

from gql.errors import (
    BadInput,
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    QuireError,
    TimedOut,
    Unavailable,
)

LockNotAvailable = asyncpg.LockNotAvailableError
StatementFailed = asyncpg.PostgresError

# the session is gone, and another one may answer
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.InternalClientError,
    OSError,
)


class _Translated:
    """Around what the driver does: turns what it raises into our own errors, without its text; the
    rest are faults."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is not None and (meaning := _meaning(error)):
            raise meaning from error


translated = _Translated()


def _meaning(error: BaseException) -> QuireError | None:
    match error:
        case asyncpg.QueryCanceledError() | asyncpg.LockNotAvailableError():
            return TimedOut()
        case asyncpg.TooManyConnectionsError() | TimeoutError():
            return DatabaseBusy()
        case asyncpg.ReadOnlySQLTransactionError():
            return DatabaseReadOnly()
        case asyncpg.TransactionRollbackError():
            return Unavailable()
        case asyncpg.DataError():
            return BadInput()
    return DatabaseDown() if isinstance(error, LOST) else None
