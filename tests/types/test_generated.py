"""Random valid operations: each gets an answer that fits the schema, or an error that names what was wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from graphql import (
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    validate,
    visit,
)

from gql.engine import encode_id
from gql.engine.record import node_types
from gql.schema import schema
from tests.asking import Asking
from tests.generating import Generator

OPERATIONS = 600
PRINTED = build_schema(schema.as_str())
EXPECTED = {"BAD_CURSOR", "BAD_PAGE_SIZE", "BAD_USER_INPUT", "LIMIT_EXCEEDED"}
IDS = [f'"{encode_id(name, key)}"' for name in node_types for key in (1, 7, 25)]
VALUES = {
    "ID": [*IDS, '"garbage"', '""'],
    "Int": ["1", "3", "20", "0"],
    "Boolean": ["true", "false"],
    "DateTime": ['"2026-01-01T00:00:00Z"', '"2025-01-01T00:00:00+02:00"'],
    "String": ['"bread"', '"nothing of this name"', '""', '"🙂"'],
    "slug": ['"bread-at-four"', '"tobias-wendt"', '"bread"', '"ovens"', '"about"'],
    "uri": ['"/bread-at-four/"', '"/about/"', '"/tag/bread/"', '"/bread-at-4/"', '"/nowhere/"'],
    "query": ['"night"', '"bread or light"', '"\\"long ones\\""', '"-"'],
    "location": ['"primary"', '"footer"'],
    "after": ['"garbage"'],
    "before": ['"garbage"'],
    "size": ["16", "96"],
    "words": ["1", "55"],
}


@pytest.mark.parametrize("part", range(6))
async def test_no_operation_meets_a_fault(reader: Asking, part: int) -> None:
    codes: Counter[str] = Counter()
    answered = 0
    for number in range(OPERATIONS // 6):
        seed = part * 1_000_000 + number
        operation = Generator(PRINTED, seed, VALUES).operation()
        if validate(PRINTED, parse(operation)):
            continue  # Author.name and Guest.name, say, differ in type and cannot be merged

        result = await reader.run(operation)

        found = {error["extensions"]["code"] for error in result.errors}
        assert found <= EXPECTED, f"seed {seed}: {found}\n{operation}\n{result.errors}"
        assert result.executed or found
        codes.update(found)
        answered += result.data is not None and not result.errors
    assert answered >= OPERATIONS / 6 * 0.25


def test_the_generator_reaches_every_field() -> None:
    reached: set[str] = set()
    for seed in range(4000):
        document = parse(Generator(PRINTED, seed, VALUES).operation())
        reached |= _fields(document)

    every = {
        f"{type_.name}.{name}"
        for type_ in PRINTED.type_map.values()
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
        for name in type_.fields
    }
    # nobody is signed in yet, and what leads nowhere is not descended into for long
    assert every - reached <= {"Viewer.author", "Viewer.email", "Viewer.role"}


def _fields(document: Any) -> set[str]:
    info = TypeInfo(PRINTED)
    found = set()

    class Seen(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent:
                found.add(f"{parent.name}.{node.name.value}")

    visit(document, TypeInfoVisitor(info, Seen()))
    return found
