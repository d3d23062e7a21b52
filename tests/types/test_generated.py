"""Random valid operations: each gets data that fits the schema, or an error with an expected code."""

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
    get_named_type,
    parse,
    validate,
    visit,
)

from tests.generating.operation import Generator
from tests.generating.sample_values import SampleValues
from tests.generating.selections import OF_STAFF
from tests.operation_client import OperationClient
from tests.printed_schema import PRINTED

OPERATIONS = 600
SEEDS = 6_000  # more than it takes to use every name of the schema
# the types that queries reach: the generator writes no mutations
QUERY_SCHEMA = GraphQLSchema(
    PRINTED.query_type,
    types=PRINTED.get_possible_types(PRINTED.type_map["Node"]),
)  # type: ignore[arg-type]
# enums that no argument of a query takes
OUTPUT_ONLY = {
    "HoldComments",
    "OpenGraphType",
    "Role",
    "RouteKind",
    "TwitterCard",
    "WordChange",
}
EXPECTED_CODES = {
    "BAD_CURSOR",
    "BAD_PAGE_SIZE",
    "BAD_USER_INPUT",
    "COST_LIMIT",
    "FORBIDDEN",
    "LIMIT_EXCEEDED",
    "PREVIEW_INVALID",
}


@pytest.mark.slow(4)
@pytest.mark.untraced
@pytest.mark.parametrize("part", range(6))
async def test_no_generated_operation_causes_an_internal_error(
    reader: OperationClient, sample_values: SampleValues, part: int
) -> None:
    succeeded = 0
    for number in range(OPERATIONS // 6):
        seed = part * 1_000_000 + number
        request = Generator(PRINTED, seed, sample_values).request()
        assert validate(PRINTED, parse(request.query)) == [], f"seed {seed}: {request}"

        result = await reader.run_request(request)

        codes = {error["extensions"]["code"] for error in result.errors}
        assert codes <= EXPECTED_CODES, f"seed {seed}: {codes}\n{request}\n{result.errors}"
        assert result.executed or codes
        succeeded += result.data is not None and not result.errors
    # else nearly all operations could be refused, and the test would prove nothing
    assert succeeded >= OPERATIONS / 6 * 0.5


@pytest.mark.slow(5)
@pytest.mark.untraced
def test_generated_operations_use_every_field_argument_and_value(
    sample_values: SampleValues,
) -> None:
    lacking, seeds = _all_names(), iter(range(SEEDS))
    assert len(lacking) > 500
    while lacking and (seed := next(seeds, None)) is not None:
        lacking -= _names_in(parse(Generator(PRINTED, seed, sample_values).text))

    assert lacking == set()


def _all_names() -> set[str]:
    """All names an operation can use, such as Post.title, Post.content(format), PostOrder.NEWEST."""
    return {name for type_ in QUERY_SCHEMA.type_map.values() for name in _names(type_)} | {
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
                # what is drawn rarely is selected of an interface, with each argument, too rarely
                if name not in OF_STAFF or isinstance(type_, GraphQLObjectType):
                    yield from (f"{type_.name}.{name}({one})" for one in field.args)
        case GraphQLInputObjectType():
            yield from (f"{type_.name}.{name}" for name in type_.fields)
        case GraphQLEnumType() if type_.name not in OUTPUT_ONLY:
            yield from (f"{type_.name}.{name}" for name in type_.values)


def _names_in(document: Any) -> set[str]:
    info = TypeInfo(PRINTED)
    names = set()

    class NameCollector(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            name = f"{info.get_parent_type()}.{node.name.value}"
            names.update([name, *(f"{name}({one.name.value})" for one in node.arguments or ())])

        def enter_object_field(self, node: Any, *_: Any) -> None:
            names.add(f"{get_named_type(info.get_parent_input_type())}.{node.name.value}")

        def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
            names.add(f"{get_named_type(info.get_input_type())}.{node.value}")

        def enter_directive(self, node: Any, *_: Any) -> None:
            names.add(f"@{node.name.value}")

    visit(document, TypeInfoVisitor(info, NameCollector()))
    return names
