"""Who asks: the headers of the upgrade, and those that connection_init has in its payload.

Browsers let pages set no headers of a WebSocket: their clients send them as `connectionParams`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gql.http.cache_headers import PRIVATE_NAMES
from gql.http.request import MAX_HEADER_BYTES, Headers

# of the upgrade, what an operation may read beside these
_KEPT = PRIVATE_NAMES | {b"user-agent"}


def with_identity(headers: Headers, init: Mapping[str, object]) -> Headers:
    """The headers of every operation of a socket: the payload's, whatever their case, win.

    They stand in the payload itself, or in an object `headers` in it, as some clients have it.
    """
    kept = {name: value for name, value in headers.items() if name in _KEPT}
    nested = init.get("headers")
    for source in (init, nested if isinstance(nested, dict) else {}):
        kept.update(_private(source))
    return kept


def _private(values: Mapping[str, object]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in values.items():
        key = name.lower().encode(errors="replace")
        if key in PRIVATE_NAMES and isinstance(value, str) and len(value) <= MAX_HEADER_BYTES:
            # a header cannot have others, which would be taken for another token
            yield key, value.strip().encode("latin-1", errors="replace")
