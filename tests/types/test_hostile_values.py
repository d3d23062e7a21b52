"""Whatever is typed into any argument, the service answers, or refuses it with a code."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gql.engine import encode_id
from gql.operation.planning import PLAN_BROKEN
from gql.viewer import Role
from tests.generating.leaf_arguments import LeafArgument, leaf_arguments
from tests.mutations.entry_requests import Newsroom, newsroom
from tests.operation_client import OperationClient
from tests.printed_schema import PRINTED

__all__ = ["newsroom"]
SAMPLES = {
    "slug": "bread-at-four", "uri": "/bread-at-four/", "query": "night", "id": encode_id("Post", 1),
    "DateTime": "2026-01-01T00:00:00Z", "location": "primary",
}  # fmt: skip
PIECES = (
    "-", '"', "(", ")", "|", "&", "!", ":*", "<->", "<2>", "\\", "'", "%", "_", "\x00", "\ud800", "\U0010ffff", "é", "東京",
    "🙂", "\u200b", "\u0301", " or ", " OR ", "a", "the", "0", "\n", "{", "}", ",", "/", "#", "?", ".", "@", "https://", "<b>",
)  # fmt: skip
IDS = (0, -1, 2**31, 2**63 - 1, 2**63, 10**30, "1'", "")
TIMES = (
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "infinity", "2026-02-30T00:00:00Z",
    "2026-01-01T00:00:00.123456789Z", "2016-12-31t23:59:60z", "-4713-01-01T00:00:00Z", "12:00Z",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.builds(lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(1, 6_000)),
    st.text(max_size=60),
    st.text(min_size=2_900, max_size=3_000),  # longer than a key of an index, and hard to compress
    st.lists(st.integers() | st.text(max_size=9) | st.none(), max_size=4).map(
        lambda keys: base64.urlsafe_b64encode(json.dumps(keys).encode()).decode()
    ),
)
STRATEGIES: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.sampled_from((0, 1, -1, 100, 2**31 - 1, -(2**31))) | st.integers(-(2**31), 2**31 - 1),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "ID": st.builds(encode_id, st.sampled_from(("Post", "Comment", "Author", "Media", "Tag", "x")), st.sampled_from(IDS))
    | texts,
    "DateTime": st.sampled_from(TIMES) | texts,
}  # fmt: skip
EACH = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def sample(name: str, type_name: str) -> Any:
    return SAMPLES.get(name, SAMPLES.get(type_name, 1 if type_name == "Int" else "word"))


QUERIES = list(leaf_arguments(PRINTED, PRINTED.query_type, sample))
# what a payload's fields take is tried on queries
MUTATIONS = [
    one
    for one in leaf_arguments(PRINTED, PRINTED.mutation_type, sample)
    if one.name.startswith("Mutation.")
]


def test_every_argument_with_a_text_or_a_number_is_tried() -> None:
    names = {one.name for one in QUERIES}
    assert {
        "Query.search.query",
        "Query.posts.where.search",
        "Query.posts.where.published.from",
        "Query.nodes.ids.[]",
        "Query.posts.where.language",
        "Post.discussion.after",
    } <= names
    assert len(names) > 80
    assert len(MUTATIONS) > 60


@pytest.mark.slow(4)
@pytest.mark.untraced
@pytest.mark.parametrize("shard", range(4))
async def test_a_query_answers_or_refuses_any_value(
    either_client: OperationClient, shard: int
) -> None:
    async def send(leaf: LeafArgument, value: Any) -> None:
        result = await either_client.run(leaf.query, leaf.variables(value))
        codes = {error["extensions"]["code"] for error in result.errors}
        assert "INTERNAL_SERVER_ERROR" not in codes, (leaf.name, value)
        # validation would mean that the operation is not one that reaches the argument
        assert "GRAPHQL_VALIDATION_FAILED" not in codes, (leaf.query, result.errors)
        assert result.fallback != PLAN_BROKEN, (leaf.name, value)

    for leaf in QUERIES[shard::4]:
        await each_value(leaf, send, 3)


@pytest.mark.slow(15)
@pytest.mark.untraced
async def test_a_mutation_answers_or_refuses_any_value(newsroom: Newsroom) -> None:
    await newsroom.create_published(Role.ADMIN)

    async def send(leaf: LeafArgument, value: Any) -> None:
        try:
            response = await newsroom.site.post(
                leaf.query, newsroom.tokens[Role.ADMIN], **leaf.variables(value)
            )
        except UnicodeEncodeError:
            return  # a lone surrogate is no JSON of any client's
        assert response.status_code < 500, (leaf.name, value, response.text)
        assert "INTERNAL_SERVER_ERROR" not in response.text, (leaf.name, value, response.text)
        assert "GRAPHQL_VALIDATION_FAILED" not in response.text, (leaf.query, response.text)

    for leaf in MUTATIONS:
        await each_value(leaf, send, 2)


async def each_value(
    leaf: LeafArgument, send: Callable[[LeafArgument, Any], Any], examples: int
) -> None:
    """Send values that Hypothesis draws, with a fresh seed in each run; a failure prints them."""
    drawn: list[Any] = []

    @settings(EACH, max_examples=examples)
    @given(value=STRATEGIES.get(leaf.type_name, texts))
    def draw(value: Any) -> None:
        drawn.append(value)

    await asyncio.to_thread(draw)
    for value in drawn:
        await send(leaf, value)


@pytest.mark.parametrize(
    "words",
    [
        "-" * 400,
        "- " * 200,
        '-"' * 200,
        "-(" * 200,
        "!" * 400,
        '"' * 399,
        "a -" + "-" * 396,
        "(" * 400,
        "-\u3000" * 200,
        "--東" * 20,
        "or " * 130,
        "a" + " or" * 130,
        "\\" * 400,
        "'" * 400,
        ":*" * 200,
        "a<->" * 40,
    ],
)
async def test_no_search_terms_are_a_fault(either_client: OperationClient, words: str) -> None:
    query = """query ($words: String!) {
      search(query: $words) { totalCount edges { highlight } } posts(where: { search: $words }) { totalCount }
    }"""

    result = await either_client.run(query, {"words": words})

    assert {e["extensions"]["code"] for e in result.errors} <= {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}
    assert result.fallback in (None, "refused")
