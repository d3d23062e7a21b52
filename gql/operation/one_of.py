"""@oneOf inputs: exactly one field is given, and never as null.

Strawberry keeps the directive to itself and has a rule that knows only the variables of the
operation that was met last, so that a fragment before its operation breaks it. graphql-core has
rules for the types that it is told of; it misses only variables inside a required argument.
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


def tell(schema: GraphQLSchema) -> None:
    """Tells graphql-core which inputs are such."""
    for type_ in schema.type_map.values():
        definition = type_.extensions.get("strawberry-definition")
        if isinstance(type_, GraphQLInputObjectType) and definition:
            type_.is_one_of = definition.is_one_of


class OneOfVariablesRule(ValidationRule):
    """A variable that is the one field given must not be null."""

    def leave_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
        definitions = {d.variable.name.value: d for d in operation.variable_definitions or ()}
        for usage in self.context.get_recursive_variable_usages(operation):
            type_ = get_named_type(usage.parent_type)
            definition = definitions.get(usage.node.name.value)
            if (
                isinstance(type_, GraphQLInputObjectType)
                and type_ is not usage.parent_type
                and type_.is_one_of
                and definition
                and not isinstance(definition.type, NonNullTypeNode)
            ):
                name = usage.node.name.value
                message = f"Variable '${name}' must not be null: it is the one field of '{type_}'."
                self.report_error(GraphQLError(message, [definition, usage.node]))
