"""The fields of a `where` input: each declares the predicate that its value becomes.

Views and columns appear by name only. In the SQL `t` is the filtered record. What fields with
records of other types become is in node_filter.py; how `or` and `not` combine them, in where.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry
from strawberry.types.field import StrawberryField

from gql.engine.declare.language_chain import folded, language_chain, place_in_chain
from gql.engine.declare.link import Link
from gql.errors import LimitExceeded

PREDICATE = "predicate"
MAX_LIST_LENGTH = 100
MAX_LANGUAGE_LENGTH = 35  # characters of a tag: RFC 5646, section 4.4.1
MAX_MEDIA_TYPE_LENGTH = 255  # characters (RFC 6838, 4.2: 127 for each half)
ValueT = TypeVar("ValueT")
_CHAIN = "{0}::text[]"  # the only value of a filter


class Reach(Enum):
    """How much of a list is looked at to find the records that match."""

    WHOLE = "all of it"
    OF_KEYS = "the lists of some records, of which an index finds each"
    WORDS = "what an index finds; `cost` says what that is"
    FEW = "the records themselves, each found by an index"
    NEARLY_ALL = "no more than a page, as few are left out; but all of it to count"


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition: SQL with a placeholder `{}` for each of its values.

    Where it looks at rows `c` of the view by itself, or at links `c` of the record, `{listed}`
    becomes a condition on them in a list of records with is_listed alone.

    `lists_all`: it decides about records with is_listed = false itself, so lists do not drop them.
    `cost`: of finding the records, once in an operation, in records of the cost limit. `rows` are
    looked at for each record of the list, beside it. `keys`: how many lists an index finds.
    `inside`: the SQL within `or` and `not`, where it differs; `ranked`: in a list that is sorted by
    relevance to its first value. `marks`: as of an Order, for what lets records match or not;
    `tags`: of other lists that it looks at. `seconds`: how long its result may be kept at most.
    `link`: leads from the only record whose linked ones match to them; then `linked` is the SQL of
    the condition on links `l`.
    """

    sql: str
    values: tuple[object, ...] = ()
    lists_all: bool = False
    cost: int = 0
    rows: int = 0
    reach: Reach = Reach.WHOLE
    keys: int = 1
    inside: str = ""
    ranked: str = ""
    marks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seconds: float | None = None
    link: Link | None = None
    linked: str = ""


Predicate = Callable[[Any], Filter | None]
"""The value of an input field → a filter; None where the value filters nothing."""
Normalise = Callable[[str], str | None]
"""A client's text → the form that the column has; None where no row can have it."""


@strawberry.input(
    name="Filter", description="Values to look for, and values to leave out. Both must hold."
)
class ValueFilter(Generic[ValueT]):
    in_: list[ValueT] | None = strawberry.field(
        default=None, name="in", description="One of these; 100 at most."
    )
    not_in: list[ValueT] | None = strawberry.field(
        default=None, description="None of these; 100 at most."
    )


@strawberry.input(
    description="Texts to look for, and texts to leave out: 100 of each at most. Both must hold."
)
class TextFilter:
    in_: list[str] | None = strawberry.field(default=None, name="in", description="One of these.")
    not_in: list[str] | None = strawberry.field(default=None, description="None of these.")


def one_of(column: str, description: str, *, lists_all: bool = False) -> Any:
    """A ValueFilter of an enum, or a TextFilter: the column is one of them, or none of them."""
    return _among(f"t.{column} = any({{}}::text[])", description, _name_of, lists_all)


def matches_media_range(column: str, description: str) -> Any:
    """A TextFilter of media ranges: image/png, or image/* for all images (RFC 9110, 12.5.1)."""
    return _among(f"t.{column} like any({{}}::text[])", description, _pattern_of_range)


def _among(
    sql: str, description: str, text_of: Callable[[Any], str], lists_all: bool = False
) -> Any:
    def predicate(values: list[Any], sql: str) -> Filter:
        return Filter(sql, (distinct([text_of(one) for one in values]),), lists_all)

    return where_field(
        description,
        lambda value: None if value.in_ is None else predicate(value.in_, sql),
        lambda value: None if value.not_in is None else predicate(value.not_in, negated(sql)),
    )


def _name_of(value: Any) -> str:
    return str(getattr(value, "value", value))


