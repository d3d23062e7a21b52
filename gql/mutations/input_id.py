"""Global ids in inputs: of what type they must be."""

from __future__ import annotations

from gql.engine.global_id import decode_id
from gql.errors import BadInput


def id_of(id: str, type_name: str, *field: str) -> int:
    """The key in a global id of this type. Raises BadInput about the input field otherwise."""
    decoded = decode_id(id)
    if not decoded or decoded[0] != type_name:
        raise BadInput(f"This is no id of a {type_name}.", field=list(field))
    return decoded[1]
