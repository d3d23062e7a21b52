"""In a discussion of 5,000 comments, the page around each is the one that a walk meets it on."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gql.engine import encode_id
from tests.operation_client import OperationClient, open_client
from tests.schema.row_factories import owner_connection

pytestmark = [pytest.mark.slow(25), pytest.mark.untraced]
COMMENTS, SIZE = 5_000, 50
ALL_FROM = 50_000  # operations
ORDERS = ("OLDEST", "NEWEST", "MOST_LIKED", "LEAST_LIKED", "BEST", "WORST")
# a fifth are replies, to one that came before; likes and times are shared by many
SEED = """
insert into author (slug, uri, name) values ('a', '/author/a/', 'A');
insert into entry (kind, status, slug, uri, title, author_id, published_at)
values ('POST', 'PUBLISHED', 'p', '/p/', 'Post', 1, '2024-01-01');
insert into comment (entry_id, parent_id, kind, status, content_text, published_at)
select 1, case when i % 5 = 0 then (i / 5) * 4 / 7 * 5 + 1 end, case when i % 9 = 0 then 'WEBMENTION' else 'COMMENT' end,
  'APPROVED', 'text', '2024-03-01'::timestamptz + i / 3 * interval '1 minute'
from generate_series(1, 5000) i order by i;
update comment set like_count = id % 13;
"""
LIST = """
query ($order: CommentOrder!, $after: String, $offset: Int, $around: ID, $kinds: CommentWhere) {
  post(by: { slug: "p" }) {
    page: FIELD(first: 50, orderBy: $order, after: $after, offset: $offset, around: $around, where: $kinds MORE) {
      nodes { id } pageInfo { hasPreviousPage hasNextPage endCursor }
    }
  }
}
"""
FLAT = LIST.replace("FIELD", "comments").replace("MORE", "")
THREADS = LIST.replace("FIELD", "discussion").replace("MORE", "maxDepth: 0")
WHOLE = LIST.replace("FIELD", "discussion").replace("MORE", "repliesFirst: 1")
"""Of each comment the first reply only: one that the page is read around is there all the same."""


@pytest.fixture(scope="module")
async def planned_client(module_database: str) -> AsyncIterator[OperationClient]:
    async with owner_connection(module_database) as owner:
        await owner.execute(SEED)
        await owner.execute("vacuum (analyze) comment")
    async with open_client(module_database) as client:
        yield OperationClient(client.database, by_plan=True)


async def page(client: OperationClient, text: str, **given: object) -> Any:
    return (await client.data(text, given))["post"]["page"]


async def walk(client: OperationClient, text: str, **given: object) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        one = await page(client, text, after=after, **given)
        found += [node["id"] for node in one["nodes"]]
        after = one["pageInfo"]["endCursor"]
        if not one["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.parametrize("kinds", [None, {"kind": {"in": ["COMMENT"]}}], ids=["all", "of a kind"])
@pytest.mark.parametrize("order", ORDERS)
async def test_a_page_by_offset_or_around_a_comment_is_that_of_the_walk(
    planned_client: OperationClient, order: str, kinds: object
) -> None:
    given = {"order": order, "kinds": kinds}
    for text in (FLAT, THREADS):
        walked = await walk(planned_client, text, **given)
        # each comment is looked for in one order or another, with the condition or without
        drawn = random.Random(f"{order}{kinds}").sample(range(len(walked)), len(walked) // 30)
        for at in drawn:
            found = await page(planned_client, text, around=walked[at], **given)
            start = at // SIZE * SIZE
            assert [node["id"] for node in found["nodes"]] == walked[start : start + SIZE]
            assert found["pageInfo"]["hasPreviousPage"] == (start > 0)
            assert found["pageInfo"]["hasNextPage"] == (start + SIZE < len(walked))
        for start in range(0, len(walked) + SIZE, 7 * SIZE + 3):
            found = await page(planned_client, text, offset=start, **given)
            assert [node["id"] for node in found["nodes"]] == walked[start : start + SIZE]


async def test_each_of_five_thousand_comments_is_on_its_page(
    planned_client: OperationClient, request: pytest.FixtureRequest
) -> None:
    """Each of them with `--operations 50000`; otherwise every seventh, at each place of a page."""
    walked = await walk(planned_client, FLAT, order="OLDEST")
    assert len(walked) == COMMENTS
    step = 1 if request.config.getoption("--operations") >= ALL_FROM else 7
    for at in range(0, COMMENTS, step):
        found = await page(planned_client, FLAT, order="OLDEST", around=walked[at])
        assert found["nodes"][at % SIZE]["id"] == walked[at]


async def test_a_reply_is_on_the_page_of_its_thread_whatever_comes_before_it(
    planned_client: OperationClient,
) -> None:
    for key in range(5, COMMENTS + 1, 25):
        id = encode_id("Comment", key)
        found = await page(planned_client, WHOLE, order="OLDEST", around=id)
        assert id in [node["id"] for node in found["nodes"]]
