"""Author, Guest and their interface Commenter, with avatars and the arguments of author lists."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from hashlib import md5
from typing import Annotated
from uuid import UUID

import strawberry

from gql import engine
from gql.content.people.anonymous_name import anonymous_name
from gql.content.slug import typed_slug
from gql.engine import (
    Connection,
    Context,
    Key,
    ListTags,
    NodeFilter,
    NodesBy,
    Order,
    RecordTags,
    Scan,
    argument,
)
from gql.errors import BadInput
from gql.sql import author as author_sql
from gql.types.account import (
    ACCOUNT,
    VERSION_OF_AUTHOR,
    Account,
    accounts_of_authors,
    versions_of_authors,
)
from gql.types.described import AUTHOR_NEEDS
from gql.types.meta import META, META_READS, Meta, meta_of_authors
from gql.types.node import Node, Resource, parse_path
from gql.types.post_links import WRITTEN
from gql.types.scalars import URL
from gql.types.search_tags import ALL_TEXTS
from gql.types.seo import SEO, SEO_READS, SEO_TAGS, Seo, seo_of_authors
from gql.types.text_fields import SHORT_TEXT, formatted_text

MIN_AVATAR_SIZE, MAX_AVATAR_SIZE = 16, 512


def avatar_url(context: Context, key: str, size: int) -> str:
    """The URL of a generated picture, which gql/http/identicon.py draws on request."""
    return f"{context.service_url}/avatars/{key}.svg?size={size}"


@strawberry.type(description="A picture of a person. Its URL does not reveal who it is.")
class Avatar:
    url: URL = engine.computed(
        avatar_url, "avatar_key", "size", description="The URL of the picture.", with_context=True
    )
    width: int = engine.column("Width in pixels.", of="size")
    height: int = engine.column("Height in pixels.", of="size")


def check_avatar_size(
    size: Annotated[int, argument(description="Width and height in pixels, 16 to 512.")] = 96,
) -> None:
    """Raise BadInput for a size out of range. Its parameter is the argument of `avatar`."""
    if not MIN_AVATAR_SIZE <= size <= MAX_AVATAR_SIZE:
        raise BadInput(
            f"size is {size}; ask for {MIN_AVATAR_SIZE} to {MAX_AVATAR_SIZE}.", argument="size"
        )


@strawberry.interface(description="Who wrote a comment: an author with a profile, or a guest.")
class Commenter:
    id: strawberry.ID = engine.global_id(
        "A global id: opaque, unique over all types. Pass it to `node` to fetch this again."
    )
    name: str = engine.column("The name to show.")
    homepage: URL | None = engine.column("The URL of their own website.", of="url")
    avatar: Avatar = engine.part(
        "A generated picture. Its key is not derived from an e-mail address.",
        "avatar_key",
        check=check_avatar_size,
    )


@strawberry.type(description="A link to a profile of the author on another site.")
class SocialLink:
    service: str = strawberry.field(description="The name of the service.")
    url: URL = strawberry.field(description="The URL of the profile.")


def links(value: list[dict[str, str]]) -> list[SocialLink]:
    """Links to the author's profiles on other sites."""
    return [SocialLink(service=link["service"], url=URL(link["url"])) for link in value]


async def comment_counts(context: Context, authors: list[int]) -> list[int]:
    """Visible comments per author, in the order of the ids."""
    return await author_sql.comment_counts(context.db, authors)


@strawberry.enum(description="The order of a list of authors; ties are broken by id.")
class AuthorOrder(Enum):
    NAME = strawberry.enum_value("NAME", description="By name, from A to Z.")
    NAME_DESC = strawberry.enum_value("NAME_DESC", description="By name, from Z to A.")
    NEWEST = strawberry.enum_value("NEWEST", description="Most recently joined first.")
    OLDEST = strawberry.enum_value("OLDEST", description="Who joined first comes first.")
    MOST_POSTS = strawberry.enum_value("MOST_POSTS", description="Most posts first.")
    FEWEST_POSTS = strawberry.enum_value("FEWEST_POSTS", description="Fewest posts first.")
    RELEVANCE = strawberry.enum_value(
        "RELEVANCE",
        description="Best match of `where: { search }` first. Of more than 1,000 matches, 1,000 "
        "are listed. Without `search`, or with it in `or` or `not` alone, the usual order.",
    )


# The names of orders are part of every cursor: renaming one invalidates the cursors of clients.
ORDERS = {
    AuthorOrder.NAME: Order("author/name", (Key("sort_name", "text"),)),
    AuthorOrder.NAME_DESC: Order("author/name-desc", (Key("sort_name", "text"),), descending=True),
    AuthorOrder.NEWEST: Order("author/newest", (Key("joined_at", "timestamptz"),), descending=True),
    AuthorOrder.OLDEST: Order("author/oldest", (Key("joined_at", "timestamptz"),)),
    AuthorOrder.MOST_POSTS: Order(
        "author/most-posts", (Key("post_count", "bigint"),), descending=True
    ),
    AuthorOrder.FEWEST_POSTS: Order("author/fewest-posts", (Key("post_count", "bigint"),)),
    AuthorOrder.RELEVANCE: engine.by_relevance("author", "joined_at"),
}


