"""OpenGraph: what a link preview shows."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import Enum

import strawberry

from gql import engine
from gql.engine import Context, Scan
from gql.types.described import Described
from gql.types.json_ld import credit_of, credit_tags
from gql.types.media import Media
from gql.types.scalars import URL

# authors, categories and tags of a post, about
CREDIT_READS = Scan(rows=30)


@strawberry.enum(description="What a link preview is of, as Open Graph has it.")
class OpenGraphType(Enum):
    ARTICLE = strawberry.enum_value("ARTICLE", description="A post: write it as article.")
    PROFILE = strawberry.enum_value("PROFILE", description="A person: write it as profile.")
    WEBSITE = strawberry.enum_value("WEBSITE", description="Anything else: write it as website.")


@strawberry.type(description="What Open Graph tells of an article in particular.")
class OpenGraphArticle:
    published_at: datetime | None = strawberry.field(
        description="article:published_time. Null while readers do not see it."
    )
    modified_at: datetime = strawberry.field(description="article:modified_time.")
    author_urls: list[URL] = strawberry.field(
        description="article:author: the pages of all who wrote it."
    )
    section: str | None = strawberry.field(
        description="article:section: the first of its categories."
    )
    tags: list[str] = strawberry.field(description="article:tag: the names of its tags.")


async def articles(
    context: Context, nodes: list[tuple[Described]]
) -> list[OpenGraphArticle | None]:
    """What Open Graph tells of each post in particular; None for all else."""
    return await asyncio.gather(*(_article(context, node) for (node,) in nodes))


async def _article(context: Context, node: Described) -> OpenGraphArticle | None:
    if node.kind != "POST":
        return None
    credit = await credit_of(context, node)
    values = {
        "published_at": node.published_at,
        "modified_at": node.updated_at,
        "author_urls": [url for _, url, _ in credit["authors"]],
        "section": credit["section"] and credit["section"][0],
        "tags": [name for name, _ in credit["tags"]],
    }
    return engine.instance(OpenGraphArticle, values)


@strawberry.type(description="What a link preview shows.")
class OpenGraph:
    type: OpenGraphType = strawberry.field(description="og:type.")
    title: str = strawberry.field(description="og:title: its own, or that of `seo`.")
    description: str = strawberry.field(description="og:description: its own, or that of `seo`.")
    url: URL = strawberry.field(description="og:url: the canonical URL.")
    site_name: str = strawberry.field(description="og:site_name: the title of the site.")
    locale: str = strawberry.field(
        description="og:locale: the language with an underscore, as pt_BR or en."
    )
    image: Media | None = engine.to_one("image_id", "og:image: that of `seo`.")
    article: OpenGraphArticle | None = engine.batched(
        articles,
        "node",
        description="What is told of a post in particular. Null for all else.",
        reads=CREDIT_READS,
        tags=credit_tags,
    )
