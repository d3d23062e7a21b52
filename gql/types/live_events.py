"""What subscriptions tell: an object for each kind of event, all with a position."""

from __future__ import annotations

from enum import Enum

import strawberry

from gql import engine


@strawberry.interface(description="Something that has happened.")
class LiveEvent:
    position: str = strawberry.field(
        description="Where it stands among all that happens. Keep that of the last event, and give "
        "it back as `after` when the connection was lost: what has happened since is told first."
    )


@strawberry.enum(description="What has happened to a comment.")
class CommentChange(Enum):
    APPROVED = strawberry.enum_value(
        "APPROVED", description="A moderator has approved it: everybody sees it."
    )
    HELD = strawberry.enum_value(
        "HELD", description="It is held for moderation again, by a moderator or after an edit."
    )
    EDITED = strawberry.enum_value("EDITED", description="Its text or its meta was edited.")
    DELETED = strawberry.enum_value(
        "DELETED", description="It was deleted, marked as spam or thrown away."
    )
    LIKED = strawberry.enum_value(
        "LIKED", description="Somebody likes it, or does not like it any more."
    )


@strawberry.type(description="A comment has appeared.")
class CommentAdded(LiveEvent):
    comment: Comment | None = engine.to_one(
        "comment_id", "The comment. Null where it is gone by the time that it is read."
    )


@strawberry.type(description="Something has happened to a comment.")
class CommentChanged(LiveEvent):
    change: CommentChange = strawberry.field(description="What has happened.")
    comment_id: strawberry.ID = strawberry.field(description="The global id of the comment.")
    comment: Comment | None = engine.to_one(
        "seen_id", "The comment as it is now. Null for those who do not see it any more."
    )


@strawberry.type(description="A comment waits for a moderator.")
class CommentHeld(LiveEvent):
    comment: Comment | None = engine.to_one(
        "comment_id", "The comment. Null where it is gone by the time that it is read."
    )


@strawberry.type(description="A post has appeared.")
class PostPublished(LiveEvent):
    post: Post | None = engine.to_one(
        "post_id", "The post. Null where it is gone by the time that it is read."
    )


@strawberry.type(description="Some nodes read differently now: fetch them again.")
class NodesChanged(LiveEvent):
    nodes: list[strawberry.ID] = strawberry.field(
        description="The global ids of those that have changed, of the ones asked for."
    )
    tags: list[str] = strawberry.field(
        description="What of them: `post:12` is the post itself, `comments of post:12` the "
        "comments on it, `comments:liked of post:12` their order by likes, and `everything` all "
        "that there is."
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.comment import Comment
from gql.types.post import Post
