"""A small request that came whole, before anything of it is parsed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from gql.http.cache_headers import PRIVATE_NAMES, Header

_KEY = "early_request"  # in the state of a request
MAX_EARLY_BYTES = 16_384  # of head and body together
MAX_ALIAS_BYTES = 2_048  # longer ones are kept as a hash
# requests that have one of these take the ordinary way
_EXCLUDED = frozenset({b"expect", b"upgrade", b"transfer-encoding", b"content-encoding"})


@dataclass(slots=True)  # frozen, its attributes would take three times as long to set
class EarlyRequest:
    """A request that may be answered early.

    `head`: all of the head that decides whether a request is refused and how its response looks.
    `is_private`: it says who asks, so that its answer is for nobody else. `started`: when it was
    complete, of time.perf_counter().
    """

    is_get: bool
    head: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    is_private: bool
    started: float

    @property
    def alias(self) -> bytes:
        """What the request is known by, unless it is private."""
        alias = self.head + self.body
        return alias if len(alias) <= MAX_ALIAS_BYTES else blake2b(alias, digest_size=32).digest()


def early_request(
    method: bytes, url: bytes, headers: Sequence[Header], body: bytes
) -> EarlyRequest | None:
    """A request whose body is complete; None if it has to take the ordinary way."""
    started = time.perf_counter()
    named = dict(headers)
    # a repeated header has a meaning, or is refused: that is for the ordinary way to find out
    if len(named) != len(headers) or not _EXCLUDED.isdisjoint(named):
        return None
    is_get = method == b"GET"
    if not (is_get and not body) and method != b"POST":
        return None
    find = named.get
    # all headers that the endpoint, CORS and the check of hosts read; none has a NUL in it
    head = b"%b\0%b\0%b\0%b\0%b\0%b\0%b\0" % (
        *(method, url, find(b"host", b""), find(b"accept", b"")),
        *(find(b"accept-encoding", b""), find(b"content-type", b""), find(b"origin", b"")),
    )
    is_private = not PRIVATE_NAMES.isdisjoint(named)
    return EarlyRequest(is_get, head, named, body, is_private, started)


def let_remember(state: dict[str, Any], request: EarlyRequest) -> None:
    """Put a request that takes the ordinary way into its state, for those who will know it."""
    state[_KEY] = request


def remembered(state: Mapping[str, Any]) -> EarlyRequest | None:
    """The request that was put into a state."""
    found: EarlyRequest | None = state.get(_KEY)
    return found
