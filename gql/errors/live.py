"""Why an operation that stays open ends, or is not opened."""

from __future__ import annotations

from gql.errors.quire_error import QuireError, Refused
from gql.errors.transient import Unavailable


class LiveTransportNeeded(Refused, code="LIVE_TRANSPORT_NEEDED"):
    """Answers that follow need a WebSocket, or HTTP with Accept: text/event-stream."""


class TooManyLiveOperations(Unavailable, code="TOO_MANY_LIVE_OPERATIONS", status=429):
    """Too many different subscriptions and live queries are open. Close some of them."""


class SlowReader(QuireError, code="SLOW_READER"):
    """Answers were not taken as fast as they came. Open the operation again."""


class NoLongerAllowed(QuireError, code="NO_LONGER_ALLOWED", status=401):
    """The token of this operation is no longer accepted. Sign in again."""


class PositionTooOld(Refused, code="POSITION_TOO_OLD"):
    """What has happened since is not known in full any more. Fetch again, and go on from now."""
