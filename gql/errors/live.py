"""Why an operation that stays open ends, or is not opened."""

from __future__ import annotations

from gql.errors.quire_error import QuireError, Refused


class LiveTransportNeeded(Refused, code="LIVE_TRANSPORT_NEEDED"):
    """Answers that follow need a WebSocket, or HTTP with Accept: text/event-stream."""


class SlowReader(QuireError, code="SLOW_READER"):
    """Answers were not taken as fast as they came. Open the operation again."""


class NoLongerAllowed(QuireError, code="NO_LONGER_ALLOWED", status=401):
    """The token of this operation is no longer accepted. Sign in again."""


class PositionTooOld(Refused, code="POSITION_TOO_OLD"):
    """What has happened since is not known in full any more. Fetch again, and go on from now."""
