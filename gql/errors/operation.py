"""Errors about what one GraphQL operation requests: its values, its size, its targets."""

from __future__ import annotations

from gql.errors.quire_error import Refused


class BadInput(Refused, code="BAD_USER_INPUT"):
    """A value in the request cannot be used."""


class BadPageSize(BadInput, code="BAD_PAGE_SIZE"):
    """Ask for first or last, from 1 to 100, and not for both."""


class BadCursor(BadInput, code="BAD_CURSOR"):
    """This cursor was not made by this service for this order. Use one of its own, unchanged."""


class LimitExceeded(Refused, code="LIMIT_EXCEEDED"):
    """The operation asks for more than is allowed.

    Extensions: limit (its name), requested, allowed.
    """

    def __init__(self, limit: str, *, requested: int, allowed: int, what: str) -> None:
        super().__init__(
            f"{what}: {requested:,}, and at most {allowed:,} are allowed (limit: {limit}).",
            limit=limit,
            requested=requested,
            allowed=allowed,
        )


class ResponseTooLarge(LimitExceeded, code="LIMIT_EXCEEDED"):
    """The response would be larger than is allowed.

    Extensions: limit, which is "response"; requested and allowed, in bytes.
    """

    def __init__(self, *, requested: int, allowed: int) -> None:
        super().__init__(
            "response",
            requested=requested,
            allowed=allowed,
            what="The response would have too many bytes; ask for smaller pages or fewer texts",
        )


class CostLimitExceeded(Refused, code="COST_LIMIT"):
    """The operation may return too many records.

    Estimated before anything is read. Extensions: requested, allowed.
    """

    def __init__(self, *, requested: int, allowed: int) -> None:
        super().__init__(
            f"The operation may return {requested:,} records, and at most {allowed:,} are "
            "allowed. Ask for smaller pages, for less inside them, or for fewer searches.",
            requested=requested,
            allowed=allowed,
        )


class TooComplex(Refused, code="TOO_COMPLEX"):
    """This text takes too long to process. Shorten it, or use less markup."""


# GraphQL over HTTP, section 5.4: a GET request must never run a mutation
class NotAllowedByGet(Refused, code="NOT_ALLOWED_BY_GET", status=405):
    """Only queries are answered by GET. Send this operation by POST."""


# one error for what does not exist and for what the viewer may not see, so that neither is betrayed
class RecordNotFound(Refused, code="NOT_FOUND"):
    """There is no such record, or you may not see it."""


class Conflict(Refused, code="CONFLICT"):
    """Somebody else has saved it since."""


class TranslationExists(Refused, code="TRANSLATION_EXISTS"):
    """There is a translation in this language already."""


class IdempotencyKeyReused(Refused, code="IDEMPOTENCY_KEY_REUSED", status=422):
    """This idempotency key was sent with another input before. Use a new key for a new request."""


class OutcomeDeleted(Refused, code="OUTCOME_DELETED", status=410):
    """What was created with this idempotency key was deleted. Use a new key to create another."""


class RateLimited(Refused, code="RATE_LIMITED", status=429):
    """Too many attempts in a short time. Try again after retryAfter seconds."""


class TooManyOperations(LimitExceeded, code="LIMIT_EXCEEDED"):
    """The socket has as many operations under way as it may.

    Extensions: limit, which is "operations"; requested and allowed.
    """

    def __init__(self, *, allowed: int) -> None:
        super().__init__(
            "operations",
            requested=allowed + 1,
            allowed=allowed,
            what="The socket has too many operations under way",
        )
