"""Query: all root fields that read, one a line."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.engine import Connection
from gql.types import search
from gql.types.author import Author, AuthorBy
from gql.types.comment import Comment, CommentBy
from gql.types.media import Media, MediaBy
from gql.types.menu import Menu, MenuBy
from gql.types.node import Node
from gql.types.page import Page, PageBy
from gql.types.post import Post, PostBy, PostConnection
from gql.types.redirect import Redirect
from gql.types.revision import Revision, Words, diff
from gql.types.route import Route, route, route_tags
from gql.types.search import SearchConnection
from gql.types.series import Series, SeriesBy
from gql.types.site import ArchiveMonth, Site, archive, site
from gql.types.term import Category, Tag, TermBy
from gql.types.translation import LOOKUP_CHAIN, TRANSLATED
from gql.types.viewer import Viewer, viewer

# an argument of `post` and `page` beside those of the lookup
_PREVIEW = "A token of `createPreview`: its post is shown with its newest text, published or not."
_TRANSLATED = (TRANSLATED, "language", LOOKUP_CHAIN)


@strawberry.type(description="What can be read.")
class Query:
    site: Site = engine.read(site, tags=("site",))
    viewer: Viewer | None = engine.read(viewer, tags=())
    node: Node | None = engine.refetched(
        "The node with this id. Null where there is nothing to see.", many=False
    )
    nodes: list[Node | None] = engine.refetched(
        "The nodes with these ids, in the same order; null where there is nothing to see.",
        many=True,
    )
    route: Route = engine.read(route, tags=route_tags)
    post: Post | None = engine.lookup(PostBy, "One post.", preview=_PREVIEW, translated=_TRANSLATED)
    posts: PostConnection = engine.connection("All posts.", order="NEWEST", filtered=True)
    page: Page | None = engine.lookup(
        PageBy,
        "One page.",
        preview=_PREVIEW.replace("post", "page"),
        translated=_TRANSLATED,
    )
    pages: Connection[Page] = engine.connection("All pages.", order="TITLE", filtered=True)
    revision: Revision | None = engine.by_id(
        "One saved version of a post or page. Null for those who may not edit it."
    )
    diff: list[Words] | None = engine.read(diff, tags=())
    author: Author | None = engine.lookup(AuthorBy, "One author.")
    authors: Connection[Author] = engine.connection("All authors.", order="NAME", filtered=True)
    comment: Comment | None = engine.lookup(CommentBy, "One comment.")
    comments: Connection[Comment] = engine.connection(
        "All comments on everything.", order="NEWEST", filtered=True
    )
    category: Category | None = engine.lookup(TermBy, "One category.")
    categories: Connection[Category] = engine.connection(
        "All categories.", order="NAME", filtered=True
    )
    tag: Tag | None = engine.lookup(TermBy, "One tag.")
    tags: Connection[Tag] = engine.connection("All tags.", order="NAME", filtered=True)
    menu: Menu | None = engine.lookup(MenuBy, "One menu.")
    menus: Connection[Menu] = engine.connection("All menus.", order="SLUG", filtered=True)
    series: Series | None = engine.lookup(SeriesBy, "One series.")
    series_list: Connection[Series] = engine.connection(
        "All series with a post that the viewer sees; for editors, the others too.",
        order="TITLE",
        filtered=True,
    )
    media: Media | None = engine.lookup(MediaBy, "One image or other file.")
    redirects: Connection[Redirect] = engine.connection(
        "All redirects that editors have made. Empty for others than editors.", order="NEWEST"
    )
    media_items: Connection[Media] = engine.connection(
        "All images and other files.", order="NEWEST", filtered=True
    )
    archive: list[ArchiveMonth] = engine.read(
        archive,
        reads=engine.matching_reads(lambda: Post),
        tags=engine.matching_tags(lambda: Post),
    )
    # ranked by relevance: the order is computed for each search, so no index or column has it
    search: SearchConnection = engine.ranked(
        search.search_request,
        read=search.load_page,
        total=search.count_matches,
        highlights=search.load_highlights,
        tags=search.search_tags,
        seconds=search.search_seconds,
    )
