"""Full-text search over posts, pages, comments and authors."""

from __future__ import annotations

from gql.db import Reads, Record
from gql.sql.statements import statements

_SQL = statements("search")
Place = tuple[int, str, int]
_NOWHERE = (None, None, None)


async def search(
    db: Reads,
    words: str,
    kinds: list[str],
    *,
    limit: int,
    after: Place | None,
    before: Place | None,
    backwards: bool,
) -> list[Record]:
    """Kind, id and score (in millionths) of what matches, best first; last first when backwards."""
    return await db.fetch(
        _SQL["search"], words, kinds, limit, *(after or _NOWHERE), *(before or _NOWHERE), backwards
    )


async def search_total(db: Reads, words: str, kinds: list[str]) -> int:
    total: int = (await db.fetch(_SQL["search_total"], words, kinds))[0]["total"]
    return total


async def highlights(db: Reads, words: str, found: list[tuple[str, int]]) -> list[str]:
    """A fragment of each text, the words in it between U+E000 and U+E001."""
    kinds, ids = [kind for kind, _ in found], [id for _, id in found]
    records = await db.fetch(_SQL["search_highlights"], words, kinds, ids)
    texts = {(record["kind"], record["id"]): record["highlight"] for record in records}
    return [texts[place] for place in found]
