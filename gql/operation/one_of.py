"""Validates @oneOf inputs: exactly one field has a value, and that is never null.

Strawberry does not mark its @oneOf types for graphql-core, and its own rule knows only the
variables of the operation visited last, so a fragment that stands before its operation breaks it.
graphql-core's rules work once the types are marked, except for variables in a required argument.
"""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    ValidationRule,
    get_named_type,
)


def mark_one_of_inputs(schema: GraphQLSchema) -> None:
    """Set graphql-core's `is_one_of` on the input types that Strawberry declares as @oneOf."""
    for type_ in schema.type_map.values():
        definition = type_.extensions.get("strawberry-definition")
        if isinstance(type_, GraphQLInputObjectType) and definition:
            type_.is_one_of = definition.is_one_of


class OneOfVariablesRule(ValidationRule):
    """A nullable variable must not be the one field of a @oneOf input (specification, 5.8.5)."""

    def leave_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
        definitions = {d.variable.name.value: d for d in operation.variable_definitions or ()}
        for usage in self.context.get_recursive_variable_usages(operation):
            type_ = get_named_type(usage.parent_type)
            definition = definitions.get(usage.node.name.value)
            if (
                isinstance(type_, GraphQLInputObjectType)
                # without NonNull around it graphql-core's own rule reports the same
                and type_ is not usage.parent_type
                and type_.is_one_of
                and definition
                and not isinstance(definition.type, NonNullTypeNode)
            ):
                name = usage.node.name.value
                message = f"Variable '${name}' must not be null: it is the one field of '{type_}'."
                self.report_error(GraphQLError(message, [definition, usage.node]))
