"""Category and Tag, the two kinds of terms: categories form a tree, tags do not."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import Connection, Key, Link, NodeFilter, Order
from gql.types.node import Node, Resource, parse_path

BY_NAME = Order("term/name", (Key("sort_name", "text"),))
# published_at is copied into post_term, so that a page of a term's posts is one range scan
POSTS = Link("post_term", "term_id", "post_id", repeats=("published_at",))


@strawberry.input(
    one_of=True, description="Selects one category or tag. Provide exactly one field."
)
class TermBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key("By slug.", normalise=typed_slug)
    uri: str | None = engine.unique_key("By the path of its page.", normalise=parse_path)


@strawberry.input(description="Conditions for categories. All that are given must match.")
class CategoryWhere:
    category: NodeFilter | None = engine.is_node(
        "Category",
        description="One of these categories, or none of them.",
        normalise=typed_slug,
    )
    parent: NodeFilter | None = engine.refers_to(
        "parent_id",
        "Category",
        description="Directly below one of these categories.",
        view="category",
        normalise=typed_slug,
    )
    roots_only: bool | None = engine.is_null(
        "parent_id", "True: only categories that are below no other."
    )
    has_posts: bool | None = engine.is_positive(
        "post_count", "True: only those with posts that readers can see. False: only the others."
    )
    or_: list[CategoryWhere] | None = engine.any_branch()
    not_: CategoryWhere | None = engine.no_match()


@strawberry.input(description="Conditions for tags. All that are given must match.")
class TagWhere:
    tag: NodeFilter | None = engine.is_node(
        "Tag", description="One of these tags, or none of them.", normalise=typed_slug
    )
    has_posts: bool | None = engine.is_positive(
        "post_count", "True: only those with posts that readers can see. False: only the others."
    )
    or_: list[TagWhere] | None = engine.any_branch()
    not_: TagWhere | None = engine.no_match()


@engine.record_type("category", pool="term", where=CategoryWhere)
class Category(Node, Resource):
    """A category of posts. Categories form a tree."""

    database_id: int = engine.column("The numeric id of the category in the database.")
    slug: str = engine.column("The last segment of the path.")
    name: str = engine.column("The name of the category.")
    description: str | None = engine.column("What it is about.")
    post_count: int = engine.column("The number of its posts that readers can see.", lazy=True)
    parent: Category | None = engine.to_one("parent_id", "The parent category.")
    ancestors: list[Category] = engine.ancestors("The ancestor categories, from the root down.")
    children: Connection[Category] = engine.connection(
        "The direct child categories, by name.", by="parent_id", fixed=BY_NAME
    )
    posts: Connection[Post] = engine.connection(
        "The posts in this category.",
        via=POSTS,
        order="NEWEST",
        filtered=True,
        total="post_count",
    )


@engine.record_type("tag", pool="term", where=TagWhere)
class Tag(Node, Resource):
    """A tag on posts. Tags have no hierarchy."""

    database_id: int = engine.column("The numeric id of the tag in the database.")
    slug: str = engine.column("The last segment of the path.")
    name: str = engine.column("The name of the tag.")
    description: str | None = engine.column("What it is about.")
    post_count: int = engine.column("The number of its posts that readers can see.", lazy=True)
    posts: Connection[Post] = engine.connection(
        "The posts with this tag.",
        via=POSTS,
        order="NEWEST",
        filtered=True,
        total="post_count",
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.post import Post
