"""Authors and guests: who wrote something, with a profile or without."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from gql import engine
from gql.engine import Connection, Context, Key, Link, Order, argument
from gql.errors import BadInput
from gql.sql import author as statements
from gql.types.node import Node, Resource, path_of
from gql.types.scalars import URL
from gql.types.text_fields import content

SMALLEST, LARGEST = 16, 512


def picture(context: Context, key: str, size: int) -> str:
    return f"{context.service_url}/avatars/{key}.svg?size={size}"


@strawberry.type(description="A picture of somebody. Nothing in its address tells who it is.")
class Avatar:
    url: URL = engine.computed(
        picture, "avatar_key", "size", description="The address of the picture.", with_context=True
    )
    width: int = engine.column("In pixels.", of="size")
    height: int = engine.column("In pixels.", of="size")


def check_size(
    size: Annotated[int, argument(description="Width and height in pixels, 16 to 512.")] = 96,
) -> None:
    if not SMALLEST <= size <= LARGEST:
        raise BadInput(f"size is {size}; ask for {SMALLEST} to {LARGEST}.", argument="size")


@strawberry.interface(description="Who wrote a comment: an author with a profile, or a guest.")
class Commenter:
    id: strawberry.ID = engine.global_id(
        "Opaque and unique over all types. Give it to `node` to fetch this again."
    )
    name: str | None = engine.column("The name; null for a guest who left none.")
    url: URL | None = engine.column("The address of a site of their own.")
    avatar: Avatar = engine.part(
        "A picture, drawn from a key that has nothing to do with an e-mail address.",
        "avatar_key",
        check=check_size,
    )


@strawberry.type(description="A place on the web where an author can be found.")
class SocialLink:
    service: str = strawberry.field(description="The name of the service.")
    url: URL = strawberry.field(description="The address of the author there.")


def links(value: list[dict[str, str]]) -> list[SocialLink]:
    """Places on the web where this author can be found."""
    return [SocialLink(service=link["service"], url=URL(link["url"])) for link in value]


async def comment_counts(context: Context, authors: list[int]) -> list[int]:
    return await statements.comment_counts(context.db, authors)


@strawberry.enum(description="How authors are sorted.")
class AuthorOrder(Enum):
    NAME = strawberry.enum_value("NAME", description="By name, from A to Z.")
    NEWEST = strawberry.enum_value("NEWEST", description="Who joined last comes first.")
    MOST_POSTS = strawberry.enum_value("MOST_POSTS", description="Who wrote most comes first.")


ORDERS = {
    AuthorOrder.NAME: Order("author/name", (Key("sort_name", "text"),)),
    AuthorOrder.NEWEST: Order("author/newest", (Key("joined_at", "timestamptz"),), descending=True),
    AuthorOrder.MOST_POSTS: Order(
        "author/most-posts", (Key("post_count", "bigint"),), descending=True
    ),
}


@strawberry.input(description="Which authors: all that is given must hold.")
class AuthorWhere:
    slug: list[str] | None = engine.any_of("slug", "With one of these slugs.")
    has_posts: bool | None = engine.positive("post_count", "With published posts, or without.")


@strawberry.input(one_of=True, description="One author. Exactly one of the fields is given.")
class AuthorBy:
    id: strawberry.ID | None = engine.choice("By global id.")
    slug: str | None = engine.choice("By slug.")
    uri: str | None = engine.choice("By the path of the page.", spelling=path_of)


@engine.record_type("author", where=AuthorWhere, orders=ORDERS)
class Author(Node, Resource, Commenter):
    """A person's public profile. It never carries an e-mail address, a login or an address on
    the network."""

    database_id: int = engine.column("The number of the profile in the database.")
    slug: str = engine.column("The last part of the path.")
    name: str = engine.column("The name under which they write.")
    bio: str = content("bio", "What they say of themselves.")
    links: list[SocialLink] = engine.computed(links, "links")
    joined_at: datetime = engine.column("Since when they have been with the publication.")
    post_count: int = engine.column("How many of their posts can be read.", lazy=True)
    comment_count: int = engine.batched(
        comment_counts, description="How many of their comments can be read."
    )
    posts: Connection[Post] = engine.connection(
        "What they wrote, alone or with others.",
        via=Link("post_author", "author_id", "post_id", repeats=("published_at",)),
        order="NEWEST",
        filtered=True,
    )
    comments: Connection[Comment] = engine.connection(
        "What they answered.", by="author_id", order="NEWEST"
    )


@engine.record_type("guest")
class Guest(Node, Commenter):
    """Someone who answered without an account, and may have left no name (name: null)."""


from gql.types.comment import Comment
from gql.types.post import Post
