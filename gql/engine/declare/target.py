"""The type that a field leads to: Post for Post, list[Post], Post | None and Connection[Post]."""

from __future__ import annotations

from typing import Any

from strawberry.types.base import StrawberryContainer


def targets(field: Any) -> tuple[type, ...]:
    """The node type of a connection, or else the type itself; one element.

    Resolved at the first use, because types import their neighbours at the foot of their files:
    when a field is declared, its target may not exist yet.
    """
    resolved = field.resolve_type()
    while isinstance(resolved, StrawberryContainer):
        resolved = resolved.of_type
    definition = resolved.__strawberry_definition__
    # those of the type itself, or, in a class of its own, of the Connection that it is made from
    variables = definition.type_var_map or definition.specialized_type_var_map
    return (variables["NodeT"],) if variables else (resolved,)
