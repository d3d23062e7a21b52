"""The class of all declared fields: a Strawberry field that carries its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from graphql import GraphQLResolveInfo
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.engine.declare import declaration as declare
from gql.engine.declare.arguments import field_arguments
from gql.engine.declare.declaration import DECLARATION, Declaration


class DeclaredField(StrawberryField):
    """A Strawberry field whose value and arguments follow from the declaration in its metadata.

    `resolve` is a method that `gql/engine/__init__.py` attaches: the resolvers are above this
    module. It takes (source, info, arguments) and returns the value or an awaitable of it.
    """

    resolve: ClassVar[Callable[[Any, Any, GraphQLResolveInfo[Any], dict[str, Any]], Any]]

    @property
    def declaration(self) -> Declaration:
        declared: Declaration = self.metadata[DECLARATION]
        return declared

    @property
    def is_basic_field(self) -> bool:
        # for a basic field Strawberry builds no Info and converts no arguments: 3 µs a column
        # instead of the 6 to 11 µs of a resolver (measured)
        return isinstance(self.declaration, declare.Column)

    @property
    def arguments(self) -> list[StrawberryArgument]:
        # late: an argument may have the type of a module that is imported after the field is made
        if self._arguments is None:
            self._arguments = field_arguments(self, self.declaration)
        return self._arguments

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        self._arguments = value

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if info is None:  # a basic field has no Info
            return getattr(source, self.metadata[DECLARATION].name)
        # graphql-core's own info: Strawberry's wrapper of it is not needed and costs as much as a
        # resolver
        return self.resolve(source, info._raw_info, kwargs)
