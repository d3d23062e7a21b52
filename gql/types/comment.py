"""Comment: comments of readers and mentions on other sites, with the arguments of their lists."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import (
    Connection,
    Context,
    EmbeddedRecord,
    IdFilter,
    Key,
    ListTags,
    Moment,
    NodeFilter,
    Order,
    RecordTags,
    ValueFilter,
)
from gql.types.like import VIEWER_HAS_LIKED, likes_comments
from gql.types.meta import META, META_READS, Meta, meta_of_comments
from gql.types.node import Node, Resource
from gql.types.scalars import URL, DateRange
from gql.types.search_tags import ALL_TEXTS, SECONDS_OF_COMMENT_SEARCHES
from gql.types.statuses import CommentStatus
from gql.types.text_fields import SHORT_TEXT, formatted_text


@strawberry.enum(description="How a response came about: written here, or sent by another site.")
class CommentKind(Enum):
    COMMENT = strawberry.enum_value("COMMENT", description="Written on this site.")
    PINGBACK = strawberry.enum_value(
        "PINGBACK", description="A link on another site, reported by that site."
    )
    TRACKBACK = strawberry.enum_value(
        "TRACKBACK", description="A notice and an excerpt sent by another site."
    )
    WEBMENTION = strawberry.enum_value(
        "WEBMENTION", description="A link on another site that was verified."
    )


@strawberry.enum(description="The order of a list of comments; ties are broken by id.")
class CommentOrder(Enum):
    OLDEST = strawberry.enum_value("OLDEST", description="Oldest first.")
    NEWEST = strawberry.enum_value("NEWEST", description="Newest first.")
    MOST_LIKED = strawberry.enum_value("MOST_LIKED", description="Most likes first.")
    LEAST_LIKED = strawberry.enum_value("LEAST_LIKED", description="Fewest likes first.")
    BEST = strawberry.enum_value(
        "BEST",
        description="Many likes and few replies first; the more likes, the surer. Those without "
        "likes come last.",
    )
    WORST = strawberry.enum_value("WORST", description="The reverse of BEST.")
    RELEVANCE = strawberry.enum_value(
        "RELEVANCE",
        description="Best match of `where: { search }` first. Of more than 1,000 matches, 1,000 "
        "are listed. Without `search`, or with it in `or` or `not` alone, the usual order.",
    )


# How good a comment is: of those who reacted to it, the share of those who like it, as low as it
# may be with 95 % certainty (the lower bound of Wilson's interval, z = 1.96). Nobody dislikes here,
# and who only reads is not counted: what can be known of those who did not like it is the replies.
# So ten likes beat one (0.72, 0.21), and ten that came with ten replies (0.30); without likes it is
# 0. In billionths, as whole numbers fit in cursors. Indexes have the same expression (migration
# best_comments).
_LIKES, _REPLIES = "t.like_count::double precision", "t.counted_replies::double precision"
BEST = (
    f"round(1e9 * ({_LIKES} + 1.9208 - 1.96 * sqrt({_LIKES} * {_REPLIES}"
    f" / greatest({_LIKES} + {_REPLIES}, 1) + 0.9604)) / ({_LIKES} + {_REPLIES} + 3.8416))::bigint"
)

# The name of an order is part of every cursor: renaming one invalidates the cursors of clients. A
# new order needs an index for each list that it sorts: one of the whole table, and one that begins
# with entry_id for the lists below a post or page.
ORDERS = {
    CommentOrder.OLDEST: Order("comment/oldest", (Key("published_at", "timestamptz"),)),
    CommentOrder.NEWEST: Order(
        "comment/newest", (Key("published_at", "timestamptz"),), descending=True
    ),
    CommentOrder.MOST_LIKED: Order(
        "comment/liked", (Key("like_count", "bigint"),), descending=True, mark="liked"
    ),
    CommentOrder.LEAST_LIKED: Order(
        "comment/least-liked", (Key("like_count", "bigint"),), mark="liked"
    ),
    CommentOrder.BEST: Order(
        "comment/best", (Key("best", "bigint", BEST),), descending=True, mark="liked"
    ),
    CommentOrder.WORST: Order("comment/worst", (Key("best", "bigint", BEST),), mark="liked"),
    CommentOrder.RELEVANCE: engine.by_relevance("comment", "published_at"),
}


@strawberry.input(one_of=True, description="Selects one comment. Provide exactly one field.")
class CommentBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key(
        "By the numeric id in the database, as #comment-7 has it."
    )


@strawberry.input(description="Conditions for comments. All that are given must match.")
class CommentWhere:
    comment: IdFilter | None = engine.is_node(
        "Comment", description="One of these comments, or none of them."
    )
    on: IdFilter | None = engine.refers_to(
        "entry_id", "Post", "Page", description="On one of these posts or pages."
    )
    parent: IdFilter | None = engine.refers_to(
        "parent_id", "Comment", description="A direct reply to one of these comments."
    )
    author: NodeFilter | None = engine.refers_to(
        "author_id",
        "Author",
        description="By one of these authors.",
        view="author",
        normalise=typed_slug,
    )
    kind: ValueFilter[CommentKind] | None = engine.one_of("kind", "Of one of these kinds.")
    status: ValueFilter[CommentStatus] | None = engine.one_of(
        "status",
        "In one of these states. Default: those that are visible on the page. Anonymous viewers "
        "get no others, whatever they request.",
        # a filter on status reads all comments the viewer's database role can see, not only those
        # that are listed on the page (written_comment.is_listed: the views written_* in schema
        # quire are what signed-in viewers and editors read on top of the public ones)
        lists_all=True,
    )
    roots_only: bool | None = engine.is_null("parent_id", "True: only root comments, no replies.")
    published: DateRange | None = engine.in_range("published_at", "Published in this time range.")
    search: str | None = engine.matches_search(
        "comment",
        "search",
        "Containing these words, as in `search`. Of more than 10,000 matches, 10,000 are listed; "
        "of words that very many comments have, matches among the newest 20,000.",
        time="published_at",
        tags=ALL_TEXTS,
        seconds=SECONDS_OF_COMMENT_SEARCHES,
    )
    or_: list[CommentWhere] | None = engine.any_branch()
    not_: CommentWhere | None = engine.no_match(of_states=True)


@strawberry.type(description="Where a mention came from.")
class MentionSource:
    url: URL = strawberry.field(description="The URL of the page that mentions this one.")
    title: str | None = strawberry.field(description="The title of that page.")
    site_name: str | None = strawberry.field(description="The name of that site.")
    verified_at: datetime | None = strawberry.field(
        description="When the link on that page was last verified."
    )


def source(
    url: str | None, title: str | None, site_name: str | None, verified_at: datetime | None
) -> MentionSource | None:
    """Where a pingback, trackback or webmention came from; null for a comment written here."""
    if url is None:
        return None
    return MentionSource(url=URL(url), title=title, site_name=site_name, verified_at=verified_at)


def updated_at(written_at: Moment, changed_at: Moment | None) -> Moment:
    """When its text was last changed; when it was written, if that was never."""
    return changed_at or written_at


def is_edited(changed_at: Moment | None, is_deleted: bool) -> bool:
    """Whether its text was changed after it was written."""
    return changed_at is not None and not is_deleted


# A guest has no row of their own: where author_id is null, the columns of the comment make one.
_GUEST = EmbeddedRecord(
    "GUEST",
    instead_of="AUTHOR",
    columns={
        "name": "guest_name",
        "url": "guest_url",
        "avatar_key": "guest_avatar_key",
        "created_at": "published_at",
    },
)


async def private(context: Context, ids: list[int]) -> list[CommentPrivate | None]:
    """Private details of who wrote it, for moderators. Null for others, and where none were
    stored."""
    return await read_private(context, ids)


async def moderation_log(context: Context, ids: list[int]) -> list[list[ModerationEntry] | None]:
    """The moderation decisions about it, oldest first, for moderators. Null for others."""
    return await read_log(context, ids)


@engine.record_type(
    "comment",
    where=CommentWhere,
    orders=ORDERS,
    listed=True,
    finds_page=True,
    tags=RecordTags("comment", "comments", within=("entry_kind", "entry_id")),
)
class Comment(Node, Resource):
    """A response to a post or page: a comment written here, or a mention on another site."""

    database_id: int = engine.column("The numeric id of the comment in the database.")
    # lazy: the view composes them from the path of the entry, one subselect a comment
    uri: str = engine.column(
        "The path of its page, with a fragment that leads to the comment.", lazy=True
    )
    link: URL = engine.column(
        "The full URL of its page, with a fragment that leads to the comment.", lazy=True
    )
    kind: CommentKind = engine.column("The kind of response.")
    # not `status`, which is that of posts and pages: GraphQL allows no two types of one name side
    # by side, and of the two, templates select that of posts, only moderators select this one
    moderation_status: CommentStatus = engine.column("The moderation status.", of="status")
    number: int | None = engine.column(
        "Its position, 1 … n, among the visible responses to the same post or page, oldest "
        "first. Null while it is not public."
    )
    content: str = formatted_text(
        "content", "The text. Empty if the comment was deleted.", size=SHORT_TEXT
    )
    published_at: datetime | None = engine.column(
        "When it was published. Null while readers do not see it.", of="shown_at"
    )
    created_at: datetime = engine.column("When it was written.", of="published_at")
    updated_at: datetime = engine.computed(updated_at, "published_at", "updated_at")
    is_edited: bool = engine.computed(is_edited, "updated_at", "is_deleted")
    is_deleted: bool = engine.column(
        "Whether it was deleted and is only a placeholder above its replies."
    )
    # not nullable, though author_id is: a comment without an author shows a Guest
    author: Commenter = engine.to_one("author_id", "Who wrote it.", otherwise=_GUEST)
    commented_on: Commentable = engine.to_one(
        "entry_id", "The post or page it responds to.", kind="entry_kind"
    )
    parent: Comment | None = engine.to_one(
        "parent_id", "The comment it replies to; null for a root comment."
    )
    ancestors: list[Comment] = engine.ancestors(
        "The comments above it in its thread, from the root down."
    )
    depth: int = engine.column(
        "The number of comments above it in its thread; a root comment has 0."
    )
    reply_count: int = engine.column("The number of its visible direct replies.")
    descendant_count: int = engine.column("The number of visible comments below it, at any depth.")
    replies: Connection[Comment] = engine.connection(
        "Its direct replies.",
        by="parent_id",
        order="OLDEST",
        filtered=True,
        total="reply_count",
        tags=ListTags.BY_PARENT,
    )
    source: MentionSource | None = engine.computed(
        source,
        "source_url",
        "source_title",
        "source_site_name",
        "source_verified_at",
    )
    like_count: int = engine.column("The number of likes.")
    viewer_has_liked: bool = engine.batched(likes_comments, description=VIEWER_HAS_LIKED, tags=())
    meta: list[Meta] = engine.batched(meta_of_comments, description=META, reads=META_READS, tags=())
    private: CommentPrivate | None = engine.batched(private, tags=())
    moderation_log: list[ModerationEntry] | None = engine.batched(moderation_log, tags=())


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Commenter
from gql.types.commentable import Commentable
from gql.types.moderation import CommentPrivate, ModerationEntry, read_log, read_private
