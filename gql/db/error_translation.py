"""Translates asyncpg's exceptions into our own errors, without their text.

The text of a driver's error quotes SQL, names of columns and values: it stays in `__cause__`, for
the log, and never reaches a client.
"""

from __future__ import annotations

import asyncpg

from gql.db.client_share import ShareExhausted
from gql.errors import (
    AddressBusy,
    BadInput,
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    QuireError,
    RecordNotFound,
    TimedOut,
    Unavailable,
)

UNSTORABLE_TEXT = (
    "A text contains a character that cannot be stored: NUL or half of a surrogate pair."
)
LockNotAvailable = asyncpg.LockNotAvailableError
StatementFailed = asyncpg.PostgresError

# the session is gone, and a new one may succeed
CONNECTION_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,  # pg_terminate_backend, and a server that stops
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.InternalClientError,  # "not connected": the transport closed before the statement
    OSError,
)


class _ErrorTranslation:
    """Raises our own error in place of asyncpg's; an error it does not know passes unchanged.

    A class, because it surrounds every statement and a generator of contextlib costs more.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is not None and (translated := _translate(error)):
            raise translated from error


driver_errors_translated = _ErrorTranslation()


def _translate(error: BaseException) -> QuireError | None:
    """Our error for one of asyncpg's, or None.

    TimeoutError means that no connection came in time: a silent host looks like a busy pool, so
    both are DATABASE_BUSY. It is an OSError, so it has to come before CONNECTION_LOST.
    """
    match error:
        case asyncpg.IntegrityConstraintViolationError():
            return _translate_violation(error)
        case asyncpg.QueryCanceledError() | asyncpg.LockNotAvailableError():
            return TimedOut()
        case ShareExhausted():
            return AddressBusy()
        case asyncpg.TooManyConnectionsError() | TimeoutError():
            return DatabaseBusy()
        case asyncpg.ReadOnlySQLTransactionError() | asyncpg.DiskFullError():
            return DatabaseReadOnly()
        case asyncpg.TransactionRollbackError():  # class 40: deadlock, serialisation failure
            return Unavailable()
        case asyncpg.CharacterNotInRepertoireError() | asyncpg.UntranslatableCharacterError():
            return BadInput(UNSTORABLE_TEXT)
        case asyncpg.DataError():  # class 22, and values that asyncpg cannot encode
            return BadInput()
        case asyncpg.ProgramLimitExceededError():  # class 54, such as a key too long for its index
            return BadInput("A value in the request is too long, or has too many parts.")
    return DatabaseDown() if isinstance(error, CONNECTION_LOST) else None


def _translate_violation(error: asyncpg.IntegrityConstraintViolationError) -> QuireError | None:
    """Our error for a violated constraint, whichever it is.

    Values are checked, and names locked, before they are written: what is left are races with
    another transaction. None for a null, which no request can bring to a column without nulls.
    """
    match error:
        case asyncpg.NotNullViolationError():
            return None
        case asyncpg.UniqueViolationError() | asyncpg.ExclusionViolationError():
            return Unavailable("Somebody else has just stored the same. Try again in a moment.")
        case asyncpg.ForeignKeyViolationError() | asyncpg.RestrictViolationError():
            return RecordNotFound("What this belongs to has just been deleted.")
    return BadInput("A value in the request contradicts what is stored. Read it again.")
