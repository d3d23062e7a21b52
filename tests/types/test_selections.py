"""Heavy columns are read where they are selected, however the selection is written."""

from __future__ import annotations

from typing import Any

import pytest

from gql.operation.request import GraphQLRequest
from tests.operation_client import Asking


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
            """{ a: search(query: "bread") { nodes { ... on Post { title } } }
            b: search(query: "bread") { nodes { ... on Post { content } ... on Page { content } } } }""",
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
async def test_what_is_selected_is_there(reader: Asking, query: str, path: list[str | int]) -> None:
    found: Any = await reader.data(query)

    for step in path:
        found = found[step]
    assert len(found) > 20


async def test_what_is_not_selected_is_not_read(reader: Asking) -> None:
    result = await reader.run("{ posts { nodes { title tags { name } } } }")

    assert not [s for s, _ in result.statements.statements if "content_" in s.text]


async def test_lists_in_lists_are_refused_before_anything_is_read(reader: Asking) -> None:
    inner = "title"
    for _ in range(3):
        inner = f"tags {{ posts(first: 100) {{ nodes {{ {inner} }} }} }}"

    result = await reader.run(f"{{ posts(first: 100) {{ nodes {{ {inner} }} }} }}")

    assert result.errors[0]["extensions"]["code"] == "COST_LIMIT"
    assert result.errors[0]["extensions"]["allowed"] == 10_000
    assert result.statements.statements == []


async def test_a_list_longer_than_was_estimated_is_refused_when_it_is_read(
    reader: Asking, planned: Asking
) -> None:
    menu = GraphQLRequest('{ menu(by: { location: "primary" }) { items { label } } }')

    results = [await asking.ask(menu, max_nodes=4) for asking in (reader, planned)]

    errors = [result.errors for result in results]
    assert errors[0] == errors[1]
    assert errors[0][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert errors[0][0]["extensions"]["limit"] == "nodes"
    assert results[1].fallback == "large"


@pytest.mark.parametrize(
    ("more", "fewer"),
    [("bread", "bread -ovens"), ("bread", "bread -oven"), ("night", "night -sea")],
)
async def test_words_can_be_excluded(reader: Asking, more: str, fewer: str) -> None:
    query = """query ($words: String!) {
      search(query: $words) { totalCount }
      posts(where: { search: $words }) { totalCount }
    }"""

    all_, some = [await reader.data(query, {"words": words}) for words in (more, fewer)]

    assert some["search"]["totalCount"] < all_["search"]["totalCount"]
    assert some["posts"]["totalCount"] < all_["posts"]["totalCount"]


async def test_words_are_found_in_other_forms(reader: Asking) -> None:
    query = "query ($words: String!) { search(query: $words) { totalCount } }"

    counts = [
        (await reader.data(query, {"words": word}))["search"]["totalCount"]
        for word in ("oven", "ovens")
    ]

    assert counts[0] == counts[1] > 0


async def test_no_kinds_find_nothing(reader: Asking) -> None:
    query = '{ search(query: "bread", kinds: []) { totalCount nodes { __typename } } }'

    assert await reader.data(query) == {"search": {"totalCount": 0, "nodes": []}}
