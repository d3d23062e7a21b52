"""Arguments of a field as its resolver would get them, at a fraction of the cost.

What the document says is converted once; a request only fills in the values of its variables.
Whatever is not plain (a variable without a value, a null for a non-null type, a variable with a
whole input object) is converted by graphql-core and Strawberry, which know every rule and error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

import strawberry
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    Node,
    ObjectValueNode,
    Undefined,
    VariableNode,
    get_argument_values,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryContainer, StrawberryMaybe
from strawberry.types.field import StrawberryField

Fill = Callable[[Mapping[str, Any]], Any]
"""The coerced variables → the value of an argument. Raises _NotPlain."""


class _NotPlain(Exception):
    """graphql-core and Strawberry convert these arguments."""


class Arguments:
    """The arguments of one field of a document. `varies`: they contain a variable."""

    def __init__(
        self, schema: strawberry.Schema, definition: GraphQLField, node: FieldNode
    ) -> None:
        self._schema = schema
        self._definition = definition
        # without what it selects, which the plan would keep alive
        self._node = FieldNode(name=node.name, arguments=node.arguments, loc=node.loc)
        self.varies = any(_has_variable(argument.value) for argument in node.arguments or ())
        self._literals: dict[str, Any] = {}
        self._fills: list[tuple[str, Fill]] | None = None
        if self.varies:
            self._prepare()

    def given(self, variables: VariableValues) -> dict[str, Any]:
        """The arguments by their Python names. Raises GraphQLError and what scalars raise."""
        if self._fills is not None:
            given, values = self._literals.copy(), variables.coerced
            try:
                for name, fill in self._fills:
                    given[name] = fill(values)
            except _NotPlain:
                pass
            else:
                return given
        return self._converted(self._definition, self._node, variables, self._all)

    @property
    def _all(self) -> list[StrawberryArgument]:
        arguments: list[StrawberryArgument] = self._definition.extensions[
            "strawberry-definition"
        ].arguments
        return arguments

    def _converted(
        self,
        definition: GraphQLField,
        node: FieldNode,
        variables: VariableValues | None,
        arguments: list[StrawberryArgument],
    ) -> dict[str, Any]:
        return convert_arguments(
            get_argument_values(definition, node, variables),
            arguments,
            self._schema.schema_converter.scalar_registry,
            self._schema.config,
        )

    def _prepare(self) -> None:
        """Convert literals and defaults now, and find for each other argument how to fill it in."""
        nodes = {argument.name.value: argument for argument in self._node.arguments or ()}
        filled = {name for name, node in nodes.items() if _has_variable(node.value)}
        literal = FieldNode(
            name=self._node.name,
            arguments=tuple(node for name, node in nodes.items() if name not in filled),
        )
        known = {n: arg for n, arg in self._definition.args.items() if n not in filled}
        by_name = {self._schema.config.name_converter.from_argument(a): a for a in self._all}
        self._literals = self._converted(
            GraphQLField(self._definition.type, args=known),
            literal,
            None,
            [argument for name, argument in by_name.items() if name not in filled],
        )
        fills = [
            (
                by_name[name].python_name,
                self._fill_for(nodes[name].value, arg.type, by_name[name].type),
            )
            for name, arg in self._definition.args.items()
            if name in filled
        ]
        plain = [(name, fill) for name, fill in fills if fill]
        # one that is not plain is enough: all arguments are converted together
        self._fills = plain if len(plain) == len(fills) else None

    def _fill_for(self, node: Node, type_: Any, python_type: Any) -> Fill | None:
        if isinstance(node, VariableNode):
            is_leaf = is_leaf_type(get_nullable_type(type_))
            # graphql-core has coerced the variable: a leaf is final, an input object is a dict that
            # Strawberry still has to convert. Maybe tells null and absent apart
            if not is_leaf or isinstance(python_type, StrawberryMaybe):
                return None
            return _variable_fill(node.name.value, required=is_non_null_type(type_))
        if isinstance(node, ObjectValueNode):
            return self._object_fill_for(node, get_nullable_type(type_), python_type)
        return None

    def _object_fill_for(
        self, node: ObjectValueNode, type_: GraphQLInputObjectType, python_type: Any
    ) -> Fill | None:
        """An input object of which every provided field is a variable, such as `{slug: $slug}`."""
        while isinstance(python_type, StrawberryContainer):
            python_type = python_type.of_type
        definition = python_type.__strawberry_definition__
        name_of = self._schema.config.name_converter.get_graphql_name
        fields = {name_of(field): field for field in definition.fields}
        given = {field.name.value: field.value for field in node.fields}
        if definition.from_input or not all(
            name in given or _is_optional(type_.fields[name], field)
            for name, field in fields.items()
        ):
            return None
        fills = {
            fields[name].python_name: self._fill_for(
                value, type_.fields[name].type, fields[name].type
            )
            for name, value in given.items()
            if isinstance(value, VariableNode)
        }
        plain = {name: fill for name, fill in fills.items() if fill}
        if len(plain) != len(given):
            return None
        return _object_fill(python_type, plain, required=type_.is_one_of)


def _is_optional(type_: GraphQLInputField, field: StrawberryField) -> bool:
    """Whether the Python class itself has the default of an absent field."""
    defaults = (type_.default, type_.default_value)
    has_python_default = field.default_value is not MISSING or field.default_factory is not MISSING
    return has_python_default and all(one is Undefined or one is None for one in defaults)


def _object_fill(cls: type, fills: Mapping[str, Fill], *, required: bool) -> Fill:
    def fill(values: Mapping[str, Any]) -> Any:
        given = {}
        for name, fill_one in fills.items():
            given[name] = value = fill_one(values)
            # a null in a @oneOf input is an error, which graphql-core words
            if required and value is None:
                raise _NotPlain
        return cls(**given)

    return fill


def _variable_fill(name: str, *, required: bool) -> Fill:
    def fill(values: Mapping[str, Any]) -> Any:
        value = values.get(name, _ABSENT)
        if value is _ABSENT or (required and value is None):
            raise _NotPlain
        return value

    return fill


_ABSENT = object()


def _has_variable(node: Node) -> bool:
    if isinstance(node, VariableNode):
        return True
    below: Any = getattr(node, "values", None) or getattr(node, "fields", None) or ()
    return any(_has_variable(getattr(one, "value", one)) for one in below)
