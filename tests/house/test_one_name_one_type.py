"""One name, one type: a client may select the fields of any two types that can meet side by side.

Two types meet where one field can return both, and where fields of one name below such two return
them. What may stand side by side is graphql-core's own rule (GraphQL specification, 5.3.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    extend_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
    parse,
    validate,
)

from tests.printed_schema import PRINTED as OURS

Pair = tuple[str, str]  # the names of two object types


def test_a_name_has_one_type_wherever_two_types_can_meet() -> None:
    pairs = pairs_that_meet(OURS)
    assert [text for pair in sorted(pairs) for text in conflicts(OURS, pair)] == []
    assert {("Author", "Guest"), ("Comment", "Post"), ("CategoryConnection", "PageConnection")} <= (
        pairs
    )


def test_every_node_says_when_it_was_made_and_last_changed() -> None:
    nodes = {kind.name: kind.fields for kind in OURS.get_possible_types(OURS.type_map["Node"])}
    for name in ("createdAt", "updatedAt"):
        types = {kind: str(fields[name].type) for kind, fields in nodes.items() if name in fields}
        assert types == dict.fromkeys(nodes, "DateTime!")


def test_an_id_is_that_of_a_node() -> None:
    """Caches of clients keep one record for each `id`: what is no node must not have one."""
    objects = [kind for kind in OURS.type_map.values() if is_object_type(kind)]
    having = {kind.name for kind in objects if "id" in kind.fields}
    assert having == {kind.name for kind in OURS.get_possible_types(OURS.type_map["Node"])}


def test_a_difference_in_type_null_or_list_would_be_seen() -> None:
    toy = build_schema("""
        union Any = A | B
        type Query { any: Any }
        type A { leaf: Int  null: Int   list: [Int]  same: Int  below: C  alone: Int }
        type B { leaf: ID   null: Int!  list: Int    same: Int  below: D  other: Int }
        type C { deep: [Int!] }
        type D { deep: [Int] }
    """)
    assert pairs_that_meet(toy) == {("A", "B"), ("C", "D")}
    found = [text for pair in sorted(pairs_that_meet(toy)) for text in conflicts(toy, pair)]
    assert [text.partition(" conflict")[0] for text in found] == [
        "A and B: Fields 'leaf'",
        "A and B: Fields 'null'",
        "A and B: Fields 'list'",
        "C and D: Fields 'deep'",
    ]


def pairs_that_meet(of: GraphQLSchema) -> set[Pair]:
    """All pairs of object types whose fields one selection set can hold, of fields alone."""
    found: set[Pair] = set()
    waiting = [
        pair
        for kind in _returned(of)
        for pair in combinations([one.name for one in _possible(of, kind)], 2)
    ]
    while waiting:
        first, second = sorted(waiting.pop())
        if first == second or (first, second) in found:
            continue
        found.add((first, second))
        one, other = _fields(of, first), _fields(of, second)
        for name in one.keys() & other.keys():
            waiting += product(one[name], other[name])
    return found


def conflicts(of: GraphQLSchema, pair: Pair) -> Iterator[str]:
    """What the rule says about all fields of two types, where they meet."""
    met = extend_schema(
        of, parse(f"union Met = {' | '.join(pair)}  extend type Query {{ met: Met }}")
    )
    # a selection of a composite field needs something below it; what is below is a pair of its own
    selections = [f"... on {kind} {{ {' '.join(_selected(of, kind))} }}" for kind in pair]
    document = parse(f"{{ met {{ {' '.join(selections)} }} }}")
    for error in validate(met, document, [OverlappingFieldsCanBeMergedRule]):
        yield f"{' and '.join(pair)}: {error.message}"


def _returned(of: GraphQLSchema) -> list[GraphQLNamedType]:
    """The interfaces and unions that a field returns."""
    objects = [kind for kind in of.type_map.values() if isinstance(kind, GraphQLObjectType)]
    returned = [get_named_type(field.type) for kind in objects for field in kind.fields.values()]
    return [kind for kind in dict.fromkeys(returned) if is_abstract_type(kind)]


def _possible(of: GraphQLSchema, kind: GraphQLNamedType) -> list[GraphQLNamedType]:
    if is_abstract_type(kind):
        return list(of.get_possible_types(kind))
    return [kind] if is_object_type(kind) else []


def _fields(of: GraphQLSchema, kind: str) -> dict[str, list[str]]:
    """The object types that each field of a type can return, by their names."""
    fields = of.type_map[kind].fields.items()  # type: ignore[attr-defined]
    return {
        name: [one.name for one in _possible(of, get_named_type(field.type))]
        for name, field in fields
    }


def _selected(of: GraphQLSchema, kind: str) -> Iterator[str]:
    for name, field in of.type_map[kind].fields.items():  # type: ignore[attr-defined]
        yield name if is_leaf_type(get_named_type(field.type)) else f"{name} {{ __typename }}"
