"""A publication of long texts: what it holds is far more than a response may have."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gql.db import Database
from tests.conftest import execute
from tests.schema import row_factories

POSTS = 100
TEXT = 200_000  # characters of each post
COMMENTS = 1_000
COMMENT = 20_000  # characters of each
HEADINGS = 500


@asynccontextmanager
async def long_texts(url: str) -> AsyncIterator[Database]:
    """Fill a database with posts and comments, and open it."""
    toc = json.dumps(
        [{"level": 2, "text": f"Heading {n}", "anchor": f"h{n}"} for n in range(HEADINGS)]
    )
    async with row_factories.owner_connection(url) as owner:
        author = await row_factories.author(owner)
        # in the HTML, which unlike the plain text is in no index of words
        text = "repeat(md5(n::text), %d)"
        await owner.execute(
            "insert into entry (kind, status, slug, uri, title, author_id, published_at, content_text,"
            " content_html, excerpt, toc) "
            "select 'POST', 'PUBLISHED', 'long-' || n, '/long-' || n || '/', 'Long ' || n, $1,"
            f" now() - n * interval '1 day', 'é', {text % (TEXT // 32)},"
            f" {text % 55}, $2::text::jsonb"
            f" from generate_series(1, {POSTS}) n",
            author,
            toc,
        )
        first = await owner.fetchval("select min(id) from entry")
        await owner.execute(
            "insert into comment (entry_id, status, guest_name, content_text, content_html) "
            f"select $1, 'APPROVED', 'Guest ' || n, 'é', {text % (COMMENT // 32)} "
            f"from generate_series(1, {COMMENTS}) n",
            first,
        )
    await execute(url, "analyze")
    database = await Database.open(url, pool_size=4, statement_timeout=30)
    try:
        yield database
    finally:
        await database.close()
