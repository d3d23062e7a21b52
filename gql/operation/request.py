"""A GraphQL request, independent of the transport."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of GraphQL over HTTP: the document as text, and uncoerced variables.

    `document_id` or `persisted_hash` (Apollo's automatic persisted queries) may stand in place of
    the text, which is empty until gql/documents has found it. `is_stored`: it was found there.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    persisted_hash: str | None = None
    is_stored: bool = False
