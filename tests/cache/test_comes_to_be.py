"""What is kept of a post that is not there yet changes at its time, without a write or a job."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from gql.viewer import Role
from tests.cache.test_never_stale import MEMORY, warm
from tests.http_site import start_site
from tests.mutations.entry_requests import PUBLISH, Newsroom, newsroom_of

LATER = """{
  posts { totalCount nodes { title } }
  archive { year postCount }
  route(uri: "/later/") { status }
  post(by: { slug: "later" }) { title }
  site { postCount }
  search(query: "later") { totalCount }
}"""


@pytest.fixture
async def newsroom(empty_database: str) -> AsyncIterator[Newsroom]:
    async with start_site(empty_database, cache_bytes=MEMORY) as site:
        yield await newsroom_of(site)


@pytest.mark.slow(4)
async def test_a_scheduled_post_appears_in_all_that_is_kept(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(Role.EDITOR, title="Later")
    at = datetime.now(UTC) + timedelta(seconds=4)
    await newsroom.succeed(PUBLISH, Role.EDITOR, id=id, at=at.isoformat())
    before = await warm(newsroom.site, LATER)
    assert before["route"]["status"] == 404
    assert before["post"] is None

    # one that is read around that moment has some of both, as its statements see different ones,
    # and is not kept
    async with asyncio.timeout(30):
        while (after := await warm(newsroom.site, LATER)) == before:
            pass
    assert datetime.now(UTC) >= at
    assert after["post"] == {"title": "Later"}
    assert after["route"]["status"] == 200
    assert after["posts"]["totalCount"] == before["posts"]["totalCount"] + 1
    assert after["site"]["postCount"] == before["site"]["postCount"] + 1
    assert after["search"]["totalCount"] == before["search"]["totalCount"] + 1
    assert after["archive"] != before["archive"]
