"""What `where` becomes: `or` and `not` as logic says, nothing opened, all of it bounded."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from gql.db import Visibility
from gql.engine import Context
from gql.engine.declare.where import MAX_BRANCHES, MAX_VALUES
from gql.operation.request import GraphQLRequest
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.operation_client import SERVICE_URL, OperationClient, open_client, reads_seeing
from tests.schema import row_factories

NAMES = "nodes { databaseId slug }"
FACTS = """{ posts(first: 100) { nodes {
  id databaseId slug isSticky language
  authors { id databaseId slug } categories { id databaseId slug ancestors { id databaseId slug } } tags { id databaseId slug }
} } }"""
LISTED = (
    "query ($where: PostWhere) { posts(first: 100, where: $where) { totalCount nodes { slug } } }"
)
KEYS = {"slugs": "slug", "ids": "id", "databaseIds": "databaseId"}
Post = dict[str, Any]


class Wheres:
    """Draws conditions for posts, and says in Python which posts they match."""

    def __init__(self, rng: random.Random, posts: list[Post]) -> None:
        self.rng = rng
        self.posts = posts

    def where(self, levels: int = 2) -> dict[str, Any]:
        choices: dict[str, Callable[[], Any]] = {
            "sticky": lambda: self.rng.random() < 0.5,
            "language": lambda: self.rng.choice(("en", "de")),
            "post": lambda: self._filter([self.posts]),
            "author": lambda: self._filter([one["authors"] for one in self.posts]),
            "category": lambda: {
                **self._filter([one["categories"] for one in self.posts], "all"),
                **self.rng.choice(({}, {"includeChildren": True}, {"includeChildren": False})),
            },
            "tag": lambda: self._filter([one["tags"] for one in self.posts], "all"),
        }
        if levels:
            branches = self.rng.choice((0, 1, 2, 2, 3))
            choices["or"] = lambda: [self.where(levels - 1) for _ in range(branches)]
            choices["not"] = lambda: self.where(levels - 1)
        names = self.rng.sample(list(choices), self.rng.choice((0, 1, 1, 2, 2, 3)))
        return {name: choices[name]() for name in names}

    def _filter(self, lists: list[list[Post]], *more: str) -> dict[str, Any]:
        known = [one for each in lists for one in each]
        by = self.rng.choice(list(KEYS))
        values = [self.rng.choice(known)[KEYS[by]] for _ in range(self.rng.choice((0, 1, 2, 3)))]
        hows = self.rng.sample(("in", "notIn", *more), self.rng.choice((1, 1, 2)))
        return {how: {by: values} for how in hows}


def matches(post: Post, where: dict[str, Any]) -> bool:
    return all(_holds(post, name, value) for name, value in where.items())


def _holds(post: Post, name: str, value: Any) -> bool:
    match name:
        case "or":
            return any(matches(post, one) for one in value)
        case "not":
            return not matches(post, value)
        case "sticky":
            return bool(post["isSticky"] == value)
        case "language":
            return bool(post["language"].lower().startswith(value))
        case "category":
            among = list(post["categories"])
            if value.get("includeChildren", True):
                among += [above for one in among for above in one["ancestors"]]
        case _:
            among = {"post": [post], "author": post["authors"], "tag": post["tags"]}[name]
    return all(
        _compared(among, how, nodes) for how, nodes in value.items() if isinstance(nodes, dict)
    )


def _compared(among: list[Post], how: str, nodes: dict[str, list[Any]]) -> bool:
    [(by, values)] = nodes.items()
    found = {one[KEYS[by]] for one in among} & {*values}
    return {"in": bool(found), "notIn": not found, "all": found == {*values}}[how]


@pytest.mark.parametrize("by_plan", [False, True])
async def test_or_and_not_match_what_logic_says(reader: OperationClient, by_plan: bool) -> None:
    client = OperationClient(reader.database, by_plan=by_plan)
    posts = (await client.data(FACTS))["posts"]["nodes"]
    wheres, sizes = Wheres(random.Random(4), posts), set()
    for _ in range(250):
        where = wheres.where()
        expected = [one["slug"] for one in posts if matches(one, where)]
        found = (await client.data(LISTED, {"where": where}))["posts"]
        assert [one["slug"] for one in found["nodes"]] == expected, where
        assert found["totalCount"] == len(expected), where
        sizes.add(len(expected))
    # guards against conditions that all match nothing, or everything
    assert len(sizes) > 8


@pytest.fixture(scope="module")
async def with_drafts(module_database: str) -> AsyncIterator[OperationClient]:
    """Author 1 has `public` and `draft`, author 2 `other` and `hidden`; one comment is held."""
    async with row_factories.owner_connection(module_database) as owner:
        for slugs in (("public", "draft"), ("other", "hidden")):
            author = await row_factories.author(owner)
            for slug, status in zip(slugs, ("PUBLISHED", "DRAFT"), strict=True):
                post = await row_factories.entry(owner, author, slug=slug, status=status)
                await row_factories.insert(
                    owner, "post_author", {"post_id": post, "author_id": author}
                )
        post = await owner.fetchval("select id from entry where slug = 'public'")
        await row_factories.comment(owner, post, author_id=1, guest_name=None)
        await row_factories.comment(owner, post, author_id=1, guest_name=None, status="HELD")
        await row_factories.comment(owner, post)
    async with open_client(module_database) as client:
        yield client


READER, EDITOR = Viewer(Role.READER, 1, 1, "one@x.example"), Viewer(Role.EDITOR, 9, 9, "nine@x.example")  # fmt: skip
DRAFT = {"status": {"in": ["DRAFT"]}}
ALL = ["draft", "hidden", "other", "public"]


@pytest.mark.parametrize("by_plan", [False, True])
@pytest.mark.parametrize(
    ("where", "public", "own", "editors"),
    [
        ({}, ["other", "public"], ["other", "public"], ["other", "public"]),
        (DRAFT, [], ["draft"], ["draft", "hidden"]),
        ({"status": {"notIn": ["TRASH"]}}, ["other", "public"], ["draft", "other", "public"], ALL),
        # a branch opens itself, and no other
        ({"or": [DRAFT, {}]}, ["other", "public"], ["draft", "other", "public"], ALL),
        (
            {"or": [DRAFT, {"sticky": False}], "author": {"in": {"databaseIds": [2]}}},
            ["other"],
            ["other"],
            ["hidden", "other"],
        ),
        (
            {"or": [{"sticky": False}, {"sticky": True}]},
            ["other", "public"],
            ["other", "public"],
            ["other", "public"],
        ),
        (
            {"or": [{"or": [DRAFT, {"sticky": True}]}, {"post": {"in": {"slugs": ["other"]}}}]},
            ["other"],
            ["draft", "other"],
            ["draft", "hidden", "other"],
        ),
        # a state that all branches are in
        ({**DRAFT, "or": [{"sticky": False}]}, [], ["draft"], ["draft", "hidden"]),
        # `not` only leaves out
        ({"not": DRAFT}, ["other", "public"], ["other", "public"], ["other", "public"]),
        ({"not": {"status": {"in": ["PUBLISHED"]}}}, [], [], []),
        ({"not": {"not": DRAFT}}, [], [], []),
        ({"not": {"or": [{"status": {"notIn": ["DRAFT"]}}]}}, [], [], []),
        ({"or": []}, [], [], []),
        ({"not": {}}, [], [], []),
        # names of what may not be seen find nothing
        ({"post": {"in": {"slugs": ["hidden", "public"]}}}, ["public"], ["public"], ["public"]),
        ({**DRAFT, "post": {"in": {"slugs": ["hidden"]}}}, [], [], ["hidden"]),
    ],
    ids=str,
)
async def test_what_is_not_listed_stays_out_unless_a_state_is_named_and_may_be_seen(
    with_drafts: OperationClient,
    by_plan: bool,
    where: dict[str, Any],
    public: list[str],
    own: list[str],
    editors: list[str],
) -> None:
    for viewer, expected in ((ANONYMOUS, public), (READER, own), (EDITOR, editors)):
        data = await _as(with_drafts, viewer, LISTED, {"where": where}, by_plan=by_plan)
        assert sorted(one["slug"] for one in data["posts"]["nodes"]) == expected, viewer
        assert data["posts"]["totalCount"] == len(expected), viewer


COMMENTS = """query ($where: CommentWhere) {
  comments(where: $where, orderBy: OLDEST) { totalCount nodes { databaseId } } }"""


@pytest.mark.parametrize("by_plan", [False, True])
@pytest.mark.parametrize(
    ("where", "found"),
    [
        # the viewer's own held comment, 2, is listed; those of guests have no author
        ({"author": {"notIn": {"databaseIds": [1]}}}, [3]),
        ({"not": {"author": {"in": {"databaseIds": [1]}}}}, [3]),
        ({"or": [{"author": {"in": {"databaseIds": [1, 2]}}}, {"rootsOnly": True}]}, [1, 2, 3]),
        ({"or": [{"status": {"in": ["HELD"]}}, {"comment": {"in": {"databaseIds": [1]}}}]}, [1, 2]),
        ({"not": {"status": {"in": ["APPROVED"]}}}, [2]),
        ({"kind": {"notIn": ["PINGBACK"]}, "status": {"notIn": ["APPROVED"]}}, [2]),
        ({"parent": {"in": {"databaseIds": [1]}}}, []),
        # an id of another type, and one that nothing has
        ({"on": {"in": {"ids": ["QXV0aG9yOjE=", "x"]}}}, []),
    ],
    ids=str,
)
async def test_conditions_of_comments_hold_for_guests_and_for_the_viewers_own_held_ones(
    with_drafts: OperationClient, by_plan: bool, where: dict[str, Any], found: list[int]
) -> None:
    data = await _as(with_drafts, READER, COMMENTS, {"where": where}, by_plan=by_plan)
    assert [one["databaseId"] for one in data["comments"]["nodes"]] == found
    assert data["comments"]["totalCount"] == len(found)


def nested(levels: int) -> dict[str, Any]:
    return {"not": nested(levels - 1)} if levels else {"sticky": True}


def slugs(count: int) -> dict[str, Any]:
    return {"in": {"slugs": [f"s{n}" for n in range(count)]}}


@pytest.mark.parametrize("by_plan", [False, True])
@pytest.mark.parametrize(
    ("allowed", "refused", "limit"),
    [
        (nested(2), nested(3), "whereNesting"),
        ({"or": [{}] * MAX_BRANCHES}, {"or": [{}] * (MAX_BRANCHES + 1)}, "whereBranches"),
        ({"or": [{"not": {}}] * 10}, {"or": [{"not": {}}] * 11}, "whereBranches"),
        ({"tag": slugs(100)}, {"tag": slugs(101)}, "list"),
        (
            {"or": [{"tag": slugs(100)}] * 3},
            {"or": [{"tag": slugs(100)}] * 3, "not": {"post": slugs(1)}},
            "whereValues",
        ),
    ],
    ids=["levels", "branches", "branches below branches", "one list", "all lists"],
)
async def test_a_where_is_bounded_in_branches_levels_and_values(
    reader: OperationClient,
    by_plan: bool,
    allowed: dict[str, Any],
    refused: dict[str, Any],
    limit: str,
) -> None:
    client = OperationClient(reader.database, by_plan=by_plan)
    query = "query ($where: PostWhere) { posts(first: 1, where: $where) { nodes { id } } }"
    assert not (await client.run(query, {"where": allowed})).errors
    [error] = (await client.run(query, {"where": refused})).errors
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["limit"] == limit
    assert MAX_VALUES == 300


async def _as(
    client: OperationClient,
    viewer: Viewer,
    query: str,
    variables: dict[str, Any],
    *,
    by_plan: bool,
) -> dict[str, Any]:
    executor = OperationClient(client.database, by_plan=by_plan).executor
    reader = reads_seeing(client.database, viewer, Visibility(viewer.author_id))
    result = await executor.run(
        GraphQLRequest(query, variables=variables), Context(viewer, reader, SERVICE_URL)
    )
    assert not result.errors, result.errors
    assert result.planned == by_plan
    assert result.data
    return result.data
