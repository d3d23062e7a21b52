"""What clients rely on: schema.graphql is what the code says, and holds all of the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
    print_ast,
    print_type,
)
from graphql.utilities import find_breaking_changes

from gql.engine.declare.record_type import source_of
from gql.engine.global_id import node_types
from gql.schema import schema
from tests.conftest import SHARED
from tests.house.source_tree import ROOT
from tests.printed_schema import PRINTED as OURS

FILE = ROOT / "schema/schema.graphql"
PRINTED = schema.as_str() + "\n"
CONTRACT = build_schema((SHARED / "design/schema.graphql").read_text())

# changes that break clients and are meant: in CHANGELOG.md, under Moving from, until the next release
MEANT: set[str] = set()

ARGUMENTS = {"where", "orderBy", "stickyFirst", "offset", "around"}  # of lists
# lines of the drawing that its later table, contract-1.md, decides otherwise
DECIDED_SINCE = {
    # row 1: one name, one type wherever two types can meet
    "Author: url: URL",
    "Category: children: [Category!]!",
    "Comment: publishedAt: DateTime!",
    "Comment: status: CommentStatus!",
    "Comment: updatedAt: DateTime",
    "Commenter: name: String",
    "Commenter: url: URL",
    "Guest: name: String",
    "Guest: url: URL",
    "Media: title: String",
    # row 5: by default as deep as replies may be written, which a setting says
    *(f"{kind}: discussion(maxDepth: Int! = 5)" for kind in ("Commentable", "Page", "Post")),
    # row 11: by the id in the database too
    "Query: comment(id: ID!)",
    # row 16: related posts are a connection
    "Post: related: [Post!]!",
    "Post: related(first: Int! = 3)",
}
# sorted by what only this list knows: when they liked it, how many terms are shared, their places
OWN_ORDER = {
    "Post.likers": {"offset": "Int", "where": "AuthorWhere"},
    "Post.related": {"offset": "Int", "where": "PostWhere"},
    "Series.posts": {"offset": "Int", "where": "PostWhere"},
}
# inputs of the older drawing whose fields became `{ in, notIn }` (row 8 of the contract of 1.0)
FILTERED_ANEW = {"AuthorWhere", "CommentWhere", "PageWhere", "PostWhere"}


def test_no_change_breaks_clients_unless_it_is_meant() -> None:
    assert _breaking() - MEANT == set()


def test_the_printed_schema_is_what_the_code_says(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        assert _breaking() - MEANT == set()
        FILE.write_text(PRINTED)
    assert FILE.read_text() == PRINTED


def test_everything_has_a_description() -> None:
    assert [name for name, described in _described(OURS) if not described] == []


def test_lists_of_one_kind_take_the_same_conditions_and_orders() -> None:
    lists = {
        f"{kind.name}.{name}": (field, str(field.type))
        for kind in OURS.type_map.values()
        for name, field in _fields(kind).items()
        if str(field.type).endswith("Connection!")
    }
    taken = {
        where: {argument: str(field.args[argument].type) for argument in ARGUMENTS & {*field.args}}
        for where, (field, _) in lists.items()
    }
    root = {kind: taken[where] for where, (_, kind) in lists.items() if where.startswith("Query.")}
    odd = {
        where: taken[where]
        for where, (_, kind) in lists.items()
        if taken[where] != root.get(kind, taken[where])
    }
    assert odd == OWN_ORDER
    assert len(lists) > 15


# what some lists do not take, and why
WITHOUT = {
    # sorted by what only this list knows: when they liked it, how many terms are shared, their places
    "Post.likers": {"orderBy"},
    "Post.related": {"orderBy"},
    "Series.posts": {"orderBy"},
    # by relevance to its words, which are its conditions
    "Query.search": {"orderBy", "where"},
    # nothing to ask for: the versions of one text, and what editors make one by one
    **{f"{kind}.revisions": {"where"} for kind in ("ContentNode", "Page", "Post")},
    "Query.redirects": {"where"},
}


def test_lists_take_conditions_and_an_order() -> None:
    lacking = {
        f"{kind.name}.{name}": missing
        for kind in OURS.type_map.values()
        for name, field in _fields(kind).items()
        if str(field.type).rstrip("!").endswith("Connection")
        and (missing := {"where", "orderBy"} - {*field.args})
    }
    assert lacking == WITHOUT


def test_every_connection_takes_an_offset() -> None:
    lacking = [
        f"{kind.name}.{name}"
        for kind in OURS.type_map.values()
        for name, field in _fields(kind).items()
        if str(field.type).rstrip("!").endswith("Connection") and "offset" not in field.args
    ]
    assert lacking == []


# words of a file's title and name are found by their beginnings, which rank nothing
UNRANKED = {"Query.mediaItems"}


def test_lists_with_a_search_have_relevance() -> None:
    lacking = {
        f"{kind.name}.{name}"
        for kind in OURS.type_map.values()
        for name, field in _fields(kind).items()
        if isinstance(field, GraphQLField) and {"where", "orderBy"} <= {*field.args}
        if "search" in _fields(get_named_type(field.args["where"].type))
        and "RELEVANCE" not in getattr(get_named_type(field.args["orderBy"].type), "values", ())
    }
    assert lacking == UNRANKED


# a range, such as `en`, which is no set of values; `languages`, a chain of them, stands beside it.
# Words are neither
OTHER_SHAPES = {"language": "String", "languages": "[String!]", "search": "String"}


def test_conditions_on_values_are_in_and_not_in() -> None:
    for where in (kind for name, kind in OURS.type_map.items() if name.endswith("Where")):
        for name, field in _fields(where).items():
            said = str(field.type)
            same = said in ("Boolean", "DateRange", where.name, f"[{where.name}!]")
            assert (
                same
                or said.endswith("Filter")
                or OTHER_SHAPES.get(name) == said
                or getattr(field, "deprecation_reason", None)
            ), f"{where.name}.{name}"


# a number for readers would tell of saves that are not published: null for them (row 3 says Int!)
VERSIONED = {"Author", "Category", "Menu", "Page", "Post", "Series", "Site", "Tag"}
# what is published; all other nodes have createdAt alone (row 1 says: every node)
PUBLISHED = {"Comment", "Page", "Post"}


def test_versions_and_times_of_publication_are_null_for_those_they_are_not_for() -> None:
    objects = [kind for kind in OURS.type_map.values() if isinstance(kind, GraphQLObjectType)]
    nodes = [kind for kind in objects if "Node" in {one.name for one in kind.interfaces}]
    versioned = {
        kind.name: str(kind.fields["version"].type) for kind in objects if kind.name in VERSIONED
    }
    assert versioned == dict.fromkeys(VERSIONED, "Int")
    published = {
        k.name: str(k.fields["publishedAt"].type) for k in nodes if "publishedAt" in k.fields
    }
    assert published == dict.fromkeys(PUBLISHED, "DateTime")


def test_neighbours_take_the_conditions_of_lists() -> None:
    where = OURS.type_map["Query"].fields["posts"].args["where"]  # type: ignore[attr-defined]
    for name in ("previous", "next"):
        own = OURS.type_map["Post"].fields[name].args["where"]  # type: ignore[attr-defined]
        assert str(own.type) == str(where.type)


def test_every_order_goes_in_both_directions() -> None:
    orders = [source.orders for source in map(source_of, node_types.values()) if source.orders]
    for of_type in orders:
        # nobody looks for what matches least
        two_ways = {by: order for by, order in of_type.items() if not order.is_by_words}
        assert len(of_type) - len(two_ways) <= 1
        of_type = two_ways
        by = [order.keys for order in of_type.values()]
        assert all(by.count(keys) == 2 for keys in by), of_type
        assert len({(order.keys, order.descending) for order in of_type.values()}) == len(by)
        assert len({order.name for order in of_type.values()}) == len(by)
    assert len(orders) == 11


def test_a_description_is_a_sentence() -> None:
    odd = [n for n, said in _described(OURS) if said and said.rstrip()[-1] not in ".:?"]
    assert odd == []


def test_every_type_of_the_contract_is_there_whole() -> None:
    wanted = _reached(CONTRACT)
    assert len(wanted) > 60
    lacking = {line for kind in wanted for line in _lacking(kind)} - DECIDED_SINCE
    assert {line for line in lacking if line.split(":")[0] not in FILTERED_ANEW} == set()


def test_a_change_that_breaks_clients_would_be_seen() -> None:
    before = build_schema(PRINTED.replace("type Query {", "type Query {\n  gone: Int\n", 1))
    changes = {change.description for change in find_breaking_changes(before, OURS)}
    assert changes == {"Field Query.gone was removed."}


def _breaking() -> set[str]:
    if not FILE.exists():
        return set()
    changes = find_breaking_changes(build_schema(FILE.read_text()), OURS)
    return {change.description for change in changes}


def _described(printed: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """The name and description of everything that has a place for one."""
    for kind in printed.type_map.values():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for name, value in kind.values.items():
                yield f"{kind.name}.{name}", value.description
        for name, field in _fields(kind).items():
            yield f"{kind.name}.{name}", field.description
            for argument, described in getattr(field, "args", {}).items():
                yield f"{kind.name}.{name}({argument}:)", described.description


def _reached(contract: GraphQLSchema) -> list[GraphQLNamedType]:
    """Query and every type that an answer to it, or a question, can hold."""
    found: dict[str, GraphQLNamedType] = {}
    waiting: list[GraphQLNamedType] = [contract.type_map["Query"]]
    while waiting:
        kind = waiting.pop()
        if kind.name in found or is_specified_scalar_type(kind):
            continue
        found[kind.name] = kind
        for field in _fields(kind).values():
            waiting.append(get_named_type(field.type))
            waiting += [get_named_type(a.type) for a in getattr(field, "args", {}).values()]
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            waiting += contract.get_possible_types(kind)
        waiting += getattr(kind, "interfaces", ())
    return list(found.values())


def _lacking(wanted: GraphQLNamedType) -> Iterator[str]:
    ours = OURS.type_map.get(wanted.name)
    if type(ours) is not type(wanted):
        yield f"{wanted.name}: {print_type(wanted).splitlines()[0]}"
        return
    for part in sorted(_parts(wanted) - _parts(ours)):
        yield f"{wanted.name}: {part}"


def _parts(kind: GraphQLNamedType) -> set[str]:
    """Everything of a type that a client can spell, each as a line."""
    parts = {f"implements {other.name}" for other in getattr(kind, "interfaces", ())}
    if isinstance(kind, GraphQLEnumType):
        parts |= kind.values.keys()
    if isinstance(kind, GraphQLUnionType):
        parts |= {f"= {other.name}" for other in kind.types}
    if isinstance(kind, GraphQLInputObjectType) and kind.is_one_of:
        parts.add("@oneOf")
    for name, field in _fields(kind).items():
        parts.add(f"{name}: {_typed(field)}")
        for argument, described in getattr(field, "args", {}).items():
            parts.add(f"{name}({argument}: {_typed(described)})")
    return parts


def _typed(described: GraphQLField | GraphQLArgument | GraphQLInputField) -> str:
    """The type with the default, as it is written; null is what is not given anyway."""
    default = getattr(described.ast_node, "default_value", None)
    written = print_ast(default) if default else "null"
    return f"{described.type}" + (f" = {written}" if written != "null" else "")


def _fields(kind: GraphQLNamedType) -> dict[str, GraphQLField]:
    spelled = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
    return dict(kind.fields) if isinstance(kind, spelled) else {}
