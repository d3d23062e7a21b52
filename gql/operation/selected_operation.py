"""Selects the operation of a document that a request names, and coerces its variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
)
from graphql.execution.values import VariableValues, get_variable_values

from gql.errors import NotAllowedByGet
from gql.operation.error_response import RequestError

STRING_TYPES = {"String", "ID"}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a valid document.

    `string_variables`: the names of its variables if all are of type String or ID and none has a
    default; else None.
    """

    node: OperationDefinitionNode
    string_variables: tuple[str, ...] | None

    @classmethod
    def from_node(cls, node: OperationDefinitionNode) -> Operation:
        """Look at the types of the variables, once per document."""
        names = []
        for definition in node.variable_definitions or ():
            type_: Any = definition.type
            if isinstance(type_, NonNullTypeNode):
                type_ = type_.type
            is_string = isinstance(type_, NamedTypeNode) and type_.name.value in STRING_TYPES
            if not is_string or definition.default_value:
                return cls(node, None)
            names.append(definition.variable.name.value)
        return cls(node, tuple(names))

    def coerce_variables(
        self,
        schema: GraphQLSchema,
        values: dict[str, Any],
        *,
        max_errors: int,
        hide_suggestions: bool,
    ) -> VariableValues:
        """Coerce the values of a request. Raises RequestError with at most `max_errors` errors."""
        if self.string_variables is not None and (plain := self._plain_strings(values)) is not None:
            return VariableValues({}, plain)
        coerced = get_variable_values(
            schema,
            self.node.variable_definitions or (),
            values,
            max_errors=max_errors,
            hide_suggestions=hide_suggestions,
        )
        if isinstance(coerced, list):  # of GraphQLErrors
            raise RequestError(coerced, "BAD_USER_INPUT")
        return coerced

    def _plain_strings(self, values: dict[str, Any]) -> dict[str, Any] | None:
        """Return the values of the variables if all are strings, else None.

        Strings need no coercion, and graphql-core's general way takes ten times as long (measured).
        """
        plain = {}
        for name in self.string_variables or ():
            value = plain[name] = values.get(name)
            if type(value) is not str:
                return None
        return plain


def select_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation of that name, or the only one for None. Raises RequestError.

    GraphQL specification, section 6.1: GetOperation.
    """
    if operation := get_operation_ast(document, name):
        return operation
    raise RequestError(
        [GraphQLError(_describe_no_operation(document, name))], "OPERATION_RESOLUTION_FAILURE"
    )


def check_operation_type(operation: OperationDefinitionNode, allow_mutation: bool) -> None:
    """Refuse mutations where not allowed, and subscriptions always.

    Raises NotAllowedByGet (GraphQL over HTTP: a GET must be safe) and RequestError.
    """
    if operation.operation is OperationType.MUTATION and not allow_mutation:
        raise NotAllowedByGet
    if operation.operation is OperationType.SUBSCRIPTION:
        problem = GraphQLError("Subscriptions are not answered over HTTP.", operation)
        raise RequestError([problem], "OPERATION_RESOLUTION_FAILURE")


def _describe_no_operation(document: DocumentNode, name: str | None) -> str:
    if name is not None:
        return f"The document has no operation named {name!r}."
    if any(isinstance(node, OperationDefinitionNode) for node in document.definitions):
        return "The document has several operations. Say which in operationName."
    return "The document has no operation."
