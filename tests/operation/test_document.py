"""Documents are answered without their syntax trees, of which only few are kept."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from graphql import FieldNode, SelectionSetNode

from gql.operation.document import MAX_KEPT_DEFINITIONS, SyntaxTrees
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from tests.loop_watchdog import LoopWatchdog
from tests.operation_client import OperationClient

DEFINITIONS = " ".join(f"$v{n}: Int" for n in range(MAX_KEPT_DEFINITIONS + 1))
USES = " ".join(
    f"p{n}: posts(first: $v{n}) {{ totalCount }}" for n in range(MAX_KEPT_DEFINITIONS + 1)
)
REQUESTS = {
    "a query": GraphQLRequest("{ site { title } }"),
    "one with strings": GraphQLRequest(
        "query ($slug: String!) { post(by: { slug: $slug }) { title } }",
        variables={"slug": "bread-at-four"},
    ),
    "one with other variables": GraphQLRequest(
        "query ($n: Int!) { posts(first: $n) { nodes { title } pageInfo { hasNextPage } } }",
        variables={"n": 2},
    ),
    "one with many variables": GraphQLRequest(
        f"query ({DEFINITIONS}) {{ {USES} }}", variables={"v1": 3}
    ),
    "a value that is none": GraphQLRequest(
        "query ($n: Int!) { posts(first: $n) { nodes { title } } }", variables={"n": "two"}
    ),
    "an argument that is refused": GraphQLRequest("{ posts(first: 101) { nodes { title } } }"),
    "one that is refused below a field": GraphQLRequest(
        "{ posts(first: 1) { nodes { excerpt(words: 0) } } }"
    ),
    "fragments": GraphQLRequest("{ ...S } fragment S on Query { site { title } }"),
    "a discussion": GraphQLRequest(
        '{ post(by: { slug: "bread-at-four" }) { discussion(first: 2) { nodes { id } } } }'
    ),
    "the second operation": GraphQLRequest("query A { site { url } } query B { viewer { email } }", "B"),
    "an operation that is not there": GraphQLRequest("query A { site { url } }", "B"),
    "the schema": GraphQLRequest("{ __schema { queryType { name } } }"),
    "a mutation": GraphQLRequest(
        'mutation { signOut(input: { refreshToken: "x" }) { userErrors { code } } }'
    ),
    "a subscription beside a query": GraphQLRequest("query A { site { url } } subscription B { x }", "B"),
}  # fmt: skip


@dataclass(eq=False)
class Sized:
    """As much of a document as its syntax tree needs."""

    tokens: int
    kept_tree: Any = None

    def drop_tree(self) -> None:
        """As Document does."""
        self.kept_tree = None


_numbers = count()


async def run_another(client: OperationClient) -> None:
    """A new document, whose tree takes the place of the others."""
    await client.run(f"{{ site {{ url }} }} # {next(_numbers)}")
    assert client.executor.document_cache._trees.tokens == 9


def outcome(result: Result) -> tuple[object, ...]:
    return result.data, result.errors, result.planned


@pytest.mark.parametrize("what", REQUESTS)
async def test_a_document_whose_tree_was_dropped_is_answered_as_before(
    reader: OperationClient, what: str
) -> None:
    client = OperationClient(reader.database, by_plan=True)
    client.executor.document_cache._trees = SyntaxTrees(max_tokens=0)  # keeps the newest
    first = await client.run_request(REQUESTS[what])
    for _ in range(3):
        await run_another(client)
        assert outcome(await client.run_request(REQUESTS[what])) == outcome(first)


def test_trees_of_documents_used_last_are_kept_within_a_number_of_tokens() -> None:
    trees, documents = SyntaxTrees(max_tokens=100), [Sized(30) for _ in range(5)]
    for document in documents[:3]:
        trees.keep(document, "tree")  # type: ignore[arg-type]
    trees.keep(documents[0], "tree")  # type: ignore[arg-type]
    for document in documents[3:]:
        trees.keep(document, "tree")  # type: ignore[arg-type]
    assert [bool(one.kept_tree) for one in documents] == [True, False, False, True, True]
    assert trees.tokens == 90


@pytest.mark.parametrize(
    "query",
    [
        "{ posts(first: 2) { nodes { title author { name } } pageInfo { hasNextPage } } }",
        "query ($n: Int) { posts(first: $n) { nodes { title comments(first: $n) { nodes { id } } } } }",
        '{ post(by: { slug: "bread-at-four" }) { discussion(first: 3) { nodes { id } } } }',
        "{ posts(first: 1) { nodes { excerpt(words: 0) avatar: title } } }",
        "{ posts(first: 101) { nodes { title } } }",
    ],
)
async def test_a_plan_keeps_nothing_of_what_the_document_selects(
    reader: OperationClient, watchdog: LoopWatchdog, query: str
) -> None:
    client = OperationClient(reader.database, by_plan=True)
    client.executor.document_cache._trees = SyntaxTrees(max_tokens=0)
    await run_another(client)
    with watchdog.own_work():
        before = selections()
    for _ in range(2):
        await client.run(query)
    await run_another(client)
    assert client.executor.document_cache.plans == 3
    with watchdog.own_work():
        assert selections() == before


def selections() -> int:
    """How many selection sets, and fields that have one, are alive."""
    gc.collect()
    return sum(
        isinstance(one, SelectionSetNode)
        or (isinstance(one, FieldNode) and one.selection_set is not None)
        for one in gc.get_objects()
    )
