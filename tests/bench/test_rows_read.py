"""Pages and neighbours far down a list are found by an index, not by stepping over what is before."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database, Statement
from gql.engine import Key, Order
from tests.bench.rows_read import Reads, reads_of
from tests.operation_client import OperationClient
from tests.schema import row_factories

pytestmark = [pytest.mark.slow(6), pytest.mark.untraced]
POSTS = 6_000
PAGE = "query ($after: String) { posts(first: 5, after: $after) { nodes { slug } } }"
NEIGHBOURS = "{ posts(first: 5, orderBy: %s) { nodes { previous { slug } } } }"
NEWEST = Order("post/newest", (Key("published_at", "timestamptz"),), descending=True)


@pytest.fixture(scope="module")
async def many_posts(module_database: str) -> AsyncIterator[Database]:
    """One post a day, on one connection."""
    async with row_factories.owner_connection(module_database) as owner:
        await owner.execute(
            "insert into entry (kind, status, slug, uri, author_id, published_at) "
            "select 'POST', 'PUBLISHED', i, '/' || i, $1, now() - i * interval '1 day' "
            "from generate_series(1, $2::integer) i",
            await row_factories.author(owner),
            POSTS,
        )
        await owner.execute("vacuum (analyze) entry")
    database = await Database.open(module_database, pool_size=1)
    yield database
    await database.close()


@pytest.fixture(params=[False, True], ids=["reference", "plan"])
def client(request: pytest.FixtureRequest, many_posts: Database) -> OperationClient:
    return OperationClient(many_posts, by_plan=request.param)


async def reads(client: OperationClient, text: str, **given: str) -> Reads:
    result = await client.run(text, given)
    assert not result.errors
    total = Reads()
    for one in result.statements.statements:
        total += await reads_of(client.database.reader, *one)
    return total


async def test_rows_that_a_filter_drops_are_counted(many_posts: Database) -> None:
    none = Statement("none", "select id from post where title = $1 and id <> all($2::bigint[])")
    assert (await reads_of(many_posts.reader, none, ("it's", [1, 2]))).rows >= POSTS


async def test_a_page_far_down_reads_no_more_than_the_first(client: OperationClient) -> None:
    text = "select published_at, id from post order by published_at limit 1 offset 20"
    [old] = await client.database.reader.fetch(Statement("old", text))
    cursor = NEWEST.cursor((old["published_at"], old["id"]))
    first, far = await reads(client, PAGE), await reads(client, PAGE, after=cursor)
    assert far.rows <= first.rows + 1
    assert far.pages <= first.pages + 3


async def test_the_neighbour_of_an_old_post_is_found_like_that_of_a_new_one(
    client: OperationClient,
) -> None:
    old, new = [await reads(client, NEIGHBOURS % order) for order in ("OLDEST", "NEWEST")]
    assert old.rows <= new.rows
    assert old.pages <= new.pages + 3
