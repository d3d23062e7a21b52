"""Categories, which form a tree, and tags, which do not."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.engine import Connection, Key, Link, Order
from gql.types.node import Node, Resource, path_of

BY_NAME = Order("term/name", (Key("sort_name", "text"),))
POSTS = Link("post_term", "term_id", "post_id", repeats=("published_at",))


@strawberry.input(one_of=True, description="One term. Exactly one of the fields is given.")
class TermBy:
    id: strawberry.ID | None = engine.choice("By global id.")
    slug: str | None = engine.choice("By slug.")
    uri: str | None = engine.choice("By the path of its page.", spelling=path_of)


@engine.record_type("category", pool="term")
class Category(Node, Resource):
    """A subject under which posts are filed."""

    database_id: int = engine.column("The number of the category in the database.")
    slug: str = engine.column("The last part of the path.")
    name: str = engine.column("Its name.")
    description: str | None = engine.column("What it is about.")
    post_count: int = engine.column("How many of its posts can be read.", lazy=True)
    parent: Category | None = engine.to_one("parent_id", "The category above it.")
    ancestors: list[Category] = engine.ancestors("The categories above it, from the root down.")
    children: list[Category] = engine.members(
        "The categories right below it, by name.", by="parent_id", sort=("sort_name",)
    )
    posts: Connection[Post] = engine.connection(
        "What is filed under it.", via=POSTS, order="NEWEST"
    )


@engine.record_type("tag", pool="term")
class Tag(Node, Resource):
    """A word that posts carry."""

    database_id: int = engine.column("The number of the tag in the database.")
    slug: str = engine.column("The last part of the path.")
    name: str = engine.column("The word.")
    description: str | None = engine.column("What it is about.")
    post_count: int = engine.column("How many of its posts can be read.", lazy=True)
    posts: Connection[Post] = engine.connection("What carries it.", via=POSTS, order="NEWEST")


from gql.types.post import Post
