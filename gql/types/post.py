"""Post: its own fields, the filters and orders of post lists."""

from __future__ import annotations

from enum import Enum

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import (
    Connection,
    Key,
    Lead,
    Link,
    NodeFilter,
    NodesBy,
    Order,
    RecordTags,
    Scan,
    ValueFilter,
)
from gql.types.commentable import Commentable
from gql.types.content_node import DRAFT, ContentNode
from gql.types.like import VIEWER_HAS_LIKED, likes_posts
from gql.types.node import Node, Resource, parse_path
from gql.types.post_links import FILED, TAGGED, WRITTEN
from gql.types.scalars import DateRange
from gql.types.search_tags import ALL_TEXTS
from gql.types.series_place import SERIES, SERIES_READS, series_of_posts, series_tags
from gql.types.statuses import PostStatus
from gql.types.translation import (
    CHAIN,
    IN_LANGUAGES,
    TRANSLATED,
    TRANSLATIONS,
    WHERE_CHAIN,
)


@strawberry.enum(description="The order of a list of posts; ties are broken by id.")
class PostOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="Most recently published first.")
    OLDEST = strawberry.enum_value("OLDEST", description="Oldest publication first.")
    RECENTLY_UPDATED = strawberry.enum_value(
        "RECENTLY_UPDATED", description="Most recently changed first."
    )
    LEAST_RECENTLY_UPDATED = strawberry.enum_value(
        "LEAST_RECENTLY_UPDATED", description="Least recently changed first."
    )
    TITLE = strawberry.enum_value("TITLE", description="By title, from A to Z.")
    TITLE_DESC = strawberry.enum_value("TITLE_DESC", description="By title, from Z to A.")
    MOST_DISCUSSED = strawberry.enum_value("MOST_DISCUSSED", description="Most responses first.")
    LEAST_DISCUSSED = strawberry.enum_value(
        "LEAST_DISCUSSED", description="Fewest responses first."
    )
    MOST_LIKED = strawberry.enum_value("MOST_LIKED", description="Most likes first.")
    LEAST_LIKED = strawberry.enum_value("LEAST_LIKED", description="Fewest likes first.")
    RELEVANCE = strawberry.enum_value(
        "RELEVANCE",
        description="Best match of `where: { search }` first. Of more than 1,000 matches, 1,000 "
        "are listed. Without `search`, or with it in `or` or `not` alone, the usual order.",
    )


ORDERS = {
    PostOrder.NEWEST: Order("post/newest", (Key("published_at", "timestamptz"),), descending=True),
    PostOrder.OLDEST: Order("post/oldest", (Key("published_at", "timestamptz"),)),
    PostOrder.RECENTLY_UPDATED: Order(
        "post/updated", (Key("updated_at", "timestamptz"),), descending=True
    ),
    PostOrder.LEAST_RECENTLY_UPDATED: Order(
        "post/least-updated", (Key("updated_at", "timestamptz"),)
    ),
    PostOrder.TITLE: Order("post/title", (Key("sort_title", "text"),)),
    PostOrder.TITLE_DESC: Order("post/title-desc", (Key("sort_title", "text"),), descending=True),
    PostOrder.MOST_DISCUSSED: Order(
        "post/discussed", (Key("response_count", "bigint"),), descending=True, mark="discussed"
    ),
    PostOrder.LEAST_DISCUSSED: Order(
        "post/least-discussed", (Key("response_count", "bigint"),), mark="discussed"
    ),
    PostOrder.MOST_LIKED: Order(
        "post/liked", (Key("like_count", "bigint"),), descending=True, mark="liked"
    ),
    PostOrder.LEAST_LIKED: Order("post/least-liked", (Key("like_count", "bigint"),), mark="liked"),
    PostOrder.RELEVANCE: engine.by_relevance("post", "published_at"),
}


@strawberry.input(description="Tags to look for, and tags to leave out. All fields must hold.")
class TagFilter:
    in_: NodesBy | None = strawberry.field(
        default=None, name="in", description="At least one of these."
    )
    not_in: NodesBy | None = strawberry.field(default=None, description="None of these.")
    all: NodesBy | None = strawberry.field(default=None, description="All of these.")


@strawberry.input(
    description="Categories to look for, and categories to leave out. All fields must hold."
)
class CategoryFilter:
    in_: NodesBy | None = strawberry.field(
        default=None, name="in", description="At least one of these."
    )
    not_in: NodesBy | None = strawberry.field(default=None, description="None of these.")
    all: NodesBy | None = strawberry.field(default=None, description="All of these.")
    include_children: bool = strawberry.field(default=True, description=engine.INCLUDE_CHILDREN)


