"""The inputs, the payload and the mutations of moderation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from gql import engine
from gql.content.comments import moderate as rules
from gql.content.comments.moderate import BatchOutcome, CommentOutcome
from gql.content.draft import CommentStatus as Status
from gql.engine import Context
from gql.engine.global_id import encode_id, key_of
from gql.errors import BadInput, RecordNotFound, Refused, shorten
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.mutation_context import MutationContext
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import at_most, check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.types.comment import Comment
from gql.types.statuses import CommentStatus


@strawberry.input(description="What a moderator decides.")
class ModerateCommentsInput:
    # the rule of 100 answers with another code
    ids: list[strawberry.ID] = strawberry.field(
        description="Global ids of comments, 100 at most.", metadata=at_most(items=1_000)
    )
    status: CommentStatus = strawberry.field(description="What they are from now on.")
    reason: str | None = strawberry.field(
        default=None,
        description="Why, for other moderators; 1,000 characters at most.",
        metadata=at_most(rules.MAX_REASON_LENGTH),
    )
    as_of: datetime | None = strawberry.field(
        default=None,
        description="When the comments were read: one that its author has changed since stays "
        "as it is, with CONFLICT. Without it, a new text may be approved unread.",
    )


@strawberry.input(description="The call of `moderateComments` to undo.")
class UndoModerationInput:
    batch: strawberry.ID = strawberry.field(description="What moderateComments answered.")


if TYPE_CHECKING:
    ModerateCommentsError = InputProblem
else:
    ModerateCommentsError = error_type("ModerateComments", (BadInput, *rules.MODERATE_REFUSALS))


@strawberry.type(description="What came of one comment.")
class ModerationResult:
    # not `id`: caches of clients would take the result for the comment itself
    comment_id: strawberry.ID = strawberry.field(description="The id that was given.")
    comment: Comment | None = engine.to_one("found_id", "The comment; null if there is none.")
    was: CommentStatus | None = strawberry.field(description="What it was before.")
    became: CommentStatus | None = strawberry.field(description="What it is now.")
    problem: ModerateCommentsError | None = strawberry.field(
        description="Why nothing was done about it; null where it was done."
    )


# the ids are known already; engine.batched reads the records, under the role of the viewer
async def _ids(context: Context, keys: Sequence[tuple[tuple[int, ...]]]) -> list[list[int]]:
    return [list(ids) for (ids,) in keys]


@payload(
    description="What was decided: about each comment by itself.", errors=ModerateCommentsError
)
class ModerateCommentsPayload(Payload):
    comments: list[Comment] = engine.batched(
        _ids, "comment_ids", description="Those that are there, in order.", of_ids=True
    )
    results: list[ModerationResult] = strawberry.field(
        description="What came of each id that was given, in order."
    )
    batch: strawberry.ID | None = strawberry.field(
        description="For undoModeration. Null where nothing has changed."
    )


@mutation
async def moderate_comments(
    info: Info, input: Annotated[ModerateCommentsInput, INPUT]
) -> ModerateCommentsPayload:
    """Sets the status of comments, many at once. For editors."""
    context = info.context
    status = Status[input.status.name]
    try:
        check_bounds(input)
        # results are by the ids of the input, also by those that are of no comment
        ids = list(dict.fromkeys(input.ids))
        keys = {id: key for id in ids if (key := key_of(id, "Comment"))}
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
            input_problem(refused, "ids")
            if refused.code == "LIMIT_EXCEEDED"
            else input_problem(refused)
        )
    decided = {one.comment_id: one for one in outcome.results}
    # the same for an id that does not exist and one of another type
    missing = CommentOutcome(0, problem=RecordNotFound())
    return _payload(context, outcome, {id: decided.get(keys.get(id, 0), missing) for id in ids})


@mutation
async def undo_moderation(
    info: Info, input: Annotated[UndoModerationInput, INPUT]
) -> ModerateCommentsPayload:
    """Undoes one call of `moderateComments`, except for comments that were moderated again
    since.
    """
    context = info.context
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            outcome = await rules.undo(connection, context.viewer, _batch(input.batch))
    except Refused as refused:
        return _refused(input_problem(refused))
    return _payload(
        context, outcome, {encode_id("Comment", one.comment_id): one for one in outcome.results}
    )


def _batch(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:  # an ID of GraphQL may be any string
        raise RecordNotFound(field=["batch"]) from None


def _payload(
    context: MutationContext, outcome: BatchOutcome, by_id: dict[str, CommentOutcome]
) -> ModerateCommentsPayload:
    context.read_own_changes()
    there = [one.comment_id for one in by_id.values() if one.was or one.problem is None]
    problems = [
        _problem_of(one.problem, id, at)
        for at, (id, one) in enumerate(by_id.items())
        if one.problem
    ]
    return engine.instance(
        ModerateCommentsPayload,
        {
            "comment_ids": tuple(there),
            "results": [_result(id, one) for id, one in by_id.items()],
            "batch": outcome.batch and strawberry.ID(str(outcome.batch)),
            "user_errors": problems,
        },
    )


def _result(id: str, one: CommentOutcome) -> ModerationResult:
    return engine.instance(
        ModerationResult,
        {
            "comment_id": id,
            "found_id": one.comment_id or None,
            "was": one.was and CommentStatus[one.was],
            "became": one.became and CommentStatus[one.became],
            "problem": input_problem(one.problem) if one.problem else None,
        },
    )


def _problem_of(refused: Refused, id: str, at: int) -> InputProblem:
    """The user error about one comment of many; its message begins with the id."""
    return InputProblem(
        code=refused.code, message=shorten(f"{id}: {refused.message}"), field=["ids", str(at)]
    )


def _refused(problem: InputProblem) -> ModerateCommentsPayload:
    """The payload of a mutation that was refused as a whole."""
    values = {"comment_ids": (), "results": [], "batch": None, "user_errors": [problem]}
    return engine.instance(ModerateCommentsPayload, values)
