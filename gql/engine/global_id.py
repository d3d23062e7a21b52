"""Global ids (Relay object identification): base64 of `TypeName:key`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from gql.errors import LimitExceeded

MAX_IDS = 100
_DECODED = re.compile(r"([A-Za-z]+):([1-9][0-9]{0,18}|[0-9a-f]{32})")
_MAX_ID_LENGTH = 100  # characters: the longest that we encode has half as many
_MAX_BIGINT = 2**63 - 1
_UUID_DIGITS = 32
node_types: dict[str, type] = {}  # type name → class; `record_type` fills it
uuid_types: set[str] = set()  # names of those whose keys are UUIDs and not numbers


def encode_id(type_name: str, key: int | str) -> str:
    """The global id of a record; `key` is a number, or a UUID as 32 hexadecimal digits."""
    # binascii in place of base64.b64encode: one call less for every node of an answer
    return binascii.b2a_base64(f"{type_name}:{key}".encode(), newline=False).decode()


def decode_id(text: str) -> tuple[str, int] | None:
    """The type name and number in a global id, or None where it is not one that we encode."""
    decoded = decode_node_id(text)
    if decoded is None or isinstance(decoded[1], UUID):
        return None
    return decoded[0], decoded[1]


def decode_node_id(text: str) -> tuple[str, int | UUID] | None:
    """The type name and key in a global id, or None where it is not one that we encode."""
    if len(text) > _MAX_ID_LENGTH:
        return None
    try:
        decoded = base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    match = _DECODED.fullmatch(decoded)
    # re-encoded, as base64 has several texts for the same bytes: an id has one, so caches and
    # clients may compare it
    if not match or match[1] not in node_types or encode_id(*match.groups()) != text:
        return None
    name, key = match.groups()
    if name in uuid_types:
        return (name, UUID(key)) if len(key) == _UUID_DIGITS else None
    return (name, int(key)) if key.isdecimal() and int(key) <= _MAX_BIGINT else None


def key_of(text: str, *type_names: str) -> int:
    """The key in a global id of one of these types; for any other id 0, which no record has."""
    decoded = decode_id(text)
    return decoded[1] if decoded and decoded[0] in type_names else 0


def requested_ids(arguments: Mapping[str, Any]) -> list[tuple[str, int | UUID] | None]:
    """Type name and key of each id in the argument `id` or `ids`, None for an invalid one.

    Raises LimitExceeded for more than MAX_IDS.
    """
    ids = arguments["ids"] if "ids" in arguments else [arguments["id"]]
    if len(ids) > MAX_IDS:
        raise LimitExceeded("ids", requested=len(ids), allowed=MAX_IDS, what="Too many ids")
    return [decode_node_id(id) for id in ids]
