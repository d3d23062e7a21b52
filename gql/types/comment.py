"""Comments: what readers answered, and what other sites said of a post."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from gql import engine
from gql.engine import Connection, Context, Embedded, Key, Order
from gql.types.like import ABOUT, likes_comments
from gql.types.node import Node, Resource
from gql.types.scalars import URL, DateRange
from gql.types.statuses import CommentStatus
from gql.types.text_fields import content


@strawberry.enum(description="How a response came.")
class CommentKind(Enum):
    COMMENT = strawberry.enum_value("COMMENT", description="Somebody wrote it here.")
    PINGBACK = strawberry.enum_value("PINGBACK", description="Another site links here.")
    TRACKBACK = strawberry.enum_value("TRACKBACK", description="Another site said so itself.")
    WEBMENTION = strawberry.enum_value("WEBMENTION", description="A verified mention.")


@strawberry.enum(description="How comments are sorted.")
class CommentOrder(Enum):
    OLDEST = strawberry.enum_value("OLDEST", description="The first comes first.")
    NEWEST = strawberry.enum_value("NEWEST", description="The latest comes first.")
    MOST_LIKED = strawberry.enum_value("MOST_LIKED", description="Most likes come first.")


ORDERS = {
    CommentOrder.OLDEST: Order("comment/oldest", (Key("published_at", "timestamptz"),)),
    CommentOrder.NEWEST: Order(
        "comment/newest", (Key("published_at", "timestamptz"),), descending=True
    ),
    CommentOrder.MOST_LIKED: Order(
        "comment/liked", (Key("like_count", "bigint"),), descending=True
    ),
}


@strawberry.input(description="Which comments: all that is given must hold.")
class CommentWhere:
    on: strawberry.ID | None = engine.of_node(
        "entry_id", "Post", "Page", description="On this post or page (global id)."
    )
    author: str | None = engine.linked("author", "slug", "By this author (slug).", key="author_id")
    kind: list[CommentKind] | None = engine.any_of("kind", "Of one of these kinds.")
    status: list[CommentStatus] | None = engine.any_of(
        "status",
        "In one of these states; what can be seen on the page where none is asked for. Strangers "
        "see nothing else, whatever they ask.",
        lists_all=True,
    )
    roots_only: bool | None = engine.missing("parent_id", "True: without replies.")
    published: DateRange | None = engine.within("published_at", "Published in this span.")


@strawberry.type(description="Where a mention came from.")
class MentionSource:
    url: URL = strawberry.field(description="The page that mentions this one.")
    title: str | None = strawberry.field(description="The title of that page.")
    site_name: str | None = strawberry.field(description="The name of that site.")
    verified_at: datetime | None = strawberry.field(
        description="When the link there was last seen."
    )


def source(
    url: str | None, title: str | None, site_name: str | None, verified_at: datetime | None
) -> MentionSource | None:
    """Where a pingback, trackback or webmention came from; null for what was written here."""
    if url is None:
        return None
    return MentionSource(url=URL(url), title=title, site_name=site_name, verified_at=verified_at)


_GUEST = Embedded(
    "GUEST",
    instead_of="AUTHOR",
    columns={"name": "guest_name", "url": "guest_url", "avatar_key": "guest_avatar_key"},
)


async def private(context: Context, ids: list[int]) -> list[CommentPrivate | None]:
    """Who wrote it, for those who moderate: others are told FORBIDDEN. Null where nothing is
    known."""
    return await read_private(context, ids)


async def moderation_log(context: Context, ids: list[int]) -> list[list[ModerationEntry]]:
    """What was decided about it, the first first, for those who moderate: others are told
    FORBIDDEN."""
    return await read_log(context, ids)


@engine.record_type("comment", where=CommentWhere, orders=ORDERS, listed=True)
class Comment(Node, Resource):
    """A response to a post or page: what somebody wrote, or a mention on another site."""

    database_id: int = engine.column("The number of the comment in the database.")
    uri: str = engine.column("The path of its place on the page.", lazy=True)
    link: URL = engine.column("The full address of its place on the page.", lazy=True)
    kind: CommentKind = engine.column("How it came.")
    status: CommentStatus = engine.column("What a moderator decided.")
    number: int | None = engine.column(
        "1 … n among the visible responses to the same thing, oldest first."
    )
    content: str = content("content", "What was written. Empty where it was deleted.")
    published_at: datetime = engine.column("When it was written.")
    updated_at: datetime | None = engine.column("When it was last changed, if ever.")
    is_deleted: bool = engine.column("Whether only its place is left, for the replies to it.")
    author: Commenter = engine.to_one("author_id", "Who wrote it.", otherwise=_GUEST)
    commented_on: Commentable = engine.to_one(
        "entry_id", "The post or page it answers.", kind="entry_kind"
    )
    parent: Comment | None = engine.to_one("parent_id", "What it replies to.")
    ancestors: list[Comment] = engine.ancestors("What it stands below, from the root down.")
    depth: int = engine.column("How many comments it stands below; a root has 0.")
    reply_count: int = engine.column("How many direct replies it has. Visible ones only.")
    descendant_count: int = engine.column("How many comments stand below it. Visible ones only.")
    replies: Connection[Comment] = engine.connection(
        "Its direct replies.", by="parent_id", order="OLDEST", total="reply_count"
    )
    source: MentionSource | None = engine.computed(
        source,
        "source_url",
        "source_title",
        "source_site_name",
        "source_verified_at",
    )
    like_count: int = engine.column("How many like it.")
    viewer_has_liked: bool = engine.batched(likes_comments, description=ABOUT)
    private: CommentPrivate | None = engine.batched(private)
    moderation_log: list[ModerationEntry] | None = engine.batched(moderation_log)


from gql.types.author import Commenter
from gql.types.commentable import Commentable
from gql.types.moderation import CommentPrivate, ModerationEntry, read_log, read_private