def _pattern_of_range(text: str) -> str:
    """A pattern of `like`. Of what is too long for a type, one that matches none."""
    if len(text) > MAX_MEDIA_TYPE_LENGTH:
        return ""
    plain = re.sub(r"([\\%_])", r"\\\1", text.strip().lower())
    return f"{plain[:-1]}%" if plain.endswith("/*") else plain


def is_true(column: str, description: str) -> Any:
    """A boolean: the column is true, or is false."""
    return _either(description, f"t.{column}", f"not t.{column}")


def is_positive(column: str, description: str, *, mark: str = "") -> Any:
    """A boolean: the count in the column is above zero, or is zero. `mark`: see Filter."""
    return _either(description, f"t.{column} > 0", f"t.{column} = 0", mark)


def is_null(column: str, description: str) -> Any:
    """A boolean: true keeps the records where the column is null, false filters nothing."""
    return _either(description, f"t.{column} is null", None)


def in_range(column: str, description: str) -> Any:
    """A range with `from_` (inclusive) and `until` (exclusive), either of which may be null."""
    return where_field(
        description,
        lambda span: Filter(f"t.{column} >= {{}}", (span.from_,)) if span.from_ else None,
        lambda span: Filter(f"t.{column} < {{}}", (span.until,)) if span.until else None,
    )


def matches_language(column: str, description: str) -> Any:
    """A language range: the tag in the column is in it, by basic filtering of RFC 4647, 3.3.1."""
    tag = f"lower(t.{column})"
    sql = f"({tag} = lower({{0}}) or starts_with({tag}, lower({{0}}) || '-'))"
    # no tag is longer, and the range is compared with that of each record
    return where_field(
        description,
        lambda value: None if value == "*" else Filter(sql, (value[: MAX_LANGUAGE_LENGTH + 1],)),
    )


def prefers_languages(column: str, via: Link, description: str) -> Any:
    """A language chain: of records that are linked, only the one that comes first in it.

    `via.sort` is the language of the other one; its view tells by is_listed which of them count.
    """
    own, other = folded(f"t.{column}"), f"l.{via.sort}"
    better = (
        f"select true from {via.view} l where l.{via.own} = t.id and l.is_listed "
        f"and ({place_in_chain(other, _CHAIN)}, {other}) < (p.place, {own}) limit 1"
    )
    # its own place is found once, not for each that it is linked to
    sql = (
        f"(select p.place is not null and ({better}) is null "
        f"from (select {place_in_chain(own, _CHAIN)} as place offset 0) p)"
    )
    # the records beside it in other languages are looked at, which are few
    return where_field(description, lambda value: Filter(sql, (language_chain(value),), rows=3))


def _either(description: str, true: str, false: str | None, mark: str = "") -> Any:
    # the boolean is part of the text, not a parameter: a generic query plan can use a partial
    # index only if the condition is known before the values are
    marks = (mark,) if mark else ()
    no = Filter(false, marks=marks) if false else None
    return where_field(description, lambda value: Filter(true, marks=marks) if value else no)


def negated(sql: str) -> str:
    """The opposite of a condition; true also where that is null, as the author of a guest."""
    return f"({sql}) is not true"


def distinct(values: list[Any]) -> list[Any]:
    """The values of a list in a `where`, each once. Raises LimitExceeded."""
    if len(values) > MAX_LIST_LENGTH:
        raise LimitExceeded(
            "list", requested=len(values), allowed=MAX_LIST_LENGTH, what="Too many values in a list"
        )
    return list(dict.fromkeys(values))


def formerly(present: Any, convert: Callable[[Any], Any], description: str, *, reason: str) -> Any:
    """A deprecated field: its value, converted, is one of the field `present`, in whose place it
    was."""
    predicates = [
        lambda value, predicate=predicate: predicate(convert(value))
        for predicate in present.metadata[PREDICATE]
    ]
    return where_field(description, *predicates, deprecation_reason=reason)


def where_field(
    description: str, *predicates: Predicate, deprecation_reason: str | None = None
) -> StrawberryField | Any:
    """A field of a `where` input: all filters that its value becomes must match."""
    return strawberry.field(
        default=None,
        description=description,
        metadata={PREDICATE: predicates},
        deprecation_reason=deprecation_reason,
    )
