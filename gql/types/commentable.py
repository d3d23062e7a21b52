"""Commentable: the interface of posts and pages, which readers can comment on."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.engine import Connection, ListTags
from gql.types.scalars import URL


@strawberry.type(description="The number of visible responses, by kind.")
class CommentCounts:
    total: int = engine.column("All responses.", of="response_count")
    comments: int = engine.column("Comments written here.", of="comment_count")
    mentions: int = engine.column("Pingbacks, trackbacks and webmentions.", of="mention_count")


@strawberry.interface(description="Something that readers can comment on: a post or a page.")
class Commentable:
    id: strawberry.ID = engine.global_id(
        "A global id: opaque, unique over all types. Pass it to `node` to fetch this again."
    )
    uri: str = engine.column("The path of its page, from the root of the site.")
    link: URL = engine.column("The full URL of its page.")
    title: str = engine.column("The title, as plain text.")
    comments_open: bool = engine.column("Whether readers may comment.")
    comment_counts: CommentCounts = engine.part(
        "The number of its visible responses, by kind.",
        "response_count",
        "comment_count",
        "mention_count",
    )
    # totals come from columns that triggers maintain, so that no request counts comments
    comments: Connection[Comment] = engine.connection(
        "All responses as one flat list.",
        by="entry_id",
        order="OLDEST",
        filtered=True,
        total="response_count",
        tags=ListTags.OF_PARENT,
    )
    discussion: DiscussionConnection = engine.threads(
        "Whole threads in reading order. Pagination counts root comments.",
        kind="COMMENT",
        by="entry_id",
        order="OLDEST",
        replies="OLDEST",
        total="response_count",
        counted="number",
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.comment import Comment
from gql.types.discussion import DiscussionConnection
