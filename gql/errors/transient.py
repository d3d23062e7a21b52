"""Errors that may be gone at the next attempt: the HTTP response carries Retry-After."""

from __future__ import annotations

from typing import ClassVar

from gql.errors.quire_error import QuireError

RETRY_AFTER_SECONDS = 2


class Unavailable(QuireError, code="UNAVAILABLE", status=503):
    """The service cannot answer just now. Try again in a moment."""

    retry_after: ClassVar[int] = RETRY_AFTER_SECONDS


class DatabaseBusy(Unavailable, code="DATABASE_BUSY"):
    """All database connections are in use. Try again in a moment."""


# 429: others are answered meanwhile
class AddressBusy(Unavailable, code="ADDRESS_BUSY", status=429):
    """Your address reads too much at once, while others wait. Try again in a moment."""


class DatabaseDown(Unavailable, code="DATABASE_DOWN"):
    """The database does not answer. Try again in a moment."""


# SQLSTATE 25006, as after a failover to a standby that has not been promoted yet
class DatabaseReadOnly(Unavailable, code="DATABASE_READ_ONLY"):
    """The database accepts no writes just now. Reads still work; try again in a moment."""


class RenderQueueFull(Unavailable, code="SERVER_BUSY"):
    """Too many texts are being saved at once. Try again in a moment."""


class Stopping(Unavailable, code="STOPPING"):
    """The service is stopping. Try again in a moment."""


class TooManyConnections(Unavailable, code="TOO_MANY_CONNECTIONS"):
    """The service has as many live connections as it may. Try again in a moment."""


# 429, as for AddressBusy
class AddressHasTooManyConnections(
    Unavailable, code="ADDRESS_HAS_TOO_MANY_CONNECTIONS", status=429
):
    """Your address has as many live connections as it may: QUIRE_LIVE_CONNECTIONS_PER_ADDRESS."""


class IssuerUnavailable(Unavailable, code="ISSUER_DOWN"):
    """The keys of this token's issuer cannot be fetched just now. Try again in a moment."""


# not Unavailable: the service is well, this operation was too slow for its time limit
class TimedOut(QuireError, code="TIMED_OUT", status=503):
    """The operation took too long and was stopped. Request less at once."""

    retry_after: ClassVar[int] = RETRY_AFTER_SECONDS
