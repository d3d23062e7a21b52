"""The Python that collects cache tags which the declaration of a field decides."""

from __future__ import annotations

from collections.abc import Iterable

from graphql import GraphQLObjectType

from gql.engine.declare import declaration as declare
from gql.engine.declare.cache_tags import FunctionTags, ListTags
from gql.engine.declare.record_type import KEY
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.object_type import class_of, kind_of
from gql.engine.plan.scope import RecordScope
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.tags import collect


def tags_by_kind(
    compiler: Compiler, types: Iterable[GraphQLObjectType], field: SelectedField
) -> str:
    """The name of a constant: kind → the tags of the type of this kind."""
    by_kind = {kind_of(type_): compiler.tags_of(type_, field) for type_ in types}
    return compiler.add_constant("nodes", by_kind)


def of_key(nodes: str, kind: str, key: str, value: str) -> str:
    """The value, after what collects the node with this kind and key (Python expressions)."""
    return collect(f"tag_key(names, {nodes}, {kind}, {key})", value)


def of_parent(
    compiler: Compiler,
    scope: RecordScope,
    field: SelectedField,
    declared: declare.Paginated,
    call: int,
    value: str,
) -> str:
    """The value of a connection, after what collects the tags of the list of its parent."""
    if declared.tags is not ListTags.OF_PARENT:
        return value
    parent = compiler.tags_of(field.parent, field)
    node = f"f'{parent.node}:{{{scope.tag_text(KEY)}}}'"
    return collect(f"tag_parent(names, b[{call}].tags_of_parent, {node})", value)


def is_within_known(field: SelectedField, declared: declare.Paginated, cls: type) -> bool:
    """Whether the records of a connection are within what is around it."""
    return declared.tags is ListTags.OF_PARENT or class_of(field.parent) is cls


def of_function(
    compiler: Compiler, field: SelectedField, tags: FunctionTags | None, given: str, value: str
) -> str:
    """The value of a function, after what collects its tags; `given`: what decides them."""
    if tags is None:
        compiler.unknown_tags.add(field.coordinate)
    elif callable(tags):
        name = compiler.add_constant("tags", tags)
        return collect(f"names.update({name}({given}))", value)
    else:
        compiler.tags.update(tags)
    return value
