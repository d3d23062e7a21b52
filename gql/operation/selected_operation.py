"""Which operation of a document is asked for, and the values of its variables."""

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
from gql.operation.error_response import Rejected

TEXTS = {"String", "ID"}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation; `texts` are its variables where all of them are texts without a default."""

    node: OperationDefinitionNode
    texts: tuple[str, ...] | None

    @classmethod
    def of(cls, node: OperationDefinitionNode) -> Operation:
        names = []
        for definition in node.variable_definitions or ():
            type_: Any = definition.type
            if isinstance(type_, NonNullTypeNode):
                type_ = type_.type
            is_text = isinstance(type_, NamedTypeNode) and type_.name.value in TEXTS
            if not is_text or definition.default_value:
                return cls(node, None)
            names.append(definition.variable.name.value)
        return cls(node, tuple(names))

    def variables(
        self, schema: GraphQLSchema, given: dict[str, Any], *, most: int, hide_suggestions: bool
    ) -> VariableValues:
        """Raises Rejected with the first so many values that cannot be used."""
        if self.texts is not None and (plain := self._texts_of(given)) is not None:
            return VariableValues({}, plain)
        found = get_variable_values(
            schema,
            self.node.variable_definitions or (),
            given,
            max_errors=most,
            hide_suggestions=hide_suggestions,
        )
        if isinstance(found, list):
            raise Rejected(found, "BAD_USER_INPUT")
        return found

    def _texts_of(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """The values, where all are texts; else None. There is nothing to coerce then: what
        graphql-core does for any type takes ten times as long."""
        plain = {}
        for name in self.texts or ():
            value = plain[name] = given.get(name)
            if type(value) is not str:
                return None
        return plain


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises Rejected where it cannot be told which."""
    if operation := get_operation_ast(document, name):
        return operation
    raise Rejected(
        [GraphQLError(_why_no_operation(document, name))], "OPERATION_RESOLUTION_FAILURE"
    )


def permit(operation: OperationDefinitionNode, allow_mutation: bool) -> None:
    """Raises NotAllowedByGet for a mutation that came by GET, and Rejected for subscriptions."""
    if operation.operation is OperationType.MUTATION and not allow_mutation:
        raise NotAllowedByGet
    if operation.operation is OperationType.SUBSCRIPTION:
        problem = GraphQLError("Subscriptions are not answered over HTTP.", operation)
        raise Rejected([problem], "OPERATION_RESOLUTION_FAILURE")


def _why_no_operation(document: DocumentNode, name: str | None) -> str:
    if name is not None:
        return f"The document has no operation named {name!r}."
    if any(isinstance(node, OperationDefinitionNode) for node in document.definitions):
        return "The document has several operations. Say which in operationName."
    return "The document has no operation."
