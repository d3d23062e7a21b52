"""Every error that a client or an operator can meet, once: a code for machines, a sentence for people.

QuireError
├── Refused                  the request is at fault: told in full, never logged as a fault
│   ├── BadInput             a value that no field can take
│   │   ├── BadPageSize      first or last outside 1..100, or both
│   │   └── BadCursor        a cursor that was not made here, or for another order
│   ├── LimitExceeded        a limit, named with what was asked and what is allowed
│   └── Forbidden            not for this viewer
├── Unavailable              try again: answers 503 with Retry-After
│   ├── DatabaseBusy         no connection was free in time
│   └── DatabaseDown         the database does not answer
├── TimedOut                 took longer than it may
└── StartError               the service or a command cannot start; says what to do
    └── InputRefused         a file that an import will not take (exit code 2)
"""

from __future__ import annotations

from typing import ClassVar


class QuireError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    status: ClassVar[int] = 500

    def __init__(self, message: str | None = None, **extensions: object) -> None:
        self.message = message or (type(self).__doc__ or "").splitlines()[0]
        self.extensions = extensions
        super().__init__(self.message)


class Refused(QuireError):
    """The request was refused."""

    code = "BAD_REQUEST"
    status = 400


class BadInput(Refused):
    """A value in the request cannot be used."""

    code = "BAD_USER_INPUT"


class BadPageSize(BadInput):
    """Ask for first or last, from 1 to 100, and not for both."""

    code = "BAD_PAGE_SIZE"


class BadCursor(BadInput):
    """This cursor was not made by this service for this order. Use one of its own, unchanged."""

    code = "BAD_CURSOR"


class LimitExceeded(Refused):
    """The operation asks for more than is allowed.

    Extensions: limit (its name), requested, allowed.
    """

    code = "LIMIT_EXCEEDED"

    def __init__(self, limit: str, *, requested: int, allowed: int, what: str) -> None:
        super().__init__(
            f"{what}: {requested:,}, and at most {allowed:,} are allowed (limit: {limit}).",
            limit=limit,
            requested=requested,
            allowed=allowed,
        )


class Forbidden(Refused):
    """You may not see or do this."""

    code = "FORBIDDEN"
    status = 403


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


class TimedOut(QuireError):
    """The operation took too long and was stopped. Ask for less at once."""

    code = "TIMED_OUT"
    status = 503


class StartError(QuireError):
    """The service cannot start."""

    code = "START_ERROR"


class InputRefused(StartError):
    """The file was refused."""

    code = "INPUT_REFUSED"
