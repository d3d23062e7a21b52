"""The table of contents: what is not listed here, clients cannot ask for."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from gql import engine
from gql.engine import Connection
from gql.types.author import Author, AuthorBy
from gql.types.comment import Comment
from gql.types.menu import Menu, MenuBy
from gql.types.node import Node, node, nodes
from gql.types.page import BY_TITLE, Page, PageBy
from gql.types.post import Post, PostBy
from gql.types.route import Route, route
from gql.types.scalar import SCALARS
from gql.types.search import SearchConnection, search
from gql.types.site import ArchiveMonth, Site, archive, site
from gql.types.term import BY_NAME, Category, Tag, TermBy
from gql.types.viewer import Viewer, viewer


def resolved(function: Any) -> Any:
    """A field with a resolver of its own, described by the resolver's docstring."""
    return strawberry.field(resolver=function, description=function.__doc__)


_PREVIEW = {"preview_token": (str | None, "A token that shows a draft. Not used yet.")}


@strawberry.type(description="What can be read.")
class Query:
    site: Site = resolved(site)
    viewer: Viewer | None = resolved(viewer)
    node: Node | None = resolved(node)
    nodes: list[Node | None] = resolved(nodes)
    route: Route = resolved(route)
    post: Post | None = engine.lookup(PostBy, "One post.", ignored=_PREVIEW)
    posts: Connection[Post] = engine.connection("All posts.", order="NEWEST", filtered=True)
    page: Page | None = engine.lookup(PageBy, "One page.")
    pages: Connection[Page] = engine.connection("All pages, by title.", fixed=BY_TITLE)
    author: Author | None = engine.lookup(AuthorBy, "One author.")
    authors: Connection[Author] = engine.connection("All authors.", order="NAME", filtered=True)
    comment: Comment | None = engine.by_id("One comment.")
    comments: Connection[Comment] = engine.connection(
        "All comments on everything.", order="NEWEST", filtered=True
    )
    category: Category | None = engine.lookup(TermBy, "One category.")
    categories: Connection[Category] = engine.connection("All categories, by name.", fixed=BY_NAME)
    tag: Tag | None = engine.lookup(TermBy, "One tag.")
    tags: Connection[Tag] = engine.connection("All tags, by name.", fixed=BY_NAME)
    menu: Menu | None = engine.lookup(MenuBy, "One menu.")
    archive: list[ArchiveMonth] = resolved(archive)
    search: SearchConnection = resolved(search)


schema = strawberry.Schema(
    query=Query,
    types=list(engine.node_types.values()),
    config=StrawberryConfig(scalar_map=SCALARS),
)
