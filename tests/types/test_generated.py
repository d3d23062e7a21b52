"""Random valid operations: each gets an answer that fits the schema, or an error that names what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    validate,
    visit,
)

from gql.schema import schema
from tests.generating.operation import Generator
from tests.generating.words import Words
from tests.operation_client import Asking

OPERATIONS = 600
SEEDS = 1_500  # enough to write every name of the schema
PRINTED = build_schema(schema.as_str())
# what queries reach: the generator writes no mutations
READ = GraphQLSchema(PRINTED.query_type, types=PRINTED.get_possible_types(PRINTED.type_map["Node"]))  # type: ignore[arg-type]
ANSWERED_ONLY = {"Role", "WordChange"}  # enums that no argument takes
EXPECTED = {
    "BAD_CURSOR",
    "BAD_PAGE_SIZE",
    "BAD_USER_INPUT",
    "COST_LIMIT",
    "FORBIDDEN",
    "LIMIT_EXCEEDED",
    "PREVIEW_INVALID",
}


@pytest.mark.parametrize("part", range(6))
async def test_no_operation_meets_a_fault(reader: Asking, words: Words, part: int) -> None:
    answered = 0
    for number in range(OPERATIONS // 6):
        seed = part * 1_000_000 + number
        request = Generator(PRINTED, seed, words).request()
        assert validate(PRINTED, parse(request.query)) == [], f"seed {seed}: {request}"

        result = await reader.ask(request)

        found = {error["extensions"]["code"] for error in result.errors}
        assert found <= EXPECTED, f"seed {seed}: {found}\n{request}\n{result.errors}"
        assert result.executed or found
        answered += result.data is not None and not result.errors
    assert answered >= OPERATIONS / 6 * 0.5


def test_the_generator_reaches_every_field_argument_and_value(words: Words) -> None:
    reached: set[str] = set()
    for seed in range(SEEDS):
        reached |= _written(parse(Generator(PRINTED, seed, words).text))

    assert _every() - reached == set()


def _every() -> set[str]:
    """Post.title, Post.content(format), PostWhere.tag, PostOrder.NEWEST: whatever can be written."""
    return {name for type_ in READ.type_map.values() for name in _names(type_)} | {
        "@skip",
        "@include",
    }


def _names(type_: GraphQLNamedType) -> Iterator[str]:
    if type_.name.startswith("__"):
        return
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}"
                yield from (f"{type_.name}.{name}({one})" for one in field.args)
        case GraphQLInputObjectType():
            yield from (f"{type_.name}.{name}" for name in type_.fields)
        case GraphQLEnumType() if type_.name not in ANSWERED_ONLY:
            yield from (f"{type_.name}.{name}" for name in type_.values)


def _written(document: Any) -> set[str]:
    info = TypeInfo(PRINTED)
    found = set()

    class Seen(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            name = f"{info.get_parent_type()}.{node.name.value}"
            found.update([name, *(f"{name}({one.name.value})" for one in node.arguments or ())])

        def enter_object_field(self, node: Any, *_: Any) -> None:
            found.add(f"{get_named_type(info.get_parent_input_type())}.{node.name.value}")

        def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
            found.add(f"{get_named_type(info.get_input_type())}.{node.value}")

        def enter_directive(self, node: Any, *_: Any) -> None:
            found.add(f"@{node.name.value}")

    visit(document, TypeInfoVisitor(info, Seen()))
    return found
