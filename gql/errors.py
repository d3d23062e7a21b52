"""Every error that anybody can meet, once: a code for machines, a sentence for people.

QuireError
├── Refused                  the request is at fault: told in full, never logged as a fault
│   ├── BadInput             a value that no field can take
│   │   ├── BadPageSize      first or last outside 1..100, or both
│   │   └── BadCursor        a cursor that was not made here, or for another order
│   ├── LimitExceeded        a limit, named with what was asked and what is allowed
│   ├── NotAllowedByGet      a mutation, or what else must come by POST
│   └── RequestRefused       HTTP that the service does not take, each with its status
│       ├── NotFound, MethodNotAllowed, NotAcceptable, PersistedQueryNotSupported
│       ├── HeadTooSlow, BodyTooSlow, BodyTooLarge
│       └── AddressTooLong, UnsupportedMediaType, HeadersTooLarge
├── Unavailable              try again: answers 503 with Retry-After
│   ├── DatabaseBusy         no connection was free in time
│   ├── DatabaseDown         the database does not answer
│   └── DatabaseReadOnly     the database takes no writes, as after a switch to a standby
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


class NotAllowedByGet(Refused):
    """Only queries are answered by GET. Send this operation by POST."""

    code = "NOT_ALLOWED_BY_GET"
    status = 405


class RequestRefused(Refused):
    """The HTTP request cannot be read."""


class PersistedQueryNotSupported(RequestRefused):
    """PersistedQueryNotSupported"""  # clients look for this word, and send the document then

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


class MethodNotAllowed(RequestRefused):
    """Send GraphQL by POST as JSON, or a query by GET."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class NotFound(RequestRefused):
    """Nothing is at this address. GraphQL is at /graphql."""

    code = "NOT_FOUND"
    status = 404


class NotAcceptable(RequestRefused):
    """This service answers with application/graphql-response+json or application/json."""

    code = "NOT_ACCEPTABLE"
    status = 406


class HeadTooSlow(RequestRefused):
    """The headers did not arrive in time."""

    code = "REQUEST_TIMEOUT"
    status = 408


class BodyTooSlow(HeadTooSlow):
    """The body did not arrive in time."""


class BodyTooLarge(RequestRefused):
    """The body is larger than is allowed."""

    code = "BODY_TOO_LARGE"
    status = 413


class AddressTooLong(RequestRefused):
    """The address is longer than is allowed. Send the operation by POST."""

    code = "ADDRESS_TOO_LONG"
    status = 414


class UnsupportedMediaType(RequestRefused):
    """Send the body as application/json in UTF-8, not compressed."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class HeadersTooLarge(RequestRefused):
    """The headers are larger than is allowed."""

    code = "HEADERS_TOO_LARGE"
    status = 431


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


class TimedOut(QuireError):
    """The operation took too long and was stopped. Ask for less at once."""

    code = "TIMED_OUT"
    status = 503
    retry_after: ClassVar[int] = 2


class StartError(QuireError):
    """The service cannot start."""

    code = "START_ERROR"


class InputRefused(StartError):
    """The file was refused."""

    code = "INPUT_REFUSED"
