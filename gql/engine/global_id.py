"""Global ids: opaque, unique over all types, checked letter for letter when they come back."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from gql.errors import LimitExceeded

MOST_IDS = 100
_FORM = re.compile(r"([A-Za-z]+):([1-9][0-9]{0,18})")
_LARGEST = 2**63 - 1
node_types: dict[str, type] = {}


def encode_id(type_name: str, key: int | str) -> str:
    return binascii.b2a_base64(f"{type_name}:{key}".encode(), newline=False).decode()


def decode_id(text: str) -> tuple[str, int] | None:
    """The type and key in a global id, or None where it is none of ours."""
    try:
        decoded = base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    match = _FORM.fullmatch(decoded)
    if not match or int(match[2]) > _LARGEST:
        return None
    name, key = match[1], int(match[2])
    return (name, key) if name in node_types and encode_id(name, key) == text else None


def key_of(text: str, *type_names: str) -> int:
    """The key in a global id of one of these types; for any other 0, which nothing has."""
    found = decode_id(text)
    return found[1] if found and found[0] in type_names else 0


def references(arguments: Mapping[str, Any]) -> list[tuple[str, int] | None]:
    """What the argument `id` or `ids` names, in the same order. Raises LimitExceeded."""
    ids = arguments["ids"] if "ids" in arguments else [arguments["id"]]
    if len(ids) > MOST_IDS:
        raise LimitExceeded("ids", requested=len(ids), allowed=MOST_IDS, what="Too many ids")
    return [decode_id(id) for id in ids]
