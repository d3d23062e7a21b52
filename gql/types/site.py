"""Site: the publication itself, and the months of its archive."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.engine import Context, Scan
from gql.sql import site as site_sql
from gql.types.scalars import URL


async def post_count(context: Context, sites: list[tuple[str]]) -> list[int]:
    """The number of published posts, for each of the sites, which is one."""
    return [await site_sql.count(context.db, "posts")] * len(sites)


async def comment_count(context: Context, sites: list[tuple[str]]) -> list[int]:
    """The number of visible responses, mentions included."""
    return [await site_sql.count(context.db, "comments")] * len(sites)


async def author_count(context: Context, sites: list[tuple[str]]) -> list[int]:
    """The number of authors with a public profile."""
    return [await site_sql.count(context.db, "authors")] * len(sites)


@strawberry.type(description="The publication as a whole: title, language and counts.")
class Site:
    title: str = strawberry.field(description="The name of the publication.")
    tagline: str | None = strawberry.field(description="A one-line description.")
    url: URL = strawberry.field(description="The URL of its front end.")
    language: str = strawberry.field(description="The main language: a BCP 47 tag.")
    # each is counted only where it is selected
    post_count: int = engine.batched(
        post_count, "url", description="The number of published posts.", reads=Scan("post")
    )
    comment_count: int = engine.batched(
        comment_count,
        "url",
        description="The number of visible responses, mentions included.",
        reads=Scan("post"),
    )
    author_count: int = engine.batched(
        author_count,
        "url",
        description="The number of authors with a public profile.",
        reads=Scan("author", rows=4),
    )


@strawberry.type(description="A month in which posts were published.")
class ArchiveMonth:
    year: int = strawberry.field(description="The year, in UTC.")
    month: int = strawberry.field(description="The month, 1 to 12.")
    post_count: int = strawberry.field(description="The number of posts published in this month.")


async def site(context: Context) -> Site:
    """The publication as a whole: title, language and counts."""
    return engine.instance(Site, await site_sql.site(context.db))


async def archive(context: Context) -> list[ArchiveMonth]:
    """The months in which posts were published, newest first."""
    return [ArchiveMonth(**month) for month in await site_sql.archive(context.db)]
