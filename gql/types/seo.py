"""Seo: what search engines and link previews are told of posts, pages, authors and terms."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import strawberry

from gql import engine
from gql.engine import Context, Scan
from gql.sql import seo as seo_sql
from gql.types.described import Described, DescribedAuthor, DescribedEntry, DescribedTerm
from gql.types.json_ld import credit_tags, json_ld_of
from gql.types.media import Media
from gql.types.open_graph import CREDIT_READS, OpenGraph, OpenGraphType
from gql.types.scalars import URL
from gql.types.text_fields import ContentFormat, excerpt

SEO = "What search engines and link previews are told of it."
# what was written of it, the picture, and the site
SEO_READS = Scan(rows=3)
SEO_TAGS = ("site",)  # its title; what was written has the tag of what it was written of
DESCRIPTION_WORDS = 30
_OPEN_GRAPH_TYPES = {"POST": OpenGraphType.ARTICLE, "AUTHOR": OpenGraphType.PROFILE}


@strawberry.enum(description="How large a preview on X is.")
class TwitterCard(Enum):
    SUMMARY = strawberry.enum_value(
        "SUMMARY", description="A small picture beside the text: write it as summary."
    )
    SUMMARY_LARGE_IMAGE = strawberry.enum_value(
        "SUMMARY_LARGE_IMAGE",
        description="A large picture above the text: write it as summary_large_image.",
    )


@strawberry.type(
    description="What was written for search engines and link previews, for those who edit it. "
    "Null: nothing was, and it is made of the thing itself."
)
class OwnSeo:
    title: str | None = strawberry.field(description="The title.")
    description: str | None = strawberry.field(description="The description.")
    canonical_url: URL | None = strawberry.field(description="The canonical URL.")
    is_indexed: bool | None = strawberry.field(description="Whether search engines may show it.")
    image: Media | None = engine.to_one("image_id", "The picture, if the viewer sees it.")
    open_graph_title: str | None = strawberry.field(description="The title of link previews.")
    open_graph_description: str | None = strawberry.field(
        description="The description of link previews."
    )
    twitter_card: TwitterCard | None = strawberry.field(description="How large a preview on X is.")


@strawberry.type(description="What search engines and link previews are told of something.")
class Seo:
    title: str = strawberry.field(
        description="The title element: the title that was written, which may name the site too, "
        "or else the title or name of the thing."
    )
    description: str = strawberry.field(
        description="As plain text: what was written, or else the first words of the thing."
    )
    canonical_url: URL = strawberry.field(
        description="The canonical URL of the page: the one that was written, or else its link."
    )
    is_indexed: bool = strawberry.field(
        description="Whether search engines may show it: where it is false, write noindex. False "
        "for what readers do not see."
    )
    image: Media | None = engine.to_one(
        "image_id", "The picture that was chosen, or else the featured image."
    )
    open_graph: OpenGraph = strawberry.field(description="What a link preview shows.")
    twitter_card: TwitterCard = strawberry.field(
        description="How large a preview on X is: as chosen, or else large if there is a picture."
    )
    json_ld: str = engine.batched(
        json_ld_of,
        "node",
        description="A schema.org BlogPosting, WebPage, ProfilePage or CollectionPage as JSON-LD, "
        "to embed in a script element.",
        reads=CREDIT_READS,
        tags=credit_tags,
    )
    own: OwnSeo = strawberry.field(description="What was written, without what stands for it.")


async def seo_of_posts(context: Context, posts: list[DescribedEntry]) -> list[Seo]:
    """What search engines are told of each post."""
    return await _seo_of(context, "entries", [Described("POST", *post) for post in posts])


async def seo_of_pages(context: Context, pages: list[DescribedEntry]) -> list[Seo]:
    """What search engines are told of each page."""
    return await _seo_of(context, "entries", [Described("PAGE", *page) for page in pages])


async def seo_of_authors(context: Context, authors: list[DescribedAuthor]) -> list[Seo]:
    """What search engines are told of each profile."""
    return await _seo_of(context, "authors", [Described("AUTHOR", *author) for author in authors])


async def seo_of_categories(context: Context, categories: list[DescribedTerm]) -> list[Seo]:
    """What search engines are told of each category."""
    return await _seo_of(context, "terms", [Described("CATEGORY", *term) for term in categories])


async def seo_of_tags(context: Context, tags: list[DescribedTerm]) -> list[Seo]:
    """What search engines are told of each tag."""
    return await _seo_of(context, "terms", [Described("TAG", *term) for term in tags])


async def _seo_of(context: Context, of: str, nodes: Sequence[Described]) -> list[Seo]:
    # a draft and what is published have one id
    ids = list(dict.fromkeys(node.id for node in nodes))
    written = await seo_sql.written(context.db, of, ids)
    return [_seo(node, written[node.id]) for node in nodes]


def _seo(node: Described, own: Any) -> Seo:
    if node.is_public is None:  # of terms and authors, the columns do not tell
        node.is_public = own["is_public"]
    if not node.is_public:
        node.published_at = None
    node.language = node.language or own["site_language"]
    node.description = own["description"] or description(node.description or "")
    node.url = own["canonical_url"] or node.url
    node.image_id = own["image_id"] or node.image_id
    title = own["title"] or node.name
    card = own["twitter_card"] or ("SUMMARY_LARGE_IMAGE" if node.image_id else "SUMMARY")
    own_card = own["twitter_card"] and TwitterCard[own["twitter_card"]]
    values = {
        "node": node,
        "title": title,
        "description": node.description,
        "canonical_url": node.url,
        "is_indexed": node.is_public and own["is_indexed"] is not False,
        "image_id": node.image_id,
        "open_graph": _open_graph(node, own, title),
        "twitter_card": TwitterCard[card],
        "own": engine.instance(OwnSeo, {**dict(own), "twitter_card": own_card}),
    }
    return engine.instance(Seo, values)


def _open_graph(node: Described, own: Any, title: str) -> OpenGraph:
    values = {
        "node": node,
        "type": _OPEN_GRAPH_TYPES.get(node.kind, OpenGraphType.WEBSITE),
        "title": own["open_graph_title"] or title,
        "description": own["open_graph_description"] or node.description,
        "url": node.url,
        "site_name": own["site_title"],
        "locale": str(node.language).replace("-", "_"),
        "image_id": node.image_id,
    }
    return engine.instance(OpenGraph, values)


def description(text: str) -> str:
    """The first words of a text, as plain text."""
    return excerpt(text, False, ContentFormat.TEXT, DESCRIPTION_WORDS)
