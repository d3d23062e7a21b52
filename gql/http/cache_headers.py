"""What responses tell caches: who may keep them, for how long, and under which names.

RFC 9111 (Cache-Control, Age, Vary) and RFC 9211 (Cache-Status).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gql.cache.cdn_tags import cdn_tags, joined
from gql.http.cors import GUEST_KEY_HEADER, RECEIPT_HEADER

# who sends one of these may see what others do not
PRIVATE_HEADERS = ("Authorization", RECEIPT_HEADER, GUEST_KEY_HEADER)
PRIVATE_NAMES = frozenset(name.lower().encode() for name in PRIVATE_HEADERS)
# every header that changes an answer; CORS adds Origin where it is on
VARY = (b"vary", ", ".join(("Accept", "Accept-Encoding", *PRIVATE_HEADERS)).encode())
PRIVATE = (b"cache-control", b"private, no-store")
# The stream of changes has proven within the last second that it holds: that is a validation.
AGE = (b"age", b"0")
_STATUSES = {
    "hit": b"Quire; hit",
    "stored": b"Quire; fwd=miss; stored",
    "miss": b"Quire; fwd=miss",
    "joined": b"Quire; fwd=miss; collapsed",
}

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class SharedCaching:
    """How caches on the way may keep an answer: for `seconds`, with its tags in `tag_header`."""

    seconds: int = 60
    tag_header: str = "Cache-Tag"

    def cache_control(self, seconds_left: float) -> Header:
        """For an answer that holds for so many seconds at most, if no write touches it."""
        # a browser asks each time: nobody can purge what it keeps
        shared = max(0, int(min(self.seconds, seconds_left)))
        return b"cache-control", b"public, max-age=0, must-revalidate, s-maxage=%d" % shared

    def tags(self, tags: Collection[str]) -> Header:
        """The header with the names under which caches can purge an answer with these tags."""
        name = self.tag_header.lower()
        return name.encode(), joined(cdn_tags(tags), name).encode()


def cache_status(outcome: str) -> Header:
    """The header that says what the cache did, for an outcome of gql/http/answers.py."""
    known = _STATUSES.get(outcome)
    return b"cache-status", known or b"Quire; fwd=bypass; detail=" + outcome.encode()