@strawberry.input(description="Conditions for posts. All that are given must match.")
class PostWhere:
    post: NodeFilter | None = engine.is_node(
        "Post", description="One of these posts, or none of them.", normalise=typed_slug
    )
    status: ValueFilter[PostStatus] | None = engine.one_of(
        "status",
        "In one of these states. Default: PUBLISHED. Anonymous viewers get no others, whatever "
        "they request.",
        # includes what is not public, as far as the viewer's database role can see it
        lists_all=True,
    )
    author: NodeFilter | None = engine.linked_to(
        "author",
        "Author",
        through=WRITTEN,
        description="By one of these authors, alone or with others.",
        normalise=typed_slug,
    )
    category: CategoryFilter | None = engine.linked_to(
        "category",
        "Category",
        through=FILED,
        description="In one of these categories.",
        normalise=typed_slug,
    )
    tag: TagFilter | None = engine.linked_to(
        "tag",
        "Tag",
        through=TAGGED,
        description="With one of these tags.",
        normalise=typed_slug,
    )
    published: DateRange | None = engine.in_range("published_at", "Published in this time range.")
    sticky: bool | None = engine.is_true(
        "is_sticky", "True: only sticky posts. False: only the others."
    )
    commented: bool | None = engine.is_positive(
        "response_count",
        "True: only posts with responses. False: only those without.",
        mark="discussed",
    )
    language: str | None = engine.matches_language(
        "language", "In this language: a range such as `en`, which `en-US` is in too (RFC 4647)."
    )
    languages: list[str] | None = engine.prefers_languages(
        "language", TRANSLATED, WHERE_CHAIN.format(kind="posts")
    )
    search: str | None = engine.matches_search(
        "post",
        "search",
        "Containing these words, as in `search`. Of more than 10,000 matches, 10,000 are listed.",
        tags=ALL_TEXTS,
    )
    all_tags: list[str] | None = engine.formerly(
        tag,
        lambda slugs: TagFilter(all=NodesBy(slugs=slugs)),
        "With all of these tags, by slug.",
        reason="Use `tag: { all: { slugs } }` instead.",
    )
    not_tag: list[str] | None = engine.formerly(
        tag,
        lambda slugs: TagFilter(not_in=NodesBy(slugs=slugs)),
        "With none of these tags, by slug.",
        reason="Use `tag: { notIn: { slugs } }` instead.",
    )
    or_: list[PostWhere] | None = engine.any_branch()
    not_: PostWhere | None = engine.no_match(of_states=True)


@strawberry.input(one_of=True, description="Selects one post. Provide exactly one field.")
class PostBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key("By slug.", normalise=typed_slug)
    uri: str | None = engine.unique_key("By the path of its page.", normalise=parse_path, tag="uri")


# what a draft names in place of what is published
LINKS_OF_DRAFT = {"post_author": "newest_post_author", "post_term": "newest_post_term"}
STICKY = Lead("is_sticky", "sticky_first", "Sticky posts come first, in this order like the rest.")


@engine.record_type(
    "post",
    where=PostWhere,
    orders=ORDERS,
    listed=True,
    lead=STICKY,
    tags=RecordTags("post", "posts"),
)
class Post(Node, Resource, Commentable, ContentNode):
    """An article of the publication."""

    draft: Post | None = engine.to_one("id", DRAFT, view="newest_post", links=LINKS_OF_DRAFT)
    # a list in GraphQL is of a narrower type if its items are
    translations: list[Post] = engine.to_many(  # type: ignore[assignment]
        TRANSLATIONS, via=TRANSLATED
    )
    translation: Post | None = engine.in_languages(
        TRANSLATED, IN_LANGUAGES, language="language", about=CHAIN
    )
    is_sticky: bool = engine.column("Whether it is meant to stay on top of lists.")
    authors: list[Author] = engine.to_many(
        "All of its authors.", via=Link("post_author", "post_id", "author_id", sort="position")
    )
    categories: list[Category] = engine.to_many(
        "Its categories.",
        via=Link("post_term", "post_id", "term_id", sort="position"),
    )
    tags: list[Tag] = engine.to_many(
        "Its tags.", via=Link("post_term", "post_id", "term_id", sort="position")
    )
    pings_open: bool = engine.column(
        "Whether it accepts mentions: pingbacks, trackbacks and webmentions."
    )
    like_count: int = engine.column("The number of likes.")
    viewer_has_liked: bool = engine.batched(likes_posts, description=VIEWER_HAS_LIKED, tags=())
    # post_like is a view of likes by authors: likes of guests only count
    likers: Connection[Author] = engine.connection(
        "The authors who like it, most recent like first.",
        via=Link("post_like", "post_id", "author_id", repeats=("liked_at",)),
        fixed=Order("liker", (Key("liked_at", "timestamptz"),), descending=True),
        filtered=True,
    )
    previous: Post | None = engine.neighbour(
        "OLDEST", "The post published before it: with `where`, the next that matches.", ahead=False
    )
    next: Post | None = engine.neighbour(
        "OLDEST", "The post published after it: with `where`, the next that matches.", ahead=True
    )
    series: PostSeries | None = engine.batched(
        series_of_posts, description=SERIES, reads=SERIES_READS, tags=series_tags
    )
    # the link is a select: of each of its terms it reads 50 posts
    related: PostConnection = engine.connection(
        "The posts that share most categories and tags with it, best match first: of the 50 newest "
        "of each.",
        via=Link("post_related", "post_id", "related_id", repeats=("shared", "published_at")),
        fixed=Order(
            "post/related",
            (Key("shared", "bigint"), Key("published_at", "timestamptz")),
            descending=True,
        ),
        filtered=True,
        reads=Scan(rows=400),
    )


@strawberry.type(
    description="One page of a list of posts, with the cursors for the pages around it."
)
class PostConnection(Connection[Post]):
    @strawberry.field(
        description="How the posts of the whole list, with its conditions, are distributed. "
        "Counted only if it is selected."
    )
    def facets(self) -> PostFacets:
        found: PostFacets = self.facet_source  # type: ignore[assignment]
        return found


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
from gql.types.post_facets import PostFacets
from gql.types.series import PostSeries
from gql.types.term import Category, Tag
