"""Payload: the fields that the payload of every mutation has, and how a payload is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

import strawberry

from gql import engine
from gql.mutations.user_error import InputProblem
from gql.types.query import Query

T = TypeVar("T", bound="Payload")


def _query() -> Query:
    # it has no state: its fields read by the context
    return engine.instance(Query, {})


@strawberry.type
class Payload:
    """The base of all payloads: a client reads anything anew in the same request."""

    query: Query = strawberry.field(
        resolver=_query, description="All that can be read, as it is after the mutation."
    )
    if TYPE_CHECKING:  # each payload has it with a type of its own, see `payload`
        user_errors: list[InputProblem] = strawberry.field(default_factory=list)


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def payload(*, description: str, errors: type) -> Callable[[type[T]], type[T]]:
    """Decorate the class of a payload: its `userErrors` are of the type `errors`, which
    `error_type` has made. In Python they are InputProblem."""

    def decorate(cls: type[T]) -> type[T]:
        of_errors: Any = list[errors]  # type: ignore[valid-type]
        cls.__annotations__["user_errors"] = of_errors
        cls.user_errors = strawberry.field(
            default_factory=list, description="Why it was refused; empty where it worked."
        )
        return strawberry.type(cls, description=description)

    return decorate
