"""Orders and their cursors.

An order is total: its last key is the id, in the same direction, so that pages neither repeat nor
lose.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from gql.errors import BadCursor

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEAL = 6
_LARGEST = 2**63 - 1
KeyType = Literal["timestamptz", "bigint", "text"]


@dataclass(frozen=True, slots=True)
class Key:
    """A column to sort by. Never null."""

    column: str
    type: KeyType


ID = Key("id", "bigint")


@dataclass(frozen=True, slots=True)
class Order:
    """A named order:

    keys that all run in one direction, so that one index serves it and one comparison continues it.
    """

    name: str
    by: tuple[Key, ...] = ()
    descending: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*self.by, ID)

    def cursor(self, values: Sequence[object]) -> str:
        """An opaque text for a place in this order, sealed against other orders and changes."""
        payload = orjson.dumps([_plain(value) for value in values])
        return base64.urlsafe_b64encode(self._seal(payload) + payload).decode().rstrip("=")

    def cursor_of_texts(self, texts: Sequence[Any]) -> str:
        """The same of what a statement gave as text, times as JSON has them or as they are."""
        return self.cursor(
            [_of_text(text, key.type) for text, key in zip(texts, self.keys, strict=False)]
        )

    def values(self, cursor: str) -> list[Any]:
        """The keys in a cursor.

        Raises BadCursor for anything that `cursor` did not make for this order.
        """
        try:
            values = orjson.loads(self._open(cursor))
        except orjson.JSONDecodeError:
            raise BadCursor from None
        if not isinstance(values, list) or len(values) != len(self.keys):
            raise BadCursor
        return [_given(value, key.type) for value, key in zip(values, self.keys, strict=True)]

    def _open(self, cursor: str) -> bytes:
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise BadCursor from None
        seal, payload = raw[:_SEAL], raw[_SEAL:]
        if seal != self._seal(payload) or cursor.endswith("="):
            raise BadCursor
        return payload

    def _seal(self, payload: bytes) -> bytes:
        """No secret: it tells a cursor of ours from garbage, and one order from another."""
        return hashlib.blake2s(payload, digest_size=_SEAL, key=self.name.encode()[:32]).digest()


def _of_text(text: Any, kind: KeyType) -> object:
    if kind == "timestamptz":
        return datetime.fromisoformat(text) if isinstance(text, str) else text
    return int(text) if kind == "bigint" else text


def _given(value: object, kind: KeyType) -> object:
    """A key as it came back: the seal is no secret, so its type and size are checked."""
    if kind == "text" and isinstance(value, str):
        return value
    if kind == "text" or type(value) is not int or abs(value) > _LARGEST:
        raise BadCursor
    return value if kind == "bigint" else _moment(value)


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise BadCursor from None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    return value
