"""Values in arguments are counted before they are coerced: in variables, literals and defaults."""

from __future__ import annotations

from typing import Any

import pytest

from gql.operation.limits import Limits
from tests.operation.test_hostile_documents import filled, outcome, run

MOST = Limits().values
MANY = [f"tag-{n}" for n in range(MOST)]
IDS = list(range(MOST))


def aliases(field: str, times: int) -> str:
    return " ".join(f"a{n}: {field}" for n in range(times))


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "one list": ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": IDS}),
    "the list of a filter": (
        "query ($t: [String!]!) { posts(where: { tag: { in: { slugs: $t } } }) { totalCount } }",
        {"t": MANY},
    ),
    "a list in an input object": (
        "query ($w: PostWhere) { posts(where: $w) { totalCount } }",
        {"w": {"tag": {"in": {"slugs": MANY}}}},
    ),
    "lists in two variables": (
        "query ($a: [ID!]!, $b: [ID!]!) { a: nodes(ids: $a) { id } b: nodes(ids: $b) { id } }",
        {"a": IDS[: MOST // 2], "b": IDS[: MOST // 2]},
    ),
    "one list at many places": (
        f"query ($ids: [ID!]!) {{ {aliases('nodes(ids: $ids) { id }', 49)} }}",
        {"ids": IDS[:148]},
    ),
    "one list in a fragment at many places": (
        "query ($ids: [ID!]!) { ...F ...F ...F } "
        f"fragment F on Query {{ {aliases('nodes(ids: $ids) { id }', 16)} }}",
        {"ids": IDS[:148]},
    ),
    "a default at many places": (
        f"query ($ids: [ID!]! = {list(range(120))}) {{ {aliases('nodes(ids: $ids) { id }', 49)} }}",
        {},
    ),
    "literals at many places": (
        filled(
            "{ %s } fragment F on Query { nodes(ids: %s) { id } }",
            "...F " * 40,
            str(list(range(150))),
        ),
        {},
    ),
    "a list for a field that is skipped": (
        "query ($ids: [ID!]!) { nodes(ids: $ids) @skip(if: true) { id } site { title } }",
        {"ids": IDS},
    ),
    "lists in lists": (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {"ids": [[[n]] for n in range(MOST // 2)]},
    ),
    "a mutation": (
        "mutation ($ids: [ID!]!) { moderateComments(input: { ids: $ids, status: SPAM }) "
        "{ userErrors { code } } }",
        {"ids": IDS},
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_more_values_than_allowed_are_refused_wherever_they_are(what: str) -> None:
    query, variables = REFUSED[what]
    result = await run(query, variables)
    assert outcome(result) == "LIMIT_EXCEEDED values"
    assert result.errors[0]["extensions"]["requested"] > MOST


async def test_as_many_values_as_allowed_are_coerced_without_holding_the_loop() -> None:
    query = f"query ($ids: [ID!]!) {{ {aliases('nodes(ids: $ids) { id }', 20)} }}"
    assert outcome(await run(query, {"ids": IDS[:90]})) == "DATABASE_DOWN"
    wrong = {"ids": [{"a": n} for n in range(MOST // 2 - 1)]}
    assert outcome(await run("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", wrong)) in {
        "BAD_USER_INPUT"
    }
