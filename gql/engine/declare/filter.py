"""The fields of a `where` input: each declares the predicate that its value becomes.

Views and columns appear by name only. In the SQL `t` is the filtered record.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import strawberry
from strawberry.types.field import StrawberryField

from gql.engine.declare.search_terms import FILTER_COST, MAX_MATCHES, check_search_words
from gql.engine.global_id import key_of
from gql.errors import LimitExceeded

PREDICATE = "predicate"
MAX_LIST_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition: SQL with a placeholder `{}` for each of its values.

    `lists_all`: it decides about records with is_listed = false itself, so lists do not drop them.
    `cost`: of finding the records, once in an operation, in records of the cost limit. Without one
    all of the list may be looked at, with `rows` more for each record; unless `is_key`: then an
    index finds those of one record.
    """

    sql: str
    values: tuple[object, ...] = ()
    lists_all: bool = False
    cost: int = 0
    rows: int = 0
    is_key: bool = False


Predicate = Callable[[Any], Filter | None]
"""The value of an input field → a filter; None where the value filters nothing."""
Normalise = Callable[[str], str | None]
"""A client's text → the form that the column has; None where no row can have it."""


def _unchanged(text: str) -> str:
    return text


def filters_of(where: object | None) -> tuple[Filter, ...]:
    """The filters of a `where` input, in the order of its fields. Null and absent fields add none.

    Raises BadInput and LimitExceeded.
    """
    return tuple(_filters(where)) if where is not None else ()


def _filters(where: Any) -> Iterator[Filter]:
    for field in dataclasses.fields(where):
        value = getattr(where, field.name)
        predicates: tuple[Predicate, ...] = field.metadata.get(PREDICATE, ())
        for predicate in predicates if value is not None else ():
            if condition := predicate(value):
                yield condition


def any_of(
    column: str, description: str, *, lists_all: bool = False, normalise: Normalise = _unchanged
) -> Any:
    """A list of texts or enum members: the column is one of them, once normalised."""
    sql = f"t.{column} = any({{}}::text[])"
    return _field(description, lambda value: Filter(sql, _texts(value, normalise), lists_all))


def is_true(column: str, description: str) -> Any:
    """A boolean: the column is true, or is false."""
    return _either(description, f"t.{column}", f"not t.{column}")


def is_positive(column: str, description: str) -> Any:
    """A boolean: the count in the column is above zero, or is zero."""
    return _either(description, f"t.{column} > 0", f"t.{column} = 0")


def is_null(column: str, description: str) -> Any:
    """A boolean: true keeps the records where the column is null, false filters nothing."""
    return _either(description, f"t.{column} is null", None)


def in_range(column: str, description: str) -> Any:
    """A range with `from_` (inclusive) and `until` (exclusive), either of which may be null."""
    return _field(
        description,
        lambda span: Filter(f"t.{column} >= {{}}", (span.from_,)) if span.from_ else None,
        lambda span: Filter(f"t.{column} < {{}}", (span.until,)) if span.until else None,
    )


def matches_search(view: str, column: str, description: str) -> Any:
    """Search terms: the tsvector column of the view matches them, in the first MAX_MATCHES rows
    that the index finds. Raises BadInput and LimitExceeded, see check_search_words."""
    # candidates come from the index alone; phrases and exclusions need the rows, so at most as many
    found = f"from {view} m where m.{column} @@ (select quire_search.candidates({{0}}))"
    sql = (
        f"t.id in (select m.id {found} limit {MAX_MATCHES}) "
        f"and t.{column} @@ (select quire_search.query({{0}}))"
    )

    def predicate(words: str) -> Filter:
        check_search_words(words, "search")
        return Filter(sql, (words,), cost=FILTER_COST)

    return _field(description, predicate)


def matches_language(column: str, description: str) -> Any:
    """A language range: the tag in the column is in it, by basic filtering of RFC 4647, 3.3.1."""
    tag = f"lower(t.{column})"
    sql = f"({tag} = lower({{0}}) or starts_with({tag}, lower({{0}}) || '-'))"
    return _field(description, lambda value: Filter(sql, (value,)) if value != "*" else None)


def equals_id(column: str, *type_names: str, description: str) -> Any:
    """A global id of one of these types: the column is its key. Any other id matches nothing."""
    return _field(
        description,
        lambda value: Filter(f"t.{column} = {{}}", (key_of(value, *type_names),), is_key=True),
    )


def linked_to(
    source: str,
    column: str,
    description: str,
    *,
    key: str = "id",
    through: tuple[str, str, str] | None = None,
    mode: Literal["any", "all", "none"] = "any",
    normalise: Normalise = _unchanged,
) -> Any:
    """Any, all or none of the records of view `source` with these texts are linked to this one.

    `through` is (link view, its column for this record, its column for the other) and the value a
    list of texts; without it `t.{key}` is the other's id, and the value is one text. The texts are
    normalised before they are compared.
    """
    # The others are found first, and once: a join with them would be made anew for each record
    # that is looked at.
    if through is None:
        found = f"from {source} o where o.{column} = {{}}"
        equal = f"t.{key} = (select o.id {found})"
        return _field(description, lambda value: Filter(equal, (normalise(value),), is_key=True))
    link, own, other = through
    found = f"from {source} o where o.{column} = any({{0}}::text[])"
    related = f"from {link} l where l.{own} = t.id and l.{other} = any(array(select o.id {found}))"
    sql = {
        "any": f"exists (select {related})",
        "none": f"not exists (select {related})",
        # the values are distinct (see _texts) and the column is unique, so equal counts mean all;
        # {0} twice is one parameter: str.format gives the same placeholder to both
        "all": f"(select count(*) {related}) = cardinality({{0}}::text[])",
    }[mode]
    return _field(description, lambda value: Filter(sql, _texts(value, normalise), rows=1))


def _either(description: str, true: str, false: str | None) -> Any:
    # the boolean is part of the text, not a parameter: a generic query plan can use a partial
    # index only if the condition is known before the values are
    no = Filter(false) if false else None
    return _field(description, lambda value: Filter(true) if value else no)


def _texts(values: list[Any], normalise: Normalise) -> tuple[object, ...]:
    """The distinct values, normalised, enum members as their text. Raises LimitExceeded."""
    if len(values) > MAX_LIST_LENGTH:
        raise LimitExceeded(
            "list", requested=len(values), allowed=MAX_LIST_LENGTH, what="Too many values in a list"
        )
    texts = (normalise(getattr(value, "value", value)) for value in values)
    return (list(dict.fromkeys(texts)),)


def _field(description: str, *predicates: Predicate) -> StrawberryField | Any:
    return strawberry.field(default=None, description=description, metadata={PREDICATE: predicates})
