"""Invalid arguments get an error with a code; hidden content is indistinguishable from missing."""

from __future__ import annotations

import asyncio
import json

import pytest

from gql.engine import encode_id
from tests.operation_client import OperationClient

TOO_LONG = "x" * 401


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ posts(first: 0) { totalCount } }", "BAD_PAGE_SIZE"),
        ("{ posts(first: -1) { totalCount } }", "BAD_PAGE_SIZE"),
        ("{ posts(last: 101) { totalCount } }", "BAD_PAGE_SIZE"),
        ("{ posts(first: 2147483647) { totalCount } }", "BAD_PAGE_SIZE"),
        ("{ posts(first: 2147483648) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ posts(first: 1, last: 1) { totalCount } }", "BAD_PAGE_SIZE"),
        ('{ posts(after: "") { totalCount } }', "BAD_CURSOR"),
        ('{ posts(before: "garbage") { totalCount } }', "BAD_CURSOR"),
        ('{ search(query: "a", after: "garbage") { totalCount } }', "BAD_CURSOR"),
        ('{ search(query: "a", first: 0) { totalCount } }', "BAD_PAGE_SIZE"),
        (f'{{ search(query: "{TOO_LONG}") {{ totalCount }} }}', "BAD_USER_INPUT"),
        ('{ search(query: "\\u0000") { totalCount } }', "BAD_USER_INPUT"),
        ('{ post(by: { slug: "\\u0000" }) { title } }', "BAD_USER_INPUT"),
        ("{ post(by: {}) { title } }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ post(by: { slug: "a", uri: "b" }) { title } }', "GRAPHQL_VALIDATION_FAILED"),
        ("{ post(by: { slug: null }) { title } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ posts(first: 1) { nodes { related(first: 101) { nodes { slug } } } } }", "BAD_PAGE_SIZE"),
        ("{ posts(first: 1) { nodes { excerpt(words: 0) } } }", "BAD_USER_INPUT"),
        ("{ posts(first: 1) { nodes { excerpt(words: 301) } } }", "BAD_USER_INPUT"),
        ("{ authors(first: 1) { nodes { avatar(size: 15) { url } } } }", "BAD_USER_INPUT"),
        ("{ posts(first: 1) { nodes { discussion(maxDepth: 501) { totalCount } } } }", "BAD_USER_INPUT"),
        ("{ posts(first: 1) { nodes { discussion(repliesFirst: 0) { totalCount } } } }", "BAD_PAGE_SIZE"),
        ('{ posts(first: 1) { nodes { discussion(after: ".") { totalCount } } } }', "BAD_CURSOR"),
        ('{ posts(where: { published: { from: "yesterday" } }) { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
        ('{ posts(where: { published: { from: "2026-01-01T00:00:00" } }) { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
        ("{ posts(where: { published: { from: 5 } }) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ posts(orderBy: null) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ posts(orderBy: title) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)  # fmt: skip
async def test_an_invalid_argument_is_refused_with_a_code(
    reader: OperationClient, query: str, code: str
) -> None:
    result = await reader.run(query)

    assert [error["extensions"]["code"] for error in result.errors] == [code]
    assert len(result.errors[0]["message"]) > 20


@pytest.mark.parametrize("text", ["half a pair \ud800", "\udfff"])
async def test_a_lone_surrogate_is_refused(reader: OperationClient, text: str) -> None:
    query = "query ($slug: String!) { post(by: { slug: $slug }) { title } }"

    assert await reader.error_codes(query, {"slug": text}) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "value", [1, True, [], {}, "2026-13-01T00:00:00Z", "0000-01-01T00:00:00Z", "2026-01-01"]
)
async def test_a_time_in_a_variable_needs_its_offset(
    reader: OperationClient, value: object
) -> None:
    query = "query ($t: DateTime) { posts(where: { published: { until: $t } }) { totalCount } }"

    assert await reader.error_codes(query, {"t": value}) == ["BAD_USER_INPUT"]


async def test_times_of_any_offset_are_accepted(reader: OperationClient) -> None:
    query = "query ($t: DateTime) { posts(where: { published: { from: $t } }) { totalCount } }"

    counts = [
        (await reader.data(query, {"t": moment}))["posts"]["totalCount"]
        for moment in (
            "2026-11-21T02:35:00Z",
            "2026-11-21T04:35:00+02:00",
            "2026-11-21t02:35:00z",
            "2026-11-21t02:34:60.000Z",
            "2026-11-21 02:34:59.9999999z",
            "2026-11-21T02:35:01Z",
        )
    ]

    assert counts == [1, 1, 1, 1, 1, 0]


async def test_at_most_100_ids_are_looked_up_at_once(reader: OperationClient) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [encode_id("Post", 7)] * 101

    result = await reader.run(query, {"ids": ids})

    assert [e["extensions"]["code"] for e in result.errors] == ["LIMIT_EXCEEDED"]
    assert result.errors[0]["extensions"]["allowed"] == 100
    nodes = (await reader.data(query, {"ids": ids[:100]}))["nodes"]
    assert nodes == [{"id": ids[0]}] * 100


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("/bread-at-four/", 200),
        ("bread-at-four", 200),
        ("/a\x00b/", 404),
        ("/br%C3%A9ad/", 404),
        ("/bread-at-four?utm_source=a&b", 200),
        ("http://quire.example/bread-at-four/", 200),
        ("/bread-at-4", 301),
        ("/notes-towards-an-owl/", 404),
        ("/good-morning/", 404),
        ("/house-style/", 404),
        ("/ten-gadgets-for-better-sleep/", 410),
        ("", 404),
        ("//", 404),
        ("http://[", 404),
        ("/" + "x" * 5000, 404),
        ("/%00/", 404),
        ("/'; drop table post; --", 404),
    ],
)
async def test_a_route_has_a_status_for_any_path(
    reader: OperationClient, uri: str, status: int
) -> None:
    data = await reader.data("query ($u: String!) { route(uri: $u) { status } }", {"u": uri})

    assert data["route"]["status"] == status


async def test_a_moved_comment_is_followed(reader: OperationClient) -> None:
    query = """{ post(by: { slug: "bread-at-four" }) { comments(first: 1) { nodes { databaseId } } } }"""
    key = (await reader.data(query))["post"]["comments"]["nodes"][0]["databaseId"]

    data = await reader.data(
        "query ($u: String!) { route(uri: $u) { status location resource { uri } } }",
        {"u": f"/bread-at-4/#comment-{key}"},
    )

    uri = f"/bread-at-four/#comment-{key}"
    assert data["route"] == {"status": 301, "location": uri, "resource": {"uri": uri}}


async def test_hidden_and_missing_content_give_the_same_response(reader: OperationClient) -> None:
    query = """query ($slug: String!, $uri: String!, $id: ID!) {
      bySlug: post(by: { slug: $slug }) { id }
      byUri: post(by: { uri: $uri }) { id }
      byId: node(id: $id) { id }
      nodes(ids: [$id]) { id }
      search(query: $slug) { totalCount edges { score } }
      posts(where: { search: $slug }) { totalCount }
      route(uri: $uri) { status location resource { id } }
    }"""
    hidden = {"slug": "notes-towards-an-owl", "uri": "/notes-towards-an-owl/"}
    missing = {"slug": "of-that-there-is-nothing", "uri": "/of-that-there-is-nothing/"}
    drafts = [encode_id("Post", key) for key in range(1, 40)]
    readable = {
        node["id"]
        for node in (await reader.data("{ posts(first: 100) { nodes { id } } }"))["posts"]["nodes"]
    }

    answers = {
        json.dumps((await reader.run(query, {**names, "id": key})).data)
        for names in (hidden, missing)
        for key in [*(d for d in drafts if d not in readable), encode_id("Post", 999_999)]
    }

    assert len(answers) == 1


async def test_a_failed_field_does_not_affect_the_others(reader: OperationClient) -> None:
    """A failed non-null field must not cancel the batches that it shares with other fields."""
    # graphql-core 3.3 cancels the siblings of a failed non-null field, and a cancelled task takes
    # the shared future of a DataLoader along. It depends on timing, hence 20 rounds.
    items = " ".join(
        f"p{i}: posts(first: 3) {{ nodes {{ title author {{ name avatar(size: {size}) {{ url }} }} }} }}"
        for i, size in enumerate([96, 5, 96, 5, 96])
    )
    for _ in range(20):
        result = await reader.run(
            f'{{ {items} archive {{ year }} post(by: {{ slug: "bread-at-four" }}) '
            "{ author { name avatar(size: 1) { url } } tags { name } } site { title } }"
        )

        assert {error["extensions"]["code"] for error in result.errors} == {"BAD_USER_INPUT"}


async def test_a_failed_operation_leaves_no_task_running(reader: OperationClient) -> None:
    before = asyncio.all_tasks()

    for size in (10, 20, 30):
        await reader.run(
            f"{{ posts(first: {size}) {{ nodes {{ author {{ avatar(size: 1) {{ url }} }} "
            "related { nodes { title } } comments { nodes { author { name } ancestors { number } } } } } }"
        )
    # longer than any statement of these operations takes
    await asyncio.sleep(0.3)

    assert asyncio.all_tasks() <= before
