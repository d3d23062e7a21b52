"""A source is imported once more, and comments were deleted, moderated and liked here since."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gql.content.draft import CommentDraft, LikeDraft
from gql.db import Connection, Database
from gql.engine import encode_id
from gql.importers.report import Tally
from gql.importers.rows import import_map
from tests.http_site import Site, site
from tests.importers.draft_factories import ADA, post, said, written
from tests.importers.stored_rows import seen, stored, versions
from tests.mutations.comment_requests import deleted, editor, moderated

__all__ = ["site"]
HERE = "select c.content_text, c.is_deleted from comment c order by c.id"
HISTORY = "select r.version from entry_revision r"


async def imported(database: Database, *comments: CommentDraft) -> Tally:
    return await written(database, [ADA, post("1", comments=comments)])


async def delete(site: Site, staff: str, *contents: str) -> None:
    for content in contents:
        ((found,),) = await stored(
            site.database, "select id from comment where content_text = $1", content
        )
        answer = await deleted(site, encode_id("Comment", found), staff)
        assert answer["userErrors"] == []


def words(number: int, parent: int | None = None, content: str = "", **more: Any) -> CommentDraft:
    above = None if parent is None else str(parent)
    return said(number, parent=above, content=content or f"Number {number}.", **more)


@pytest.mark.parametrize("content", ["Number 2.", "Changed at the source."])
async def test_a_comment_that_was_deleted_here_stays_deleted(site: Site, content: str) -> None:
    await imported(site.database, words(1), words(2))
    await delete(site, await editor(site), "Number 2.")
    tally = await imported(
        site.database, words(1), words(2, content=content, email="bea@x.example")
    )
    assert ("comments", 2, 0, 0, 1, 1, "was deleted here") in tally.table()
    assert await seen(site.database, HERE) == [("Number 1.", False)]
    assert await stored(site.database, "select email from comment_private") == []


async def test_nothing_new_answers_what_was_deleted_here(site: Site) -> None:
    await imported(site.database, words(1), words(2))
    await delete(site, await editor(site), "Number 2.")
    tally = await imported(site.database, words(1), words(2), words(3, 2), words(4, 3), words(5, 1))
    (comments,) = (row for row in tally.table() if row[0] == "comments")
    assert comments[1:6] == (5, 1, 0, 1, 3)
    assert tally.lines["comments"].why == "2 answers what was deleted here; 1 was deleted here"
    assert await seen(site.database, HERE) == [("Number 1.", False), ("Number 5.", False)]


async def test_the_place_of_a_deleted_comment_stays_empty_and_its_replies_follow_the_source(
    site: Site,
) -> None:
    await imported(site.database, words(1), words(2, 1))
    await delete(site, await editor(site), "Number 1.")
    changed = words(1, content="Changed.", author="ada", email="bea@x.example")
    tally = await imported(
        site.database, changed, words(2, 1, "Also changed."), words(3, 1), words(4, 2)
    )
    assert tally.lines["comments"].changed == 1
    assert tally.lines["comments"].imported == 1
    assert await stored(site.database, HERE) == [
        ("", True),
        ("Also changed.", False),
        ("Number 4.", False),
    ]
    private = "select comment_id from comment_private where email is not null"
    assert await stored(site.database, private) == []
    assert await stored(site.database, "select author_id from comment where is_deleted") == [
        (None,)
    ]


async def test_what_moderators_noted_of_a_deleted_comment_does_not_bring_it_back(
    site: Site,
) -> None:
    await imported(site.database, words(1))
    staff = await editor(site)
    ((found,),) = await stored(site.database, "select id from comment")
    await moderated(site, [encode_id("Comment", found)], "SPAM", staff)
    await delete(site, staff, "Number 1.")
    await imported(site.database, words(1, content="Changed."), words(2, 1))
    assert await stored(site.database, HERE) == [("", True)]
    assert await seen(site.database, HERE) == []


async def test_nobody_likes_what_was_deleted_here(site: Site) -> None:
    likes = [LikeDraft("ada", comment=number) for number in ("1", "2", "4")]
    drafts = [ADA, post("1", comments=(words(1), words(2), words(3, 2), words(4))), *likes]
    await written(site.database, drafts)
    await delete(site, await editor(site), "Number 1.", "Number 2.")
    tally = await written(site.database, drafts)
    assert ("likes", 3, 0, 0, 1, 2, "of what was deleted here") in tally.table()
    liked = "select content_text from comment_like l join comment c on c.id = l.comment_id"
    assert await stored(site.database, liked) == [("Number 4.",)]


async def test_new_rules_bring_back_nothing_and_make_no_versions(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = (words(1), words(2), words(3, 2))
    await imported(site.database, *comments)
    await delete(site, await editor(site), "Number 1.", "Number 2.")
    monkeypatch.setattr(import_map, "RULES", b"next")
    tally = await imported(site.database, *comments)
    assert (tally.lines["posts"].changed, tally.lines["comments"].changed) == (1, 1)
    assert await stored(site.database, HERE) == [("", True), ("Number 3.", False)]
    assert await stored(site.database, HISTORY) == []
    assert await stored(site.database, "select version from entry") == [(1,)]
    before = await versions(site.database)
    await imported(site.database, *comments)
    assert await versions(site.database) == before


@pytest.mark.parametrize("content", ["Number 2.", "Changed at the source."])
async def test_a_comment_that_is_deleted_while_an_import_runs_stays_deleted(
    database: Database, content: str
) -> None:
    await imported(database, words(1), words(2))
    again = (words(1), words(2, content=content), words(3, 2), words(4))
    async with database.transaction() as connection:
        await connection.execute("select from entry for no key update")
        running = asyncio.create_task(imported(database, *again))
        await somebody_waits(connection, running)
        await connection.execute("delete from comment where content_text = 'Number 2.'")
    tally = await running
    assert tally.lines["comments"].skipped == 2
    assert await seen(database, HERE) == [("Number 1.", False), ("Number 4.", False)]


async def somebody_waits(connection: Connection, task: asyncio.Task[Any]) -> None:
    while not await connection.fetchval("select exists (select from pg_locks where not granted)"):
        assert not task.done(), "it did not wait"
        await asyncio.sleep(0.01)
