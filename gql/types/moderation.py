"""What only those see who moderate."""

from __future__ import annotations

from datetime import datetime

import strawberry

from gql import engine
from gql.content.permission import Act, may
from gql.engine import Context
from gql.errors import Forbidden
from gql.sql import moderation as statements
from gql.types.statuses import CommentStatus


@strawberry.type(description="Who wrote a comment, as only those see who moderate.")
class CommentPrivate:
    email: str | None = strawberry.field(description="The e-mail address that a guest has left.")
    network_address: str | None = strawberry.field(description="Where on the network it came from.")
    user_agent: str | None = strawberry.field(description="What sent it, as it named itself.")
    held_for: str | None = strawberry.field(
        description="Why it was held or taken for spam. It stays when the comment is approved."
    )


@strawberry.type(description="What somebody decided about a comment.")
class ModerationEntry:
    was: CommentStatus = strawberry.field(description="What the comment was before.")
    became: CommentStatus = strawberry.field(description="What it was from then on.")
    reason: str | None = strawberry.field(description="Why, if they said so.")
    moderator: Author | None = engine.to_one("moderator_id", "Who decided; null for a machine.")
    machine: str | None = strawberry.field(
        description="The name of the token with which a machine decided."
    )
    at: datetime = strawberry.field(description="When.")
    is_undone: bool = strawberry.field(description="Whether it was taken back.")
    undone_at: datetime | None = strawberry.field(description="When it was taken back.")
    undone_by: Author | None = engine.to_one(
        "undone_by", "Who took it back; null for a machine, and while it holds."
    )
    undone_by_machine: str | None = strawberry.field(
        description="The name of the token with which a machine took it back."
    )


async def read_private(context: Context, ids: list[int]) -> list[CommentPrivate | None]:
    """Raises Forbidden."""
    _require(context, Act.SEE_COMMENTERS)
    found = await statements.private(context.db, ids)
    return [CommentPrivate(**found[id]) if id in found else None for id in ids]


async def read_log(context: Context, ids: list[int]) -> list[list[ModerationEntry]]:
    """Raises Forbidden."""
    _require(context, Act.MODERATE)
    found = await statements.log(context.db, ids)
    return [[_entry(record) for record in found.get(id, ())] for id in ids]


def _require(context: Context, act: Act) -> None:
    """Whoever asks otherwise is told the same, and nothing of the comment."""
    if not may(context.viewer, act):
        raise Forbidden("Only those see this who moderate comments.")


def _entry(record: dict[str, object]) -> ModerationEntry:
    was, became = CommentStatus(record["was"]), CommentStatus(record["became"])
    return engine.instance(ModerationEntry, {**record, "was": was, "became": became})


from gql.types.author import Author
