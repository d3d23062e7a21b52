"""From a graphql-core object type to what `record_type` registered for its class."""

from __future__ import annotations

from graphql import GraphQLObjectType

from gql.engine.declare.record_type import source_of


def class_of(type_: GraphQLObjectType) -> type:
    """The Python class of an object type."""
    cls: type = type_.extensions["strawberry-definition"].origin
    return cls


def view_of(type_: GraphQLObjectType) -> str:
    """The view that its records are read from."""
    return source_of(class_of(type_)).view


def kind_of(type_: GraphQLObjectType) -> str:
    """The kind of its records, as in the column `kind` of pools."""
    return source_of(class_of(type_)).kind
