"""User errors: refusals of an input as data of the payload, not as errors of the operation."""

from __future__ import annotations

import strawberry

from gql.errors import Refused, shorten


@strawberry.interface(description="Something about an input that a person can correct.")
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


def input_problem(refused: Refused, *field: str) -> InputProblem:
    """The user error for a refusal, about the field that it names itself, or else about `field`."""
    # an unexpected error is no Refused: it ends up in "errors" of the response, without details
    named = refused.extensions.get("field")
    path = named if isinstance(named, list) else list(field)
    after = refused.extensions.get("retryAfter")
    return InputProblem(
        code=refused.code,
        message=shorten(refused.message),
        field=path or None,
        retry_after=after if isinstance(after, int) else None,
    )
