"""Words as a filter of lists, and the order of a list by how well its records match them."""

from __future__ import annotations

from typing import Any

from gql.engine.declare.filter import Filter, Reach, where_field
from gql.engine.declare.search_terms import (
    FILTER_COST,
    MAX_CANDIDATES,
    MAX_MATCHES,
    check_length,
    check_search_words,
)
from gql.engine.order import WORDS, Key, Order

NEWEST = 20_000  # rows among which very common words are looked for


def matches_search(
    view: str,
    column: str,
    description: str,
    *,
    time: str | None = None,
    tags: tuple[str, ...] = (),
    seconds: float | None = None,
) -> Any:
    """Search terms: the tsvector column of the view matches them, in the first MAX_MATCHES rows
    that the index finds. Raises BadInput and LimitExceeded, see check_search_words.

    `time`, of a view of very many rows: the column by which they are indexed. Words that most of
    them have are then looked for among the newest, as the index would list nearly all. `tags` and
    `seconds`: see Filter; which words are near to others, all texts tell.
    """

    def predicate(words: str) -> Filter:
        check_search_words(words, "search")
        return Filter(
            _among(view, column, MAX_MATCHES, time),
            (words,),
            cost=FILTER_COST,
            reach=Reach.WORDS,
            ranked=_among(view, column, MAX_CANDIDATES, time),
            tags=tags,
            seconds=seconds,
        )

    return where_field(description, predicate)


def matches_names(view: str, column: str, description: str) -> Any:
    """Beginnings of words: the tsvector column of the view has one for each, in the first
    MAX_MATCHES rows that the index finds. Raises BadInput and LimitExceeded."""
    found = f"from {view} c where c.{column} @@ quire_search.beginnings({{0}}) limit {MAX_MATCHES}"

    def predicate(words: str) -> Filter:
        check_length(words, "search")
        sql = f"t.id = any(array(select c.id {found}))"
        return Filter(sql, (words,), cost=FILTER_COST, reach=Reach.WORDS)

    return where_field(description, predicate)


def by_relevance(view: str, time: str) -> Order:
    """The order by relevance to the words of `matches_search`; the column `time` says which of two
    equal matches is newer. Both are ranked in the same way as those of Query.search."""
    score = f"quire_search.relevance(t.search, {_resolved(view, WORDS)}, t.{time})"
    return Order(f"{view}/relevance", (Key("relevance", "bigint", score),), descending=True)


def _among(view: str, column: str, most: int, time: str | None) -> str:
    # candidates come from the index alone; phrases and exclusions need the rows, so only so many.
    # An array: of a list of unknown length Postgres would make a join that reads the whole table.
    words = f"""(
      select r.query, quire_search.in_any_order(r.query) as candidates
      from (select {_resolved(view, "{0}")} as query offset 0) r
      offset 0
    )"""
    found = f"select c.id, c.{column} from {view} c where c.{column} @@ w.candidates{{listed}}"
    if time is None:
        return _matches(f"{words} w", f"{found} limit {most}", column)
    return _matches(
        f"(select q.*, quire_search.is_common(q.candidates) from {words} q offset 0) w",
        f"""({found} and not w.is_common limit {most}) union all (
          select c.id, c.{column}
          from (
            select c.id, c.{column} from {view} c where w.is_common{{listed}}
            order by c.{time} desc, c.id desc limit {NEWEST}
          ) c
          where c.{column} @@ w.candidates
          limit {most}
        )""",
        column,
    )


def _matches(words: str, candidates: str, column: str) -> str:
    matches = f"select m.id from {words} cross join lateral ({candidates}) m"
    return f"t.id = any(array({matches} where m.{column} @@ w.query))"


def _resolved(view: str, words: str) -> str:
    # in a select of its own: Postgres resolves the words once, not for each row
    return f"(select quire_search.resolved({words}, array['{view.upper()}']))"
