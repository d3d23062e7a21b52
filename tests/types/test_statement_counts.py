"""The number of SQL statements of an operation depends on its depth, never on the rows it reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import execute
from tests.operation_client import OperationClient, open_client

STORIES = Path(__file__).parent.parent / "stories"
# two posts with comments, 10 and 5,000, of which three are roots; and 120 posts in lists
SEED = """
insert into author (slug, uri, name)
select 'a' || i, '/author/a' || i || '/', 'Author ' || i from generate_series(1, 20) i;
insert into term (kind, slug, uri, name)
select 'TAG', 't' || i, '/tag/t' || i || '/', 'Tag ' || i from generate_series(1, 30) i;
insert into entry (kind, status, slug, uri, title, content_html, author_id, published_at)
select 'POST', 'PUBLISHED', 'p' || i, '/p' || i || '/', 'Post ' || i, '<p>Words.</p>', 1 + i % 20,
  '2026-01-01'::timestamptz + i * interval '1 hour'
from generate_series(1, 120) i;
insert into post_author (post_id, author_id) select id, author_id from entry;
insert into post_term (post_id, term_id)
select e.id, t.id from entry e, term t where (e.id + t.id) % 10 < 3;
insert into comment (entry_id, parent_id, status, author_id, guest_name, content_html, published_at)
select e.id, case when i > 3 then c.base + i % 3 end, 'APPROVED',
  case when i % 2 = 0 then 6 + i % 10 end, 'Guest ' || i, '<p>Yes.</p>',
  '2026-02-01'::timestamptz + i * interval '1 minute'
from (values (1, 10, 1), (2, 5000, 11)) e (id, size, base)
cross join lateral (select e.base) c
cross join lateral generate_series(1, e.size) i
order by e.id, i;
"""


@pytest.fixture(scope="module")
async def client(module_database: str) -> AsyncIterator[OperationClient]:
    await execute(module_database, SEED)
    async with open_client(module_database) as opened:
        yield opened


async def test_a_post_page_takes_as_many_statements_for_10_comments_as_for_5000(
    client: OperationClient,
) -> None:
    page = (STORIES / "post/page-of-a-post.graphql").read_text("utf-8")

    few, many = [await client.run(page, {"slug": slug}) for slug in ("p1", "p2")]

    assert not few.errors
    assert not many.errors
    assert few.data is not None
    assert many.data is not None
    assert few.data["post"]["comments"]["totalCount"] == 3
    assert len(many.data["post"]["comments"]["nodes"]) == 3
    assert len(few.statements.lines) == len(many.statements.lines) <= 8


async def test_a_list_of_100_posts_with_authors_tags_and_counts_takes_at_most_5(
    client: OperationClient,
) -> None:
    story = (STORIES / "posts/newest-with-author-tags-and-counts.graphql").read_text("utf-8")

    result = await client.run(story)

    assert not result.errors
    assert result.data is not None
    assert len(result.data["posts"]["nodes"]) == 100
    assert all(post["tags"] for post in result.data["posts"]["nodes"])
    assert len(result.statements.lines) <= 5


async def test_a_thread_of_5000_is_read_in_order_with_three_statements(
    client: OperationClient,
) -> None:
    query = """{
      post(by: { slug: "p2" }) {
        discussion(first: 100, repliesFirst: 100, maxDepth: 500) { edges { depth hiddenReplies } }
      }
    }"""

    result = await client.run(query)

    assert result.data is not None
    edges = result.data["post"]["discussion"]["edges"]
    assert len(edges) == 3 + 3 * 100
    assert sum(edge["hiddenReplies"] for edge in edges) == 5000 - 303
    assert len(result.statements.lines) == 3
