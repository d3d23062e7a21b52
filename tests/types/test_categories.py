"""The posts of a category are those of the categories below it too, for each viewer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gql.db import Visibility
from gql.engine import Context
from gql.operation.request import GraphQLRequest
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.operation_client import SERVICE_URL, OperationClient, open_client, reads_seeing
from tests.schema import row_factories

# Trees: 1 above 2 above 3; 4. Author 1 has the draft and the post of tomorrow, author 2 the rest.
POSTS: dict[str, tuple[str, int, list[int]]] = {
    "of-the-root": ("PUBLISHED", 2, [1]),
    "of-the-middle": ("PUBLISHED", 2, [2]),
    "of-both": ("PUBLISHED", 2, [1, 3]),
    "of-the-leaf": ("PUBLISHED", 2, [3]),
    "elsewhere": ("PUBLISHED", 2, [4]),
    "my-draft": ("DRAFT", 1, [3]),
    "of-tomorrow": ("PUBLISHED", 1, [3]),
    "their-draft": ("DRAFT", 2, [2]),
}
QUERY = """query ($where: PostWhere, $children: Boolean!) { category(by: { databaseId: 1 }) {
  postCount(includeChildren: $children)
  counted: posts(includeChildren: $children) { totalCount }
  posts(where: $where, includeChildren: $children, orderBy: TITLE) { totalCount nodes { slug } } } }"""
READER = Viewer(Role.READER, 1, 1, "one@blog.example")
EDITOR = Viewer(Role.EDITOR, 9, 9, "nine@blog.example")


@pytest.fixture(scope="module")
async def client(module_database: str) -> AsyncIterator[OperationClient]:
    async with row_factories.owner_connection(module_database) as owner:
        for _ in range(2):
            await row_factories.author(owner)
        for parent in (None, 1, 2, None):
            await row_factories.term(owner, parent_id=parent)
        tomorrow = await owner.fetchval("select now() + interval '1 day'")
        for slug, (status, author, categories) in POSTS.items():
            time = {"published_at": tomorrow} if slug == "of-tomorrow" else {}
            post = await row_factories.entry(
                owner, author, slug=slug, title=slug, status=status, **time
            )
            await row_factories.insert(owner, "post_author", {"post_id": post, "author_id": author})
            for category in categories:
                await row_factories.insert(
                    owner, "post_term", {"post_id": post, "term_id": category}
                )
    async with open_client(module_database) as opened:
        yield opened


PUBLIC = ["of-both", "of-the-leaf", "of-the-middle", "of-the-root"]
UNSEEN = {"status": {"in": ["DRAFT", "SCHEDULED"]}}


@pytest.mark.parametrize("by_plan", [False, True])
@pytest.mark.parametrize(
    ("viewer", "where", "children", "found"),
    [
        (ANONYMOUS, {}, True, PUBLIC),
        (ANONYMOUS, {}, False, ["of-both", "of-the-root"]),
        (ANONYMOUS, UNSEEN, True, []),
        (READER, {}, True, PUBLIC),
        (READER, UNSEEN, True, ["my-draft", "of-tomorrow"]),
        (READER, UNSEEN, False, []),
        (EDITOR, UNSEEN, True, ["my-draft", "of-tomorrow", "their-draft"]),
        (ANONYMOUS, {"category": {"in": {"databaseIds": [2]}}}, True, [*PUBLIC[:3]]),
        (
            ANONYMOUS,
            {"category": {"in": {"databaseIds": [2]}, "includeChildren": False}},
            True,
            ["of-the-middle"],
        ),
        (ANONYMOUS, {"category": {"notIn": {"databaseIds": [3]}}}, True, PUBLIC[2:]),
        (ANONYMOUS, {"category": {"all": {"databaseIds": [1, 2, 3]}}}, True, PUBLIC[:2]),
        (
            ANONYMOUS,
            {"category": {"all": {"databaseIds": [1, 3]}, "includeChildren": False}},
            True,
            ["of-both"],
        ),
    ],
)
async def test_a_category_has_the_posts_of_those_below_it_unless_it_is_asked_for_its_own(
    client: OperationClient,
    by_plan: bool,
    viewer: Viewer,
    where: dict[str, Any],
    children: bool,
    found: list[str],
) -> None:
    executor = OperationClient(client.database, by_plan=by_plan).executor
    reader = reads_seeing(client.database, viewer, Visibility(viewer.author_id))
    request = GraphQLRequest(QUERY, variables={"where": where, "children": children})
    result = await executor.run(request, Context(viewer, reader, SERVICE_URL))
    assert not result.errors
    assert result.data
    category = result.data["category"]
    assert [one["slug"] for one in category["posts"]["nodes"]] == found
    assert category["posts"]["totalCount"] == len(found)
    # counts say what readers see, whoever asks
    assert category["postCount"] == (4 if children else 2)
    assert category["counted"]["totalCount"] == (4 if children else 2)


async def test_a_move_of_a_category_takes_its_posts_along(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        old, new, moved = [await row_factories.term(owner) for _ in range(3)]
        post = await row_factories.entry(owner, await row_factories.author(owner))
        await row_factories.insert(owner, "post_term", {"post_id": post, "term_id": moved})
        for parent in (old, new):
            await owner.execute("update term set parent_id = $2 where id = $1", moved, parent)
        counts = await owner.fetch("select total_post_count from term order by id")
        assert [record[0] for record in counts] == [0, 1, 1]
