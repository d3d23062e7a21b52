"""Page: its own fields, the filters and orders of page lists."""

from __future__ import annotations

from enum import Enum

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import Connection, Key, Link, NodeFilter, Order, RecordTags, ValueFilter
from gql.types.commentable import Commentable
from gql.types.content_node import DRAFT, ContentNode
from gql.types.described import ENTRY_NEEDS
from gql.types.meta import META, META_READS, Meta, meta_of_pages
from gql.types.node import Node, Resource, parse_path
from gql.types.preview import PREVIEWS_DESCRIPTION as ABOUT_PREVIEWS
from gql.types.preview import Preview, previews_of_pages
from gql.types.scalars import DateRange
from gql.types.search_tags import ALL_TEXTS
from gql.types.seo import SEO, SEO_READS, SEO_TAGS, Seo, seo_of_pages
from gql.types.statuses import PostStatus
from gql.types.translation import (
    CHAIN,
    IN_LANGUAGES,
    TRANSLATED,
    TRANSLATIONS,
    WHERE_CHAIN,
)
from gql.types.viewer_can import VIEWER_CAN, VIEWER_CAN_NEEDS, ViewerCan, viewer_can_with_pages


@strawberry.enum(description="The order of a list of pages; ties are broken by id.")
class PageOrder(Enum):
    TITLE = strawberry.enum_value("TITLE", description="By title, from A to Z.")
    TITLE_DESC = strawberry.enum_value("TITLE_DESC", description="By title, from Z to A.")
    MENU_ORDER = strawberry.enum_value(
        "MENU_ORDER", description="By the number that editors give pages for this purpose."
    )
    MENU_ORDER_DESC = strawberry.enum_value(
        "MENU_ORDER_DESC", description="By that number, from the highest on."
    )
    NEWEST = strawberry.enum_value("NEWEST", description="Most recently published first.")
    OLDEST = strawberry.enum_value("OLDEST", description="Oldest publication first.")
    RECENTLY_UPDATED = strawberry.enum_value(
        "RECENTLY_UPDATED", description="Most recently changed first."
    )
    LEAST_RECENTLY_UPDATED = strawberry.enum_value(
        "LEAST_RECENTLY_UPDATED", description="Least recently changed first."
    )
    RELEVANCE = strawberry.enum_value(
        "RELEVANCE",
        description="Best match of `where: { search }` first. Of more than 1,000 matches, 1,000 "
        "are listed. Without `search`, or with it in `or` or `not` alone, the usual order.",
    )


# the name of an order is part of every cursor: renaming one invalidates the cursors of clients
ORDERS = {
    PageOrder.TITLE: Order("page/title", (Key("sort_title", "text"),)),
    PageOrder.TITLE_DESC: Order("page/title-desc", (Key("sort_title", "text"),), descending=True),
    PageOrder.MENU_ORDER: Order("page/tree", (Key("menu_order", "bigint"),)),
    PageOrder.MENU_ORDER_DESC: Order(
        "page/tree-desc", (Key("menu_order", "bigint"),), descending=True
    ),
    PageOrder.NEWEST: Order("page/newest", (Key("listed_at", "timestamptz"),), descending=True),
    PageOrder.OLDEST: Order("page/oldest", (Key("listed_at", "timestamptz"),)),
    PageOrder.RECENTLY_UPDATED: Order(
        "page/updated", (Key("updated_at", "timestamptz"),), descending=True
    ),
    PageOrder.LEAST_RECENTLY_UPDATED: Order(
        "page/least-updated", (Key("updated_at", "timestamptz"),)
    ),
    PageOrder.RELEVANCE: engine.by_relevance("page", "listed_at"),
}


@strawberry.input(one_of=True, description="Selects one page. Provide exactly one field.")
class PageBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key(
        "By slug; the oldest page if several share it.", normalise=typed_slug, shared=True
    )
    uri: str | None = engine.unique_key("By its path.", normalise=parse_path, tag="uri")


@strawberry.input(description="Conditions for pages. All that are given must match.")
class PageWhere:
    page: NodeFilter | None = engine.is_node(
        "Page", description="One of these pages, or none of them.", normalise=typed_slug
    )
    status: ValueFilter[PostStatus] | None = engine.one_of(
        "status",
        "In one of these states. Default: PUBLISHED. Anonymous viewers get no others, whatever "
        "they request.",
        # includes what is not public, as far as the viewer's database role can see it
        lists_all=True,
    )
    parent: NodeFilter | None = engine.refers_to(
        "parent_id",
        "Page",
        description="Directly below one of these pages.",
        view="page",
        normalise=typed_slug,
        shares_slugs=True,
    )
    roots_only: bool | None = engine.is_null(
        "parent_id", "True: only pages that are below no other."
    )
    author: NodeFilter | None = engine.linked_to(
        "author",
        "Author",
        through=Link("page_author", "author_id", "page_id"),
        description="By one of these authors, alone or with others.",
        normalise=typed_slug,
    )
    published: DateRange | None = engine.in_range("shown_at", "Published in this time range.")
    language: str | None = engine.matches_language(
        "language", "In this language: a range such as `en`, which `en-US` is in too (RFC 4647)."
    )
    languages: list[str] | None = engine.prefers_languages(
        "language", TRANSLATED, WHERE_CHAIN.format(kind="pages")
    )
    search: str | None = engine.matches_search(
        "page",
        "search",
        "Containing these words, as in `search`. Of more than 10,000 matches, 10,000 are listed.",
        tags=ALL_TEXTS,
    )
    or_: list[PageWhere] | None = engine.any_branch()
    not_: PageWhere | None = engine.no_match(of_states=True)


@engine.record_type(
    "page", where=PageWhere, orders=ORDERS, listed=True, tags=RecordTags("page", "pages")
)
class Page(Node, Resource, Commentable, ContentNode):
    """A page outside the stream of posts, such as About."""

    # the interface cannot say it: posts and pages are linked by different views
    authors: list[Author] = engine.to_many(
        "All of its authors.", via=Link("page_author", "page_id", "author_id", sort="position")
    )
    viewer_can: ViewerCan = engine.batched(
        viewer_can_with_pages, *VIEWER_CAN_NEEDS, description=VIEWER_CAN, tags=()
    )
    meta: list[Meta] = engine.batched(meta_of_pages, description=META, reads=META_READS, tags=())
    seo: Seo = engine.batched(
        seo_of_pages, *ENTRY_NEEDS, description=SEO, reads=SEO_READS, lazy=True, tags=SEO_TAGS
    )
    previews: list[Preview] | None = engine.batched(
        previews_of_pages, description=ABOUT_PREVIEWS, of_ids=True, tags=()
    )
    draft: Page | None = engine.to_one(
        "id", DRAFT, view="newest_page", links={"page_author": "newest_page_author"}
    )
    # a list in GraphQL is of a narrower type if its items are
    translations: list[Page] = engine.to_many(  # type: ignore[assignment]
        TRANSLATIONS, via=TRANSLATED
    )
    translation: Page | None = engine.in_languages(
        TRANSLATED, IN_LANGUAGES, language="language", about=CHAIN
    )
    parent: Page | None = engine.to_one("parent_id", "The parent page.")
    ancestors: list[Page] = engine.ancestors("The ancestor pages, from the root down.")
    children: Connection[Page] = engine.connection(
        "The child pages.", by="parent_id", order="MENU_ORDER", filtered=True
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
