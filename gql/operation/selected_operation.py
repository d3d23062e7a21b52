"""Selects the operation of a document that a request names, and coerces its variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    get_operation_ast,
)
from graphql.execution.values import VariableValues, get_variable_values

from gql.errors import NotAllowedByGet
from gql.operation.argument_values import count_given, count_values
from gql.operation.complexity import measure_complexity
from gql.operation.error_response import RequestError

STRING_TYPES = {"String", "ID"}
LIVE = "live"  # the directive of a query that is answered again


class Allowed(Enum):
    """Which operations may be run, by how they came."""

    BY_GET = frozenset({OperationType.QUERY})
    BY_POST = frozenset({OperationType.QUERY, OperationType.MUTATION})
    LIVE = frozenset(OperationType)
    """Over a transport on which answers follow: also subscriptions, and queries with @live."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request needs to know of an operation of a valid document; not what it selects.

    `string_variables`: the names of its variables if all are of type String or ID and none has a
    default; else None. `uses`: how often each variable stands in an argument, fragments expanded;
    `defaults`: the number of values in the default of each that has one. `live`: its `@live`.
    """

    type: OperationType
    name: str | None
    variable_definitions: tuple[VariableDefinitionNode, ...]
    string_variables: tuple[str, ...] | None
    uses: Mapping[str, int] = field(default_factory=dict)
    defaults: Mapping[str, int] = field(default_factory=dict)
    live: DirectiveNode | None = None

    @classmethod
    def from_document(cls, document: DocumentNode, node: OperationDefinitionNode) -> Operation:
        """Look at the variables of an operation, once per document."""
        name = node.name.value if node.name else None
        definitions = tuple(node.variable_definitions or ())
        live = next((one for one in node.directives or () if one.name.value == LIVE), None)
        if (names := _string_variables(node)) is not None:
            return cls(node.operation, name, definitions, names, live=live)
        operations = [n for n in document.definitions if isinstance(n, OperationDefinitionNode)]
        # operations come first, in the order of the document
        place = next(at for at, one in enumerate(operations) if one is node)
        complexity = measure_complexity(document)[place]
        defaults = {
            one.variable.name.value: count_values(one.default_value, Counter())
            for one in definitions
            if one.default_value
        }
        return cls(node.operation, name, definitions, None, complexity.variables, defaults, live)

    def count_values(self, values: Mapping[str, Any]) -> int:
        """How many values the variables of a request have, before any of them is coerced.

        Each counts wherever it is used, defaults too. Strings alone are not counted.
        """
        if self.string_variables is not None:
            return 0
        absent = (name for name in self.defaults if name not in values)
        by_default = sum(self.defaults[name] * self.uses.get(name, 0) for name in absent)
        return by_default + count_given(values, self.uses)

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
            self.variable_definitions,
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


def _string_variables(node: OperationDefinitionNode) -> tuple[str, ...] | None:
    names = []
    for definition in node.variable_definitions or ():
        type_: Any = definition.type
        if isinstance(type_, NonNullTypeNode):
            type_ = type_.type
        is_string = isinstance(type_, NamedTypeNode) and type_.name.value in STRING_TYPES
        if not is_string or definition.default_value:
            return None
        names.append(definition.variable.name.value)
    return tuple(names)


def select_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation of that name, or the only one for None. Raises RequestError.

    GraphQL specification, section 6.1: GetOperation.
    """
    if operation := get_operation_ast(document, name):
        return operation
    raise RequestError(
        [GraphQLError(_describe_no_operation(document, name))], "OPERATION_RESOLUTION_FAILURE"
    )


def check_operation_type(
    type_: OperationType, allowed: Allowed, node: OperationDefinitionNode | None = None
) -> None:
    """Refuse what is not allowed the way it came, with the place of `node`.

    Raises NotAllowedByGet (GraphQL over HTTP: a GET must be safe) and RequestError.
    """
    if type_ in allowed.value:
        return
    if type_ is OperationType.MUTATION:
        raise NotAllowedByGet
    problem = GraphQLError(
        "Subscriptions are not answered by a single response. Open a WebSocket, or send "
        "Accept: text/event-stream.",
        node,
    )
    raise RequestError([problem], "OPERATION_RESOLUTION_FAILURE")


def _describe_no_operation(document: DocumentNode, name: str | None) -> str:
    if name is not None:
        return f"The document has no operation named {name!r}."
    if any(isinstance(node, OperationDefinitionNode) for node in document.definitions):
        return "The document has several operations. Say which in operationName."
    return "The document has no operation."
