"""What readers can answer to: posts and pages."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.engine import Connection
from gql.types.scalars import URL


@strawberry.type(description="How many responses there are, by kind. Visible ones only.")
class CommentCounts:
    total: int = engine.column("All responses.", of="response_count")
    comments: int = engine.column("What people wrote.", of="comment_count")
    mentions: int = engine.column("Pingbacks, trackbacks and webmentions.", of="mention_count")


@strawberry.interface(description="What readers can answer to: a post, or a page that allows it.")
class Commentable:
    id: strawberry.ID = engine.global_id(
        "Opaque and unique over all types. Give it to `node` to fetch this again."
    )
    uri: str = engine.column("The path of its page, from the root of the site.")
    link: URL = engine.column("The full address of its page.")
    title: str = engine.column("The title, as plain text.")
    comments_open: bool = engine.column("Whether readers may answer.")
    comment_counts: CommentCounts = engine.part(
        "How many responses it has, by kind.", "response_count", "comment_count", "mention_count"
    )
    comments: Connection[Comment] = engine.connection(
        "All responses as one list.",
        by="entry_id",
        order="OLDEST",
        filtered=True,
        total="response_count",
    )
    discussion: DiscussionConnection = engine.threads(
        "Whole threads in reading order: first and after count roots.",
        kind="COMMENT",
        by="entry_id",
        order="OLDEST",
        replies="OLDEST",
        total="response_count",
        counted="number",
    )


from gql.types.comment import Comment
from gql.types.discussion import DiscussionConnection