@strawberry.input(description="Conditions for authors. All that are given must match.")
class AuthorWhere:
    author: NodeFilter | None = engine.is_node(
        "Author", description="One of these authors, or none of them.", normalise=typed_slug
    )
    has_posts: bool | None = engine.is_positive(
        "post_count", "True: only authors with published posts. False: only those without."
    )
    search: str | None = engine.matches_search(
        "author",
        "search",
        "Containing these words, as in `search`. Of more than 10,000 matches, 10,000 are listed.",
        tags=ALL_TEXTS,
    )
    slug: list[str] | None = engine.formerly(
        author,
        lambda slugs: NodeFilter(in_=NodesBy(slugs=slugs)),
        "With one of these slugs.",
        reason="Use `author: { in: { slugs } }` instead.",
    )
    or_: list[AuthorWhere] | None = engine.any_branch()
    not_: AuthorWhere | None = engine.no_match()


@strawberry.input(one_of=True, description="Selects one author. Provide exactly one field.")
class AuthorBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key("By slug.", normalise=typed_slug)
    uri: str | None = engine.unique_key(
        "By the path of their page.", normalise=parse_path, tag="uri"
    )


@engine.record_type(
    "author", where=AuthorWhere, orders=ORDERS, tags=RecordTags("author", "authors")
)
class Author(Node, Resource, Commenter):
    """A person's public profile. It never contains an e-mail address, a login name or a network
    address."""

    database_id: int = engine.column("The numeric id of the profile in the database.")
    slug: str = engine.column("The last segment of the path.")
    bio: str = formatted_text("bio", "A short biography.", size=SHORT_TEXT)
    links: list[SocialLink] = engine.computed(links, "links")
    created_at: datetime = engine.column("When they joined the publication.", of="joined_at")
    joined_at: datetime = engine.column("The same as createdAt.", reason="Use `createdAt` instead.")
    updated_at: datetime = engine.column("When the profile was last changed.")
    # lazy: the view counts the scheduled posts of each author, to subtract them
    post_count: int = engine.column("The number of their posts that readers can see.", lazy=True)
    comment_count: int = engine.batched(
        comment_counts,
        description="The number of their comments that readers can see.",
        reads=Scan("comment", "author"),
        tags=(),
    )
    version: int | None = engine.batched(
        versions_of_authors, description=VERSION_OF_AUTHOR, tags=()
    )
    account: Account | None = engine.batched(accounts_of_authors, description=ACCOUNT, tags=())
    meta: list[Meta] = engine.batched(meta_of_authors, description=META, reads=META_READS, tags=())
    seo: Seo = engine.batched(
        seo_of_authors, *AUTHOR_NEEDS, description=SEO, reads=SEO_READS, lazy=True, tags=SEO_TAGS
    )
    posts: PostConnection = engine.connection(
        "The posts they wrote, alone or with co-authors.",
        via=WRITTEN,
        order="NEWEST",
        filtered=True,
        total="post_count",
        tags=ListTags.BY_PARENT,
    )
    comments: Connection[Comment] = engine.connection(
        "The comments they wrote.",
        by="author_id",
        order="NEWEST",
        filtered=True,
        tags=ListTags.BY_PARENT,
    )


def guest_name(context: Context, given: str | None) -> str:
    """The name to show: what the guest typed, or the site's word for one who typed none."""
    return given or context.anonymous_name or anonymous_name("")


def guest_key(avatar_key: str, given_name: str | None, url: str | None) -> UUID:
    """The key of a guest, made of what is public of them, so that two of one key are shown alike.

    The function quire.guest_key has the same.
    """
    text = f"{avatar_key}\n{given_name or ''}\n{url or ''}"
    return UUID(bytes=md5(text.encode(), usedforsecurity=False).digest())


def guest_id(avatar_key: str, given_name: str | None, url: str | None) -> strawberry.ID:
    """A global id: opaque, unique over all types, and the same for all comments of one guest under
    one name, homepage and e-mail address, which a receipt proves."""
    key = guest_key(avatar_key, given_name, url)
    return strawberry.ID(engine.encode_id("Guest", key.hex))


_GuestColumns = tuple[str, str | None, str | None, datetime]


async def guests_since(context: Context, guests: list[_GuestColumns]) -> list[datetime]:
    """When the first comment of each guest was written, of those that the viewer can see."""
    keys = [guest_key(*columns[:3]) for columns in guests]
    since = await author_sql.guests_since(context.db, keys)
    # the time of a comment where its guest is hidden, as under an account that is hidden
    return [since.get(key, guest[3]) for key, guest in zip(keys, guests, strict=True)]


_ABOUT_GUEST = ("avatar_key", "name", "url")


# what is shown of guests, their comments say
@engine.record_type("each_guest", key="uuid", tags=RecordTags(listed="comments"))
class Guest(Node, Commenter):
    """Someone who commented without an account, and may have given no name."""

    id: strawberry.ID = engine.computed(guest_id, *_ABOUT_GUEST)
    name: str = engine.computed(guest_name, "name", with_context=True)
    given_name: str | None = engine.column(
        "The name as the guest typed it; null where they gave none.", of="name"
    )
    created_at: datetime = engine.batched(
        guests_since,
        *_ABOUT_GUEST,
        "created_at",
        description="When they wrote their first comment.",
        tags=("comments",),
    )
    updated_at: datetime = engine.batched(
        guests_since,
        *_ABOUT_GUEST,
        "created_at",
        description="The same: under another name, homepage or e-mail address they are another "
        "guest.",
        tags=("comments",),
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.comment import Comment
from gql.types.post import PostConnection
