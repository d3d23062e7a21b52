"""The codes with which the service closes a socket."""

from __future__ import annotations

# RFC 6455, section 7.4.1, and its registry; clients of graphql-ws connect again after these two
GOING_AWAY, TRY_AGAIN_LATER = 1001, 1013
# of graphql-transport-ws
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
SUBPROTOCOL_NOT_ACCEPTABLE, INIT_TIMEOUT = 4406, 4408
SUBSCRIBER_EXISTS, TOO_MANY_INITS = 4409, 4429
