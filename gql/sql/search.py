"""Full-text search over posts, pages, comments, authors and terms."""

from __future__ import annotations

from dataclasses import dataclass

from gql.db import Reader, Record
from gql.sql.statements import statements

_SQL = statements("search")
SearchPosition = tuple[int, str, int]
"""Score, kind and id: the keys of a cursor."""


@dataclass(frozen=True, slots=True)
class SearchTotal:
    """How many matches were counted, and whether there are no more."""

    count: int
    is_exact: bool


_NO_POSITION = (None, None, None)  # null parameters: the statement then has no lower or upper end


async def search(
    db: Reader,
    words: str,
    kinds: list[str],
    *,
    candidates: int,
    limit: int,
    after: SearchPosition | None,
    before: SearchPosition | None,
    backwards: bool,
    offset: int,
) -> tuple[list[Record], SearchTotal]:
    """Read kind, id and score (in millionths) of matches, best first, without the first `offset`;
    reversed if `backwards`.

    Of each kind so many candidates are ranked and counted.
    """
    records = await db.fetch(
        _SQL["search"],
        words,
        kinds,
        limit,
        *(after or _NO_POSITION),
        *(before or _NO_POSITION),
        backwards,
        candidates,
        offset,
    )
    total = SearchTotal(records[0]["total"], records[0]["is_exact"])
    return [record for record in records if record["id"] is not None], total


async def highlights(db: Reader, words: str, results: list[tuple[str, int]]) -> list[str]:
    """For each kind and id a fragment of the text, with matches between U+E000 and U+E001."""
    kinds, ids = [kind for kind, _ in results], [id for _, id in results]
    records = await db.fetch(_SQL["search_highlights"], words, kinds, ids)
    texts = {(record["kind"], record["id"]): record["highlight"] for record in records}
    return [texts[result] for result in results]
