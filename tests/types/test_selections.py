"""Lazy columns are read where they are selected, by whatever syntax; and how search matches words."""

from __future__ import annotations

from typing import Any

import pytest

from gql.operation.request import GraphQLRequest
from tests.operation_client import OperationClient


@pytest.mark.parametrize(
    ("query", "path"),
    [
        (
            """{ b: posts(first: 1) { nodes { ...F } } a: posts(first: 1) { nodes { ...F author { bio } } } }
            fragment F on Post { author { name } }""",
            ["a", "nodes", 0, "author", "bio"],
        ),
        (
            """{ a: posts(first: 2) { nodes { ...F } } b: posts(first: 2) { nodes { ...F previous { content } } } }
            fragment F on Post { previous { title } }""",
            ["b", "nodes", 0, "previous", "content"],
        ),
        (
            """{ a: search(query: "bread", kinds: [POST, PAGE]) { nodes { ... on Post { title } } }
            b: search(query: "bread", kinds: [POST, PAGE]) { nodes { ... on Post { content } ... on Page { content } } } }""",
            ["b", "nodes", 0, "content"],
        ),
        (
            """query ($format: ContentFormat = MARKDOWN) { posts(first: 1) { edges { node { content(format: $format) } } } }""",
            ["posts", "edges", 0, "node", "content"],
        ),
        (
            """{ posts(first: 1) { ... { nodes { ... on Commentable { ... on Post { content } } } } } }""",
            ["posts", "nodes", 0, "content"],
        ),
        (
            """{ posts(first: 1) { nodes { title } nodes { content } edges { node { toc { text } } } } }""",
            ["posts", "nodes", 0, "content"],
        ),
    ],
)  # fmt: skip
async def test_a_selected_column_is_read(
    reader: OperationClient, query: str, path: list[str | int]
) -> None:
    value: Any = await reader.data(query)

    for step in path:
        value = value[step]
    assert len(value) > 20


async def test_an_unselected_column_is_not_read(reader: OperationClient) -> None:
    result = await reader.run("{ posts { nodes { title tags { name } } } }")

    # content_html and its siblings are wide, and stored out of line (TOAST)
    assert not [s for s, _ in result.statements.statements if "content_" in s.text]


async def test_nested_lists_are_refused_before_any_statement_is_sent(
    reader: OperationClient,
) -> None:
    inner = "title"
    for _ in range(3):
        inner = f"tags {{ posts(first: 100) {{ nodes {{ {inner} }} }} }}"

    result = await reader.run(f"{{ posts(first: 100) {{ nodes {{ {inner} }} }} }}")

    assert result.errors[0]["extensions"]["code"] == "COST_LIMIT"
    assert result.errors[0]["extensions"]["allowed"] == 10_000
    assert result.statements.statements == []


async def test_a_list_longer_than_its_estimate_is_refused_once_it_is_read(
    reader: OperationClient, planned: OperationClient
) -> None:
    menu = GraphQLRequest('{ menu(by: { location: "primary" }) { items { label } } }')

    results = [await client.run_request(menu, max_nodes=4) for client in (reader, planned)]

    errors = [result.errors for result in results]
    assert errors[0] == errors[1]
    assert errors[0][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert errors[0][0]["extensions"]["limit"] == "nodes"
    assert results[1].fallback == "large"


@pytest.mark.parametrize(
    ("more", "fewer"),
    [("bread", "bread -ovens"), ("bread", "bread -oven"), ("night", "night -sea")],
)
async def test_search_can_exclude_words(reader: OperationClient, more: str, fewer: str) -> None:
    query = """query ($words: String!) {
      search(query: $words) { totalCount }
      posts(where: { search: $words }) { totalCount }
    }"""

    all_, some = [await reader.data(query, {"words": words}) for words in (more, fewer)]

    assert some["search"]["totalCount"] < all_["search"]["totalCount"]
    assert some["posts"]["totalCount"] < all_["posts"]["totalCount"]


async def test_search_finds_other_forms_of_a_word(reader: OperationClient) -> None:
    query = "query ($words: String!) { search(query: $words) { totalCount } }"

    counts = [
        (await reader.data(query, {"words": word}))["search"]["totalCount"]
        for word in ("oven", "ovens")
    ]

    assert counts[0] == counts[1] > 0


async def test_search_with_an_empty_list_of_kinds_finds_nothing(reader: OperationClient) -> None:
    query = '{ search(query: "bread", kinds: []) { totalCount nodes { __typename } } }'

    assert await reader.data(query) == {"search": {"totalCount": 0, "nodes": []}}
