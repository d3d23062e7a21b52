"""The publication itself, and its months."""

from __future__ import annotations

import strawberry

from gql.engine import Context
from gql.sql import site as statements
from gql.types.scalars import URL


@strawberry.type(description="The publication.")
class Site:
    title: str = strawberry.field(description="Its name.")
    tagline: str | None = strawberry.field(description="What it says of itself, in a line.")
    url: URL = strawberry.field(description="Where its front end lives.")
    language: str = strawberry.field(description="The language it is written in, as in BCP 47.")
    post_count: int = strawberry.field(description="How many posts can be read.")
    comment_count: int = strawberry.field(
        description="How many responses can be read, mentions included."
    )
    author_count: int = strawberry.field(description="How many authors have a public profile.")


@strawberry.type(description="A month in which posts were published.")
class ArchiveMonth:
    year: int = strawberry.field(description="The year, in UTC.")
    month: int = strawberry.field(description="The month, 1 to 12.")
    post_count: int = strawberry.field(description="How many posts are from this month.")


async def site(context: Context) -> Site:
    """The publication."""
    return Site(**await statements.site(context.db))


async def archive(context: Context) -> list[ArchiveMonth]:
    """The months in which posts were published, newest first."""
    return [ArchiveMonth(**month) for month in await statements.archive(context.db)]
