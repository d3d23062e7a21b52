"""What is told to a person about an input: as data, not as an error of the operation."""

from __future__ import annotations

import strawberry

from gql.errors import Refused, short
from gql.mutations.mutation_context import WritingContext

Info = strawberry.Info[WritingContext, None]
Input = strawberry.argument(description="What is given.")


@strawberry.interface(description="Something about an input that a person can mend.")
class UserError:
    code: str = strawberry.field(description="A stable word for programs.")
    message: str = strawberry.field(description="A sentence for people.")
    field: list[str] | None = strawberry.field(
        description="The path of the input field that it is about, if it is about one."
    )


@strawberry.type(description="A problem with the input, and with nothing else.")
class InputProblem(UserError):
    retry_after: int | None = strawberry.field(
        default=None,
        description="Of RATE_LIMITED: in how many seconds it may be tried again.",
    )


def problem(refused: Refused, *field: str) -> InputProblem:
    """What was refused, told of an input field: the one that it names itself, or this one."""
    named = refused.extensions.get("field")
    path = named if isinstance(named, list) else list(field)
    after = refused.extensions.get("retryAfter")
    return InputProblem(
        code=refused.code,
        message=short(refused.message),
        field=path or None,
        retry_after=after if isinstance(after, int) else None,
    )
