"""Arguments of a field as its resolver would get them: what a document says of them is worked out
once, and a request only puts in the values of its variables.

Whatever is not plain (a variable that is left out, a null where none may be, a variable that holds
a whole input object) goes the libraries' own way, which knows every rule and every error.
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


class _NotPlain(Exception):
    """The libraries know what to do."""


class Arguments:
    """The arguments of one field of a document."""

    def __init__(
        self, schema: strawberry.Schema, definition: GraphQLField, node: FieldNode
    ) -> None:
        self._schema = schema
        self._definition = definition
        self._node = node
        self.varies = any(_has_variable(argument.value) for argument in node.arguments or ())
        self._literals: dict[str, Any] = {}
        self._fills: list[tuple[str, Fill]] | None = None
        if self.varies:
            self._prepare()

    def given(self, variables: VariableValues) -> dict[str, Any]:
        """By their names in Python. Raises GraphQLError and what scalars raise."""
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
        """Literals and defaults are converted now; for each of the others there is a way to fill
        it in, or none of it is plain."""
        nodes = {argument.name.value: argument for argument in self._node.arguments or ()}
        filled = {name for name, node in nodes.items() if _has_variable(node.value)}
        literal = FieldNode(
            name=self._node.name,
            arguments=tuple(node for name, node in nodes.items() if name not in filled),
        )
        known = {n: arg for n, arg in self._definition.args.items() if n not in filled}
        spelled = {self._schema.config.name_converter.from_argument(a): a for a in self._all}
        self._literals = self._converted(
            GraphQLField(self._definition.type, args=known),
            literal,
            None,
            [argument for name, argument in spelled.items() if name not in filled],
        )
        fills = [
            (spelled[name].python_name, self._fill(nodes[name].value, arg.type, spelled[name].type))
            for name, arg in self._definition.args.items()
            if name in filled
        ]
        plain = [(name, fill) for name, fill in fills if fill]
        self._fills = plain if len(plain) == len(fills) else None

    def _fill(self, node: Node, type_: Any, python_type: Any) -> Fill | None:
        if isinstance(node, VariableNode):
            is_leaf = is_leaf_type(get_nullable_type(type_))
            if not is_leaf or isinstance(python_type, StrawberryMaybe):
                return None
            return _variable(node.name.value, required=is_non_null_type(type_))
        if isinstance(node, ObjectValueNode):
            return self._object(node, get_nullable_type(type_), python_type)
        return None

    def _object(
        self, node: ObjectValueNode, type_: GraphQLInputObjectType, python_type: Any
    ) -> Fill | None:
        """An input of which every given field is a variable."""
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
            fields[name].python_name: self._fill(value, type_.fields[name].type, fields[name].type)
            for name, value in given.items()
            if isinstance(value, VariableNode)
        }
        plain = {name: fill for name, fill in fills.items() if fill}
        if len(plain) != len(given):
            return None
        return _made(python_type, plain, required=type_.is_one_of)


def _is_optional(type_: GraphQLInputField, field: StrawberryField) -> bool:
    """Whether leaving it out is what the Python class does by itself."""
    defaults = (type_.default, type_.default_value)
    has_python_default = field.default_value is not MISSING or field.default_factory is not MISSING
    return has_python_default and all(one is Undefined or one is None for one in defaults)


def _made(cls: type, fills: Mapping[str, Fill], *, required: bool) -> Fill:
    def fill(values: Mapping[str, Any]) -> Any:
        given = {}
        for name, fill_one in fills.items():
            given[name] = value = fill_one(values)
            if required and value is None:
                raise _NotPlain
        return cls(**given)

    return fill


def _variable(name: str, *, required: bool) -> Fill:
    def fill(values: Mapping[str, Any]) -> Any:
        value = values.get(name, _LEFT_OUT)
        if value is _LEFT_OUT or (required and value is None):
            raise _NotPlain
        return value

    return fill


_LEFT_OUT = object()


def _has_variable(node: Node) -> bool:
    if isinstance(node, VariableNode):
        return True
    below: Any = getattr(node, "values", None) or getattr(node, "fields", None) or ()
    return any(_has_variable(getattr(one, "value", one)) for one in below)
