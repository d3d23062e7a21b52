"""Reads for search engines and link previews: what was written for them, and what surrounds it."""

from __future__ import annotations

from gql.db import Reader, Record
from gql.sql.statements import statements

SQL = statements("seo")


async def written(db: Reader, of: str, ids: list[int]) -> dict[int, Record]:
    """Map ids to what was written of each, nulls where nothing was, with the title and language of
    the site. `of`: entries, terms or authors."""
    return await _by_id(db, f"seo_of_{of}", ids)


async def publisher(db: Reader) -> Record:
    """The site with its logo."""
    # one row, which the first migration has inserted
    return (await db.fetch(SQL["publisher"]))[0]


async def pictures(db: Reader, ids: list[int]) -> dict[int, Record]:
    """Map ids of media to address and size, of those that the viewer sees."""
    # most lists have none, and must not pay for a statement
    return await _by_id(db, "pictures", ids) if ids else {}


async def credits_of_posts(db: Reader, ids: list[int]) -> list[Record]:
    """Authors, section and tags of each post, in the order of the ids."""
    found = await _by_id(db, "credits_of_posts", ids)
    return [found[id] for id in ids]


async def credits_of_pages(db: Reader, ids: list[int]) -> list[Record]:
    """Authors of each page, and the pages above it, in the order of the ids."""
    found = await _by_id(db, "credits_of_pages", ids)
    return [found[id] for id in ids]


async def above_categories(db: Reader, ids: list[int]) -> list[Record]:
    """The categories above each category, in the order of the ids."""
    found = await _by_id(db, "above_categories", ids)
    return [found[id] for id in ids]


async def places_of_authors(db: Reader, ids: list[int]) -> list[Record | None]:
    """The links of each profile, in the order of the ids; None for one that has been hidden."""
    found = await _by_id(db, "places_of_authors", ids)
    return [found.get(id) for id in ids]


async def _by_id(db: Reader, name: str, ids: list[int]) -> dict[int, Record]:
    # rows come in any order, and views leave out what the role does not see
    return {record["id"]: record for record in await db.fetch(SQL[name], ids)}
