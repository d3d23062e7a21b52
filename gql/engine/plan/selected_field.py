"""A field as an operation selects it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails

from gql.engine.declare.declaration import DECLARATION, Declaration


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field of the schema with all of its nodes in the document, which merge into one value."""

    parent: GraphQLObjectType
    definition: GraphQLField
    nodes: list[FieldDetails]

    @property
    def name(self) -> str:
        """Its name in the schema, not the alias."""
        return self.nodes[0].node.name.value

    @property
    def coordinate(self) -> str:
        """Its type and name, as in Post.title."""
        return f"{self.parent.name}.{self.name}"

    @property
    def strawberry_field(self) -> Any:
        # Strawberry keeps its field in the extensions of the graphql-core field
        return self.definition.extensions["strawberry-definition"]

    @property
    def declaration(self) -> Declaration | None:
        """What the type declares for it; None for a plain Strawberry field."""
        declared: Declaration | None = self.strawberry_field.metadata.get(DECLARATION)
        return declared
