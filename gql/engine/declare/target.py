"""The types that a field leads to, as its annotation says:

Post, list[Post], Post | None, Connection[Post].
"""

from __future__ import annotations

from typing import Any

from strawberry.types.base import StrawberryContainer


def targets(field: Any) -> tuple[type, ...]:
    """Resolved when it is first asked for:

    neighbours may be imported after the field was declared.
    """
    resolved = field.resolve_type()
    while isinstance(resolved, StrawberryContainer):
        resolved = resolved.of_type
    variables = resolved.__strawberry_definition__.type_var_map
    return (variables["NodeT"],) if variables else (resolved,)
