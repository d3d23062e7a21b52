"""What every mutation is declared with: the decorator, its context and its argument."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry

from gql.mutations.mutation_context import MutationContext

Run = Callable[[MutationContext, Any], Awaitable[Any]]
"""What a root field does with its input: it returns the payload."""
Info = strawberry.Info[MutationContext, None]
INPUT = strawberry.argument(description="The input of the mutation.")


def mutation(resolver: Callable[..., Any]) -> Any:
    """Declare a root field: its name is that of the resolver, its description the docstring."""
    # Strawberry does not read docstrings by itself
    description = " ".join((resolver.__doc__ or "").split())
    return strawberry.mutation(resolver, description=description)


def mutation_of(name: str, input: type, payload: type, run: Run, description: str) -> Any:
    """Declare the root field `name`, in snake case, where several share a function.

    `input` and `payload` are its classes.
    """

    async def resolve(info: Info, input: Any) -> Any:
        return await run(info.context, input)

    # Strawberry takes the name of the field and the types of its argument and its result from the
    # resolver; as annotations they would be the same for every field declared here.
    resolve.__name__ = name
    resolve.__annotations__ = {
        "info": Info,
        "input": Annotated[input, INPUT],
        "return": payload,
    }
    return strawberry.mutation(resolve, description=description)
