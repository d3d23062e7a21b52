"""What may be gone when it is asked again."""

from __future__ import annotations

from typing import ClassVar

from gql.errors.operation import QuireError


class Unavailable(QuireError):
    """The service cannot answer just now. Try again in a moment."""

    code = "UNAVAILABLE"
    status = 503
    retry_after: ClassVar[int] = 2


class DatabaseBusy(Unavailable):
    """All database connections are in use. Try again in a moment."""

    code = "DATABASE_BUSY"


class DatabaseDown(Unavailable):
    """The database does not answer. Try again in a moment."""

    code = "DATABASE_DOWN"


class DatabaseReadOnly(Unavailable):
    """The database takes no changes just now. Reading goes on; try again in a moment."""

    code = "DATABASE_READ_ONLY"


class WritersBusy(Unavailable):
    """Too many are writing at once. Try again in a moment."""

    code = "SERVER_BUSY"


class IssuerDown(Unavailable):
    """The issuer of this token does not show its keys just now. Try again in a moment."""

    code = "ISSUER_DOWN"


class TimedOut(QuireError):
    """The operation took too long and was stopped. Ask for less at once."""

    code = "TIMED_OUT"
    status = 503
    retry_after: ClassVar[int] = 2
