"""Strong entity tags, and If-None-Match (RFC 9110, sections 8.8.3 and 13.1.2)."""

from __future__ import annotations

from hashlib import blake2b

from gql.http.encodings import IDENTITY

HASH_BYTES = 12


def body_hash(media_type: str, body: bytes) -> str:
    """What stands for these bytes sent as this media type."""
    return blake2b(body, digest_size=HASH_BYTES, person=media_type.encode()[-16:]).hexdigest()


def entity_tag(hash: str, coding: str) -> bytes:
    """The strong tag of one representation: another one for each coding of the same body."""
    return f'"{hash}"'.encode() if coding == IDENTITY else f'"{hash}-{coding}"'.encode()


def is_named(if_none_match: bytes | None, tag: bytes) -> bool:
    """Whether the header names the representation with this tag, or every one."""
    if if_none_match is None or if_none_match == tag:
        return if_none_match is not None
    # weakly compared, as the RFC wants: proxies that compress make strong tags weak
    names = (name.strip().removeprefix(b"W/") for name in if_none_match.split(b","))
    return any(name in (tag, b"*") for name in names)
