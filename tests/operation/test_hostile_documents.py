"""Documents of every shape are refused, or understood, without holding the event loop.

What they cost is measured by the watchdog of this folder's conftest.py.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from gql.db import FailingReader
from gql.engine import Context
from gql.errors import DatabaseDown, LimitExceeded
from gql.operation.execute import Executor
from gql.operation.limits import Limits
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests.loop_watchdog import LoopWatchdog
from tests.operation_client import SERVICE_URL

EXECUTOR = Executor(schema, timeout=60)  # on a machine however slow
FIELDS = (
    "id databaseId slug uri link title status publishedAt updatedAt createdAt language wordCount"
)


async def run(query: str, variables: dict[str, Any] | None = None) -> Result:
    """Run an operation without a database: what is not refused before any read fails."""
    context = Context(ANONYMOUS, FailingReader(DatabaseDown()), SERVICE_URL)
    return await EXECUTOR.run(GraphQLRequest(query, variables=variables or {}), context)


def outcome(result: Result) -> str:
    """The code of the first error, with the name of the limit if there is one."""
    extensions = result.errors[0]["extensions"]
    return " ".join([extensions["code"], *filter(None, [extensions.get("limit")])])


def copies(text: str, times: int) -> str:
    return f"{text} " * times


def filled(template: str, *parts: str) -> str:
    """The template with each %s replaced: braces stay, unlike those of str.format."""
    for part in parts:
        template = template.replace("%s", part, 1)
    return template


def spread_twice(levels: int, type_: str, leaf: str) -> str:
    """Fragments each of which spreads the next one twice."""
    chain = (f"fragment F{n} on {type_} {{ ...F{n + 1} ...F{n + 1} }} " for n in range(levels))
    return f"{''.join(chain)} fragment F{levels} on {type_} {{ {leaf} }}"


# what nothing uses, each far beyond a limit that holds for what is executed
UNUSED = {
    "a fragment that repeats a field": f"fragment F on Post {{ {copies('id', 480)} }}",
    "an operation that repeats a field": f"query Other {{ site {{ {copies('title', 480)} }} }}",
    "a fragment below a fragment": filled(
        "fragment F on Post { ...G } fragment G on Post { %s }", copies("id", 480)
    ),
    "fragments that repeat a field together": "".join(
        f"fragment F{n} on Post {{ {f'...F{n + 1}' if n < 5 else ''} {copies('id', 90)} }} "
        for n in range(6)
    ),
    "fragments that double": spread_twice(30, "Post", "id"),
    "a fragment with aliases": filled(
        "fragment F on Post { %s }", "".join(f"a{n}: id " for n in range(60))
    ),
    "a fragment with directives": f"fragment F on Post {{ id {copies('@skip(if: false)', 60)} }}",
    "a deep fragment": f"fragment F on Comment {{ {'parent { ' * 20} id {'} ' * 20} }}",
}


@pytest.mark.parametrize("what", UNUSED)
async def test_limits_hold_for_what_no_operation_uses(what: str) -> None:
    document = f"query Used {{ site {{ title }} }} {UNUSED[what]}"
    context = Context(ANONYMOUS, FailingReader(DatabaseDown()), SERVICE_URL)
    result = await EXECUTOR.run(GraphQLRequest(document, "Used"), context)
    assert outcome(result).startswith("LIMIT_EXCEEDED ")


# valid or not, each within all limits that are counted before validation
OVERLAPPING = {
    "fields of one name": f"{{ posts {{ nodes {{ {copies('id', 99)} }} }} }}",
    "many names, each often": f"{{ posts {{ nodes {{ {copies(FIELDS, 99)} }} }} }}",
    "selections below equal fields": filled(
        "{ %s }", copies(f"posts {{ nodes {{ {FIELDS} }} }}", 90)
    ),
    "fragments beside each other": filled(
        "{ posts { nodes { %s } } } %s",
        "".join(f"...F{n} " for n in range(90)),
        "".join(f"fragment F{n} on Post {{ id title slug uri }} " for n in range(90)),
    ),
    "fragments below each other": filled(
        "{ posts { nodes { ...F0 } } } %s",
        "".join(
            f"fragment F{n} on Post {{ id slug title {f'...F{n + 1}' if n < 90 else ''} }} "
            for n in range(91)
        ),
    ),
    "fragments in unused fragments": filled(
        "{ site { title } } %s",
        "".join(f"fragment F{n} on Post {{ {copies(FIELDS, 4)} }} " for n in range(35)),
    ),
    "inline fragments": filled(
        "{ posts { nodes { %s } } }", copies("... on Post { id slug title }", 95)
    ),
    "equal names with other arguments": filled(
        "{ %s }", "".join(f'a: post(by: {{ slug: "{n}" }}) {{ id }} ' for n in range(50))
    ),
}


@pytest.mark.parametrize("what", OVERLAPPING)
async def test_fields_that_overlap_are_compared_within_a_budget(what: str) -> None:
    result = await run(OVERLAPPING[what])
    assert outcome(result) in {
        "LIMIT_EXCEEDED comparisons",
        "LIMIT_EXCEEDED tokens",
        "DATABASE_DOWN",
        "GRAPHQL_VALIDATION_FAILED",
    }


CYCLES = {
    "with repeats": f"{{ posts {{ nodes {{ ...F }} }} }} fragment F on Post {{ ...F {copies('id', 480)} }}",
    "unused": f"{{ site {{ title }} }} fragment F on Post {{ ...F {copies('id', 480)} }}",
    "beside what doubles": "{ __schema { ...F0 } } fragment A on Post { ...A } "
    + spread_twice(40, "__Schema", "...Unknown"),
    "through two": filled(
        "{ posts { nodes { ...A } } } fragment A on Post { ...B %s } fragment B on Post { ...A %s }",
        copies("id", 240),
        copies("id", 240),
    ),
}


@pytest.mark.parametrize("what", CYCLES)
async def test_a_cycle_of_fragments_is_reported_before_anything_else_is_looked_at(
    what: str,
) -> None:
    result = await run(CYCLES[what])
    assert outcome(result) == "GRAPHQL_VALIDATION_FAILED"
    assert "within itself" in result.errors[0]["message"]


SPREADS = {
    "an unknown fragment": spread_twice(40, "__Schema", "...Unknown"),
    "a fragment of fragments": spread_twice(40, "__Schema", "... on __Schema { ...Unknown }"),
    "the name of a type": spread_twice(40, "__Schema", "__typename"),
}


@pytest.mark.parametrize("what", SPREADS)
@pytest.mark.parametrize("place", ["{ __schema { ...F0 } }", "{ site { title } }"])
async def test_spreads_are_counted_even_if_no_field_is_in_them(what: str, place: str) -> None:
    assert outcome(await run(f"{place} {SPREADS[what]}")) == "LIMIT_EXCEEDED repeats"


# every rule that looks from each operation, or from each mistake, at all the rest
WIDE = {
    "operations that share a chain of fragments": "".join(
        f"query Q{n} {{ site {{ ...F0 }} }} " for n in range(45)
    )
    + "".join(
        f"fragment F{n} on Site {{ title {f'...F{n + 1}' if n < 50 else ''} }} " for n in range(51)
    ),
    "operations that share uses of a variable": "".join(
        f"query Q{n}($v: Int) {{ ...F }} " for n in range(40)
    )
    + f"fragment F on Query {{ {copies('posts(first: $v) { totalCount }', 90)} }}",
    "unknown fields like known ones": filled(
        "{ posts { nodes { %s } } }", "".join(f"commentCountss{n} " for n in range(90))
    ),
    "unknown types like known ones": filled(
        "{ node(id: 1) { %s } }",
        "".join(f"... on ModerateCommentsPayloadd{n} {{ id }} " for n in range(90)),
    ),
    "unknown arguments": filled(
        "{ posts(%s) { totalCount } }", "".join(f"orderByy{n}: 1 " for n in range(90))
    ),
    "unknown fields of inputs": filled(
        "{ posts(where: { %s }) { totalCount } }", "".join(f"commentedd{n}: 1 " for n in range(90))
    ),
    "unknown enum values": filled(
        "{ posts(where: { status: { in: [%s] } }) { totalCount } }",
        "".join(f"PUBLISHEDD{n} " for n in range(90)),
    ),
    "variables that nothing uses": filled(
        "query (%s) { site { title } }", "".join(f"$v{n}: Int " for n in range(300))
    ),
    "arguments of one name": filled("{ posts(%s) { totalCount } }", copies("first: 1", 300)),
    "a long text": filled('{ search(query: "%s") { totalCount } }', "a\\u0041" * 8_000),
    "a long block text": filled('{ search(query: """%s""") { totalCount } }', " a\n" * 20_000),
    "a long comment": "#" + "é" * 30_000 + "\n{ site { title } }",
    "tokens of nothing": "{" + "a " * 1_998 + "}",
    "lists in lists": filled("{ nodes(ids: %s1%s) { id } }", "[" * 190, "]" * 190),
}


@pytest.mark.parametrize("what", WIDE)
async def test_no_rule_of_validation_takes_long(what: str) -> None:
    result = await run(WIDE[what])
    assert outcome(result) in {
        "OPERATION_RESOLUTION_FAILURE",
        "GRAPHQL_VALIDATION_FAILED",
        "LIMIT_EXCEEDED definitions",
        "LIMIT_EXCEEDED values",
        "LIMIT_EXCEEDED repeats",
        "LIMIT_EXCEEDED digits",
        "DATABASE_DOWN",
        "BAD_USER_INPUT",
    }


async def test_many_large_documents_at_once_leave_the_loop_to_others() -> None:
    # each is new, and all are understood beside the loop, one after the other
    documents = [f"query Q{n} {{ posts {{ nodes {{ {copies(FIELDS, 8)} }} }} }}" for n in range(4)]
    results = await asyncio.gather(*map(run, documents))
    assert {outcome(result) for result in results} == {"DATABASE_DOWN"}


def test_a_document_of_a_hundred_definitions_is_allowed_and_one_more_is_not() -> None:
    def document(definitions: int) -> str:
        return " ".join(f"query Q{n} {{ a }}" for n in range(definitions))

    Limits().check_complexity(parse(document(100)))
    with pytest.raises(LimitExceeded, match=r"limit: definitions"):
        Limits().check_complexity(parse(document(101)))


async def test_the_introspection_query_stays_within_the_budget_of_comparisons(
    watchdog: LoopWatchdog,
) -> None:
    result = await run(get_introspection_query())
    assert result.errors == []
