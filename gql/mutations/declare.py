"""What every mutation is declared with: the decorator, its context and its argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import strawberry

from gql.mutations.mutation_context import MutationContext

Info = strawberry.Info[MutationContext, None]
INPUT = strawberry.argument(description="The input of the mutation.")


def mutation(resolver: Callable[..., Any]) -> Any:
    """Declare a root field: its name is that of the resolver, its description the docstring."""
    # Strawberry does not read docstrings by itself
    description = " ".join((resolver.__doc__ or "").split())
    return strawberry.mutation(resolver, description=description)
