"""Every field that leads to records, or that a function answers, declares its cache tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import GraphQLObjectType, get_named_type, is_abstract_type

from gql import engine
from gql.engine import Context
from gql.engine.declare import declaration as declare
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.record_type import is_record_type, source_of
from gql.engine.plan.object_type import class_of
from gql.operation.execute import graphql_core_schema
from gql.schema import schema


def test_no_field_of_the_tree_of_query_is_without_cache_tags() -> None:
    assert list(unknown_fields(schema)) == []


async def now(context: Context) -> str:
    """The time."""
    return "12:00"


@strawberry.type
class Untagged:
    now: str = engine.read(now)


def test_a_field_without_cache_tags_is_found() -> None:
    assert list(unknown_fields(strawberry.Schema(Untagged))) == ["Untagged.now"]


def unknown_fields(of: Any) -> Iterator[str]:
    """The coordinates of fields of which no tags are known."""
    core = graphql_core_schema(of)
    waiting: list[Any] = [core.query_type]
    for type_ in waiting:
        if is_abstract_type(type_):
            waiting += [one for one in core.get_possible_types(type_) if one not in waiting]
        if not isinstance(type_, GraphQLObjectType):
            continue
        if is_record_type(class_of(type_)) and source_of(class_of(type_)).tags is None:
            yield type_.name
        for name, field in type_.fields.items():
            if not _is_known(field):
                yield f"{type_.name}.{name}"
            if (named := get_named_type(field.type)) not in waiting:
                waiting.append(named)


def _is_known(field: Any) -> bool:
    declared = field.extensions["strawberry-definition"]
    if not isinstance(declared, DeclaredField):
        return True  # an attribute of what another field tells
    match declared.declaration:
        case declare.Batched(tags=tags) | declare.Read(tags=tags) | declare.Ranked(tags=tags):
            return tags is not None
        case _:
            return True
