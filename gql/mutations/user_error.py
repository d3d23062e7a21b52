"""User errors: refusals of an input as data of the payload, not as errors of the operation.

Each payload has a type of its own for them, with an enum of all codes that its mutations can
answer: a client's `switch` over them is exhaustive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import strawberry

from gql.errors import Refused, shorten

Refusals = Iterable[type[Refused]]


@strawberry.interface(description="Something about an input that a person can correct.")
class UserError:
    message: str = strawberry.field(description="A sentence for people.")
    field: list[str] | None = strawberry.field(
        description="The path of the input field that it is about, if it is about one."
    )
    retry_after: int | None = strawberry.field(
        description="Of RATE_LIMITED: in how many seconds it may be tried again."
    )


@dataclass(frozen=True, slots=True)
class InputProblem:
    """A refusal as it is shown in any payload, whose error type has these fields."""

    code: str
    message: str
    field: list[str] | None = None
    retry_after: int | None = None


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


def error_type(name: str, refusals: Refusals) -> Any:
    """The type `nameError` with an enum `nameErrorCode` of the codes of these refusals.

    Its values are InputProblem. A code that is not among them is an unexpected error: what a rule
    can raise is declared beside the rule.
    """
    by_code = {refused.code: refused for refused in refusals}
    members = {
        code: strawberry.enum_value(code, description=by_code[code].default_message)
        for code in sorted(by_code)
    }
    codes: Any = Enum(f"{name}ErrorCode", members)  # type: ignore[misc]
    strawberry.enum(codes, description=f"Why an input is refused, in {name}Payload.")

    def code(self: InputProblem) -> Any:
        return codes[self.code]

    code.__annotations__["return"] = codes
    body = {
        "code": strawberry.field(resolver=code, description="What is wrong, for programs."),
        # what a rule refuses knows of no GraphQL type
        "is_type_of": classmethod(lambda cls, value, info: isinstance(value, InputProblem)),
    }
    cls = type(f"{name}Error", (UserError,), body)
    return strawberry.type(cls, description=f"A problem with the input, in {name}Payload.")
