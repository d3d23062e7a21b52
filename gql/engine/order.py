"""Orders of connections, and the cursors that continue them (keyset pagination).

An order is total: its last key is the id, in the same direction, so that no record is repeated or
lost between pages.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from gql.errors import BadCursor

# microseconds since then: the precision of timestamptz
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CHECKSUM_BYTES = 6
_MAX_BIGINT = 2**63 - 1
# a flag is 1 or 0: a boolean that sorts in the direction of its order
KeyType = Literal["timestamptz", "bigint", "text", "flag"]


WORDS = "{words}"  # in the expression of a key: the parameter with the words of a search


@dataclass(frozen=True, slots=True)
class Key:
    """A column to sort by. Never null: a null would drop out of the comparison with a cursor.

    `type`: of the value in a cursor and of the parameter made of it. It may be wider than that of
    the column: bigint for an integer. `expression`: SQL of columns of `t`, where the view has no
    column of that name; an index of the same expression serves it, unless it has WORDS in it.
    """

    column: str
    type: KeyType
    expression: str | None = None


ID = Key("id", "bigint")


@dataclass(frozen=True, slots=True)
class Order:
    """A named order of one or more keys, all in one direction.

    One direction, so that one index serves it and one row comparison, (a, id) > ($1, $2),
    continues it. Each list needs its own index: one of the view's whole table, and for lists below
    a post, one with the post's id in front. `name` is part of every cursor of the order. `lead` is
    a boolean column of few records that come first, whatever the direction. `mark`: the word behind
    the cache tag of a list for what brings it into this order anew, as in posts:liked; empty: what
    does touches the tag of the list.
    """

    name: str
    by: tuple[Key, ...] = ()
    descending: bool = False
    lead: str | None = None
    mark: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*((Key(self.lead, "flag"),) if self.lead else ()), *self.own_keys)

    @property
    def own_keys(self) -> tuple[Key, ...]:
        """The keys by which those that lead are sorted, and so are the others."""
        return (*self.by, ID)

    @property
    def is_by_words(self) -> bool:
        """Whether the records are ranked by the words that they are found by."""
        return any(WORDS in (key.expression or "") for key in self.by)

    def with_words(self, parameter: str) -> Order:
        """The same order, its expressions with this parameter."""
        by = [
            replace(key, expression=key.expression and key.expression.replace(WORDS, parameter))
            for key in self.by
        ]
        return replace(self, by=tuple(by))

    def led_by(self, column: str) -> Order:
        """The same order, after the records where this column is true."""
        return replace(self, name=f"{self.name}/{column}", lead=column)

    def flag(self, *, leads: bool) -> int:
        """The value of `lead` as a sort key, which goes in the direction of the others."""
        return int(leads == self.descending)

    def cursor(self, values: Sequence[object]) -> str:
        """The cursor of a record with these key values: URL-safe base64 of checksum and JSON."""
        payload = orjson.dumps([_as_json(value) for value in values])
        return base64.urlsafe_b64encode(self._checksum(payload) + payload).decode().rstrip("=")

    def cursor_of_texts(self, texts: Sequence[Any]) -> str:
        """The cursor of key values that a statement gave as text; times may be datetimes."""
        return self.cursor(
            [_from_text(text, key.type) for text, key in zip(texts, self.keys, strict=False)]
        )

    def values(self, cursor: str) -> list[Any]:
        """The key values in a cursor.

        Raises BadCursor for anything that `cursor` did not create for this order.
        """
        try:
            values = orjson.loads(self._verified_payload(cursor))
        except orjson.JSONDecodeError:
            raise BadCursor from None
        if not isinstance(values, list) or len(values) != len(self.keys):
            raise BadCursor
        return [_key_value(value, key.type) for value, key in zip(values, self.keys, strict=True)]

    def _verified_payload(self, cursor: str) -> bytes:
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise BadCursor from None
        checksum, payload = raw[:_CHECKSUM_BYTES], raw[_CHECKSUM_BYTES:]
        # padded, it would decode as well: a cursor has one text
        if checksum != self._checksum(payload) or cursor.endswith("="):
            raise BadCursor
        return payload

    def _checksum(self, payload: bytes) -> bytes:
        """A checksum keyed with the name of the order: a cursor of another order does not match.

        It is no signature: anybody can compute it, so the values are validated as well.
        """
        return hashlib.blake2s(
            payload, digest_size=_CHECKSUM_BYTES, key=self.name.encode()[:32]
        ).digest()


def _from_text(text: Any, kind: KeyType) -> object:
    if kind == "timestamptz":
        return datetime.fromisoformat(text) if isinstance(text, str) else text
    return text if kind == "text" else int(text)


def _key_value(value: object, kind: KeyType) -> object:
    """A key value from a cursor. Raises BadCursor for a wrong type, or beyond a bigint."""
    if kind == "text" and isinstance(value, str):
        return value
    # type(), as bool is an int for isinstance
    if kind == "text" or type(value) is not int or abs(value) > _MAX_BIGINT:
        raise BadCursor
    if kind == "flag" and value not in (0, 1):
        raise BadCursor
    return _moment(value) if kind == "timestamptz" else value


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise BadCursor from None


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(microseconds=1)
    return value
