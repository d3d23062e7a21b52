"""What a `where` input may ask:

each of its fields declares its predicate once. Columns and tables stand here by name only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import strawberry
from strawberry.types.field import StrawberryField

from gql.engine.global_id import key_of
from gql.errors import BadInput, LimitExceeded

PREDICATE = "predicate"
LONGEST_WORDS = 400
LONGEST_LIST = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """SQL over `t`, with a place ({}) for each of its values. `lists_all`: also what lists do not
    hold where nothing is asked."""

    sql: str
    values: tuple[object, ...] = ()
    lists_all: bool = False


Predicate = Callable[[Any], Filter | None]
"""A given value as a filter; None where it asks nothing."""


def filters_of(where: object | None) -> tuple[Filter, ...]:
    """What a `where` input asks, in the order of its fields. Null and absent fields ask nothing."""
    return tuple(_filters(where)) if where is not None else ()


def _filters(where: Any) -> Iterator[Filter]:
    for field in dataclasses.fields(where):
        value = getattr(where, field.name)
        predicates: tuple[Predicate, ...] = field.metadata.get(PREDICATE, ())
        for predicate in predicates if value is not None else ():
            if asked := predicate(value):
                yield asked


def any_of(column: str, description: str, *, lists_all: bool = False) -> Any:
    """A list: the column is one of it."""
    sql = f"t.{column} = any({{}}::text[])"
    return _field(description, lambda value: Filter(sql, _texts(value), lists_all))


def equals(column: str, description: str) -> Any:
    return _field(description, lambda value: Filter(f"t.{column} = {{}}", (value,)))


def holds(column: str, description: str) -> Any:
    """A boolean column is true, or is not."""
    return _either(description, f"t.{column}", f"not t.{column}")


def positive(column: str, description: str) -> Any:
    """A count is above zero, or is zero."""
    return _either(description, f"t.{column} > 0", f"t.{column} = 0")


def missing(column: str, description: str) -> Any:
    """True: the column is null. False asks nothing."""
    return _either(description, f"t.{column} is null", None)


def within(column: str, description: str) -> Any:
    """A range with `from_` (included) and `until` (excluded), either of which may be null."""
    return _field(
        description,
        lambda span: Filter(f"t.{column} >= {{}}", (span.from_,)) if span.from_ else None,
        lambda span: Filter(f"t.{column} < {{}}", (span.until,)) if span.until else None,
    )


def matches(column: str, description: str) -> Any:
    """Words to find in a text search column."""

    def predicate(words: str) -> Filter:
        check_words(words, "search")
        return Filter(f"t.{column} @@ search_query({{}})", (words,))

    return _field(description, predicate)


def check_words(words: str, argument: str) -> None:
    """Raises BadInput for more words than anybody looks for."""
    if len(words) > LONGEST_WORDS:
        raise BadInput(
            f"{argument} has {len(words):,} characters; {LONGEST_WORDS} are allowed.",
            argument=argument,
        )


def of_node(column: str, *type_names: str, description: str) -> Any:
    """A global id: the column is its key."""
    return _field(
        description, lambda given: Filter(f"t.{column} = {{}}", (key_of(given, *type_names),))
    )


def linked(
    source: str,
    column: str,
    description: str,
    *,
    key: str = "id",
    through: tuple[str, str, str] | None = None,
    mode: Literal["any", "all", "none"] = "any",
) -> Any:
    """Whether records of another view, found by a text column, belong to this one: any, all, none.

    `through` is (link, its column for this record, its column for the other); without it
    `t.{key}` is the other's id, and the value is one text.
    """
    if through is None:
        related = f"from {source} o where o.id = t.{key} and o.{column} = {{}}"
        return _field(description, lambda value: Filter(f"exists (select {related})", (value,)))
    link, own, other = through
    related = (
        f"from {link} l join {source} o on o.id = l.{other} "
        f"where l.{own} = t.id and o.{column} = any({{0}}::text[])"
    )
    sql = {
        "any": f"exists (select {related})",
        "none": f"not exists (select {related})",
        "all": f"(select count(*) {related}) = cardinality({{0}}::text[])",
    }[mode]
    return _field(description, lambda value: Filter(sql, _texts(value)))


def _either(description: str, true: str, false: str | None) -> Any:
    """The truth stands in the text, not in a parameter, so that a partial index can serve it."""
    no = Filter(false) if false else None
    return _field(description, lambda value: Filter(true) if value else no)


def _texts(values: list[Any]) -> tuple[object, ...]:
    """Each once, enums as their text. Raises LimitExceeded."""
    if len(values) > LONGEST_LIST:
        raise LimitExceeded(
            "list", requested=len(values), allowed=LONGEST_LIST, what="Too many values in a list"
        )
    return (list(dict.fromkeys(getattr(value, "value", value) for value in values)),)


def _field(description: str, *predicates: Predicate) -> StrawberryField | Any:
    return strawberry.field(default=None, description=description, metadata={PREDICATE: predicates})
