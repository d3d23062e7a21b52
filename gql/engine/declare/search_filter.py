"""Words as a filter of lists, and the order of a list by how well its records match them."""

from __future__ import annotations

from typing import Any

from gql.engine.declare.filter import Filter, Reach, where_field
from gql.engine.declare.search_terms import (
    FILTER_COST,
    MAX_CANDIDATES,
    MAX_MATCHES,
    check_search_words,
)
from gql.engine.order import WORDS, Key, Order


def matches_search(view: str, column: str, description: str) -> Any:
    """Search terms: the tsvector column of the view matches them, in the first MAX_MATCHES rows
    that the index finds. Raises BadInput and LimitExceeded, see check_search_words."""

    def predicate(words: str) -> Filter:
        check_search_words(words, "search")
        return Filter(
            _among(view, column, MAX_MATCHES),
            (words,),
            cost=FILTER_COST,
            reach=Reach.WORDS,
            ranked=_among(view, column, MAX_CANDIDATES),
        )

    return where_field(description, predicate)


def by_relevance(view: str, time: str) -> Order:
    """The order by relevance to the words of `matches_search`; the column `time` says which of two
    equal matches is newer. Both are ranked in the same way as those of Query.search."""
    score = f"quire_search.relevance(t.search, {_resolved(view, WORDS)}, t.{time})"
    return Order(f"{view}/relevance", (Key("relevance", "bigint", score),), descending=True)


def _among(view: str, column: str, most: int) -> str:
    # candidates come from the index alone; phrases and exclusions need the rows, so only so many.
    # An array: of a list of unknown length Postgres would make a join that reads the whole table.
    resolved = f"(select {_resolved(view, '{0}')} as query offset 0) w"
    indexed = f"from {view} c where c.{column} @@ quire_search.in_any_order(w.query) limit {most}"
    found = f"from {resolved} cross join lateral (select c.id, c.{column} {indexed}) m"
    return f"t.id = any(array(select m.id {found} where m.{column} @@ w.query))"


def _resolved(view: str, words: str) -> str:
    # in a select of its own: Postgres resolves the words once, not for each row
    return f"(select quire_search.resolved({words}, array['{view.upper()}']))"
