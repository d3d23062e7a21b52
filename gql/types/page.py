"""Pages: what stands beside the posts, in a tree."""

from __future__ import annotations

from datetime import datetime

import strawberry

from gql import engine
from gql.engine import Connection, Key, Order
from gql.types.commentable import Commentable
from gql.types.node import Node, Resource, path_of
from gql.types.revision import ABOUT as ABOUT_REVISIONS
from gql.types.revision import Revision, revisions_of_pages
from gql.types.statuses import PostStatus
from gql.types.text_fields import content

BY_TITLE = Order("page/title", (Key("sort_title", "text"),))
IN_TREE = Order("page/tree", (Key("menu_order", "bigint"),))


@strawberry.input(one_of=True, description="One page. Exactly one of the fields is given.")
class PageBy:
    id: strawberry.ID | None = engine.choice("By global id.")
    slug: str | None = engine.choice("By slug; the oldest where several pages share it.")
    uri: str | None = engine.choice("By its path.", spelling=path_of)


@strawberry.input(description="Which pages: all that is given must hold.")
class PageWhere:
    status: list[PostStatus] | None = engine.any_of(
        "status",
        "In one of these states; what is published where none is asked for. Strangers see nothing "
        "else, whatever they ask.",
        lists_all=True,
    )


@engine.record_type("page", where=PageWhere, listed=True)
class Page(Node, Resource, Commentable):
    """A page that is not part of the stream of posts, such as About."""

    database_id: int = engine.column("The number of the page in the database.")
    slug: str = engine.column("The last part of the path.")
    content: str = content("content", "The whole text.")
    status: PostStatus = engine.column("Where it stands on its way to readers.")
    published_at: datetime | None = engine.column("When it was published, or will be.")
    updated_at: datetime = engine.column("When it was last changed.")
    author: Author = engine.to_one("author_id", "Who wrote it.")
    featured_image: Media | None = engine.to_one(
        "featured_media_id", "The picture that stands for it."
    )
    revisions: list[Revision] | None = engine.batched(
        revisions_of_pages, description=ABOUT_REVISIONS, of_ids=True
    )
    parent: Page | None = engine.to_one("parent_id", "The page above it.")
    ancestors: list[Page] = engine.ancestors("The pages above it, from the root down.")
    children: Connection[Page] = engine.connection(
        "The pages below it, in the order their editors gave them.",
        by="parent_id",
        fixed=IN_TREE,
    )


from gql.types.author import Author
from gql.types.media import Media
