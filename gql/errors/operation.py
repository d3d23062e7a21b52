"""What all errors have in common, and those about what an operation asks."""

from __future__ import annotations

from typing import ClassVar

MOST_CHARACTERS = 300


def short(message: str) -> str:
    """A message as clients get it: it may quote what they sent, which may be long."""
    return message if len(message) <= MOST_CHARACTERS else message[: MOST_CHARACTERS - 1] + "…"


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


class CostLimitExceeded(Refused):
    """The operation may hand out too many records.

    Extensions: requested, allowed.
    """

    code = "COST_LIMIT"

    def __init__(self, *, requested: int, allowed: int) -> None:
        super().__init__(
            f"The operation may hand out {requested:,} records, and at most {allowed:,} are "
            "allowed. Ask for smaller pages, or for less inside them.",
            requested=requested,
            allowed=allowed,
        )


class NotAllowedByGet(Refused):
    """Only queries are answered by GET. Send this operation by POST."""

    code = "NOT_ALLOWED_BY_GET"
    status = 405


class NotThere(Refused):
    """There is no such thing, or you may not see it."""

    code = "NOT_FOUND"


class Conflict(Refused):
    """Somebody else has saved it since."""

    code = "CONFLICT"


class RateLimited(Refused):
    """Too much in too short a time. Extensions: retryAfter, in seconds."""

    code = "RATE_LIMITED"
    status = 429


class StartError(QuireError):
    """The service cannot start."""

    code = "START_ERROR"


class InputRefused(StartError):
    """The file was refused."""

    code = "INPUT_REFUSED"
