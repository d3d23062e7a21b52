"""Meta: the site's own fields, beside those that the schema names."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql.content.meta import MAX_KEYS, MAX_VALUES
from gql.engine import Context, Scan, argument
from gql.errors import BadInput
from gql.sql import meta as meta_sql

META = (
    "Fields of the site's own, in order: for readers those whose keys the service is set up to "
    "show, for editors all."
)
META_READS = Scan(rows=MAX_VALUES)
Keys = Annotated[
    list[str] | None,
    argument(description=f"Only these keys, {MAX_KEYS} at most. Null: all."),
]


@strawberry.type(description="A field of the site's own. A key may have several values.")
class Meta:
    key: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value as JSON: parse it.")


async def meta_of_posts(context: Context, posts: list[int], keys: Keys = None) -> list[list[Meta]]:
    """Own fields of each post, under the role of the viewer."""
    return await _meta(context, "posts", posts, keys)


async def meta_of_pages(context: Context, pages: list[int], keys: Keys = None) -> list[list[Meta]]:
    """Own fields of each page, under the role of the viewer."""
    return await _meta(context, "pages", pages, keys)


async def meta_of_terms(context: Context, terms: list[int], keys: Keys = None) -> list[list[Meta]]:
    """Own fields of each category or tag, under the role of the viewer."""
    return await _meta(context, "terms", terms, keys)


async def meta_of_authors(
    context: Context, authors: list[int], keys: Keys = None
) -> list[list[Meta]]:
    """Own fields of each profile, under the role of the viewer."""
    return await _meta(context, "authors", authors, keys)


async def meta_of_comments(
    context: Context, comments: list[int], keys: Keys = None
) -> list[list[Meta]]:
    """Own fields of each comment, under the role of the viewer."""
    return await _meta(context, "comments", comments, keys)


async def _meta(
    context: Context, of: str, ids: list[int], keys: list[str] | None
) -> list[list[Meta]]:
    if keys is not None and len(keys) > MAX_KEYS:
        raise BadInput(f"These are {len(keys)} keys; {MAX_KEYS} are allowed.", argument="keys")
    # one after the other, so that what one has read is counted before the next begins
    async with context.reading_texts:
        found, size = await meta_sql.meta(context.db, of, ids, keys, context.bytes_left)
        context.count_bytes(size)
    return [[Meta(key=key, value=value) for key, value in found.get(id, ())] for id in ids]
