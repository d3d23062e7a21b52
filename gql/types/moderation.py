"""CommentPrivate and ModerationEntry: details of comments that only moderators see."""

from __future__ import annotations

from datetime import datetime

import strawberry

from gql import engine
from gql.content.permission import Action, is_allowed
from gql.engine import Context
from gql.sql import moderation as moderation_sql
from gql.types.statuses import CommentStatus


@strawberry.type(description="Private details of who wrote a comment. For moderators only.")
class CommentPrivate:
    email: str | None = strawberry.field(description="The e-mail address that a guest entered.")
    network_address: str | None = strawberry.field(description="The IP address it was sent from.")
    user_agent: str | None = strawberry.field(description="The User-Agent header it was sent with.")
    held_for: str | None = strawberry.field(
        description="Why it was held or marked as spam. Kept when the comment is approved."
    )


@strawberry.type(description="One moderation decision about a comment.")
class ModerationEntry:
    was: CommentStatus = strawberry.field(description="The status before the decision.")
    became: CommentStatus = strawberry.field(description="The status that was set.")
    reason: str | None = strawberry.field(description="The reason, if one was given.")
    moderator: Author | None = engine.to_one("moderator_id", "Who decided; null for an API token.")
    machine: str | None = strawberry.field(
        description="The name of the API token that decided; null for a person."
    )
    at: datetime = strawberry.field(description="When it was decided.")
    is_undone: bool = strawberry.field(description="Whether the decision was undone.")
    undone_at: datetime | None = strawberry.field(
        description="When it was undone; null if it was not."
    )
    undone_by: Author | None = engine.to_one(
        "undone_by", "Who undid it; null for an API token, or if it was not undone."
    )
    undone_by_machine: str | None = strawberry.field(
        description="The name of the API token that undid it; null for a person."
    )


async def read_private(context: Context, ids: list[int]) -> list[CommentPrivate | None]:
    """Private details per comment; None where there are none, and for others than moderators."""
    # the views are of the role of editors alone: under any other the statement would fail
    if not is_allowed(context.viewer, Action.SEE_COMMENTERS):
        return [None] * len(ids)
    by_comment = await moderation_sql.private_details(context.db, ids)
    return [CommentPrivate(**by_comment[id]) if id in by_comment else None for id in ids]


async def read_log(context: Context, ids: list[int]) -> list[list[ModerationEntry] | None]:
    """The moderation log per comment, oldest decision first; None for others than moderators."""
    if not is_allowed(context.viewer, Action.MODERATE):
        return [None] * len(ids)
    by_comment = await moderation_sql.moderation_log(context.db, ids)
    return [[_to_entry(record) for record in by_comment.get(id, ())] for id in ids]


def _to_entry(record: dict[str, object]) -> ModerationEntry:
    was, became = CommentStatus(record["was"]), CommentStatus(record["became"])
    return engine.instance(ModerationEntry, {**record, "was": was, "became": became})


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
