"""Deciding about comments, and taking that back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from gql import engine
from gql.content.comments import moderate as rules
from gql.content.comments.moderate import Decided, Outcome
from gql.content.draft import CommentStatus as Status
from gql.engine import Context
from gql.engine.global_id import decode_id, encode_id
from gql.errors import NotThere, Refused, short
from gql.mutations.mutation_context import WritingContext
from gql.mutations.user_error import Info, Input, InputProblem, problem
from gql.types.comment import Comment
from gql.types.statuses import CommentStatus


@strawberry.input(description="What a moderator decides.")
class ModerateCommentsInput:
    ids: list[strawberry.ID] = strawberry.field(description="Global ids of comments, 100 at most.")
    status: CommentStatus = strawberry.field(description="What they are from now on.")
    reason: str | None = strawberry.field(
        default=None, description="Why, for other moderators; 1,000 characters at most."
    )
    as_of: datetime | None = strawberry.field(
        default=None,
        description="When the comments were read: what its writer has changed since is left as it "
        "is, with CONFLICT. Without it, nothing keeps a new text from being approved unread.",
    )


@strawberry.input(description="What is taken back.")
class UndoModerationInput:
    batch: strawberry.ID = strawberry.field(description="What moderateComments answered.")


@strawberry.type(description="What came of one comment.")
class ModerationResult:
    id: strawberry.ID = strawberry.field(description="The id that was given.")
    comment: Comment | None = engine.to_one("comment_id", "The comment; null if there is none.")
    was: CommentStatus | None = strawberry.field(description="What it was before.")
    became: CommentStatus | None = strawberry.field(description="What it is now.")
    problem: InputProblem | None = strawberry.field(
        description="Why nothing was done about it; null where it was done."
    )


async def _ids(context: Context, keys: Sequence[tuple[tuple[int, ...]]]) -> list[list[int]]:
    return [list(ids) for (ids,) in keys]


@strawberry.type(description="What was decided: about each comment by itself.")
class ModerateCommentsPayload:
    comments: list[Comment] = engine.batched(
        _ids, "comment_ids", description="Those that are there, in order.", of_ids=True
    )
    results: list[ModerationResult] = strawberry.field(
        description="What came of each id that was given, in order."
    )
    batch: strawberry.ID | None = strawberry.field(
        description="For undoModeration. Null where nothing has changed."
    )
    user_errors: list[InputProblem] = strawberry.field(
        description="UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT, LIMIT_EXCEEDED, or NOT_FOUND and "
        "CONFLICT about single comments: the others are done all the same."
    )


async def moderate_comments(
    info: Info, input: Annotated[ModerateCommentsInput, Input]
) -> ModerateCommentsPayload:
    context = info.context
    given = list(dict.fromkeys(input.ids))
    keys = {id: found[1] for id in given if (found := decode_id(id)) and found[0] == "Comment"}
    status = Status[input.status.name]
    try:
        async with context.database.transaction() as connection:
            outcome = await rules.moderate(
                connection,
                context.viewer,
                list(keys.values()),
                status,
                input.reason,
                input.as_of,
            )
    except Refused as refused:
        return _refused(
            problem(refused, "ids") if refused.code == "LIMIT_EXCEEDED" else problem(refused)
        )
    decided = {one.comment_id: one for one in outcome.decided}
    missing = Decided(0, problem=NotThere())
    return _payload(context, outcome, {id: decided.get(keys.get(id, 0), missing) for id in given})


async def undo_moderation(
    info: Info, input: Annotated[UndoModerationInput, Input]
) -> ModerateCommentsPayload:
    context = info.context
    try:
        async with context.database.transaction() as connection:
            outcome = await rules.undo(connection, context.viewer, _batch(input.batch))
    except Refused as refused:
        return _refused(problem(refused))
    return _payload(
        context, outcome, {encode_id("Comment", one.comment_id): one for one in outcome.decided}
    )


def _batch(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotThere(field=["batch"]) from None


def _payload(
    context: WritingContext, outcome: Outcome, by_id: dict[str, Decided]
) -> ModerateCommentsPayload:
    context.show()
    there = [one.comment_id for one in by_id.values() if one.was or one.problem is None]
    told = [_told(one.problem, id, at) for at, (id, one) in enumerate(by_id.items()) if one.problem]
    return engine.instance(
        ModerateCommentsPayload,
        {
            "comment_ids": tuple(there),
            "results": [_result(id, one) for id, one in by_id.items()],
            "batch": outcome.batch and strawberry.ID(str(outcome.batch)),
            "user_errors": told,
        },
    )


def _result(id: str, one: Decided) -> ModerationResult:
    return engine.instance(
        ModerationResult,
        {
            "id": id,
            "comment_id": one.comment_id or None,
            "was": one.was and CommentStatus[one.was],
            "became": one.became and CommentStatus[one.became],
            "problem": problem(one.problem) if one.problem else None,
        },
    )


def _told(refused: Refused, id: str, at: int) -> InputProblem:
    """About one comment of many, by its id."""
    return InputProblem(
        code=refused.code, message=short(f"{id}: {refused.message}"), field=["ids", str(at)]
    )


def _refused(found: InputProblem) -> ModerateCommentsPayload:
    values = {"comment_ids": (), "results": [], "batch": None, "user_errors": [found]}
    return engine.instance(ModerateCommentsPayload, values)
