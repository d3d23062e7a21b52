"""Importing a source again after comments were deleted, moderated and liked here."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gql.content.draft import CommentDraft, LikeDraft, MetaDraft
from gql.db import Connection, Database
from gql.engine import encode_id
from gql.importers.report import ImportReport
from gql.importers.rows import import_map
from tests.http_site import Site, site
from tests.importers.draft_factories import AUTHOR, comment_draft, import_drafts, post
from tests.importers.stored_rows import public_rows, row_versions, table_rows
from tests.mutations.comment_requests import delete_comment, editor_token, moderate_comments

__all__ = ["site"]
COMMENTS = "select c.content_text, c.is_deleted from comment c order by c.id"
REVISIONS = "select r.version from entry_revision r"


async def import_comments(database: Database, *comments: CommentDraft) -> ImportReport:
    """Import the post 1 with these comments."""
    return await import_drafts(database, [AUTHOR, post("1", comments=comments)])


async def delete(site: Site, token: str, *contents: str) -> None:
    """Delete the comments with these texts by mutations of a moderator."""
    for content in contents:
        ((comment_id,),) = await table_rows(
            site.database, "select id from comment where content_text = $1", content
        )
        answer = await delete_comment(site, encode_id("Comment", comment_id), token)
        assert answer["userErrors"] == []


def numbered_comment(
    number: int, parent: int | None = None, content: str = "", **more: Any
) -> CommentDraft:
    """A comment with the text `Number {number}.`, or a reply to the one numbered `parent`."""
    parent_source_id = None if parent is None else str(parent)
    return comment_draft(
        number, parent=parent_source_id, content=content or f"Number {number}.", **more
    )


@pytest.mark.parametrize("content", ["Number 2.", "Changed at the source."])
async def test_a_comment_that_was_deleted_here_stays_deleted(site: Site, content: str) -> None:
    await import_comments(site.database, numbered_comment(1), numbered_comment(2))
    await delete(site, await editor_token(site), "Number 2.")
    report = await import_comments(
        site.database,
        numbered_comment(1),
        numbered_comment(2, content=content, email="bea@x.example"),
    )
    assert ("comments", 2, 0, 0, 1, 1, "was deleted here") in report.table()
    assert await public_rows(site.database, COMMENTS) == [("Number 1.", False)]
    # the e-mail address of the draft must not come back either
    assert await table_rows(site.database, "select email from comment_private") == []


async def test_new_replies_to_a_deleted_comment_are_skipped(site: Site) -> None:
    await import_comments(site.database, numbered_comment(1), numbered_comment(2))
    await delete(site, await editor_token(site), "Number 2.")
    report = await import_comments(
        site.database,
        numbered_comment(1),
        numbered_comment(2),
        numbered_comment(3, 2),
        numbered_comment(4, 3),
        numbered_comment(5, 1),
    )
    (comments,) = (row for row in report.table() if row[0] == "comments")
    assert comments[1:6] == (5, 1, 0, 1, 3)
    assert (
        report.lines["comments"].skip_summary
        == "2 replies to a comment deleted here; 1 was deleted here"
    )
    assert await public_rows(site.database, COMMENTS) == [
        ("Number 1.", False),
        ("Number 5.", False),
    ]


async def test_a_tombstone_stays_empty_and_its_replies_are_updated_from_the_source(
    site: Site,
) -> None:
    await import_comments(site.database, numbered_comment(1), numbered_comment(2, 1))
    await delete(site, await editor_token(site), "Number 1.")
    changed = numbered_comment(1, content="Changed.", author="ada", email="bea@x.example")
    report = await import_comments(
        site.database,
        changed,
        numbered_comment(2, 1, "Also changed."),
        numbered_comment(3, 1),
        numbered_comment(4, 2),
    )
    assert report.lines["comments"].changed == 1
    assert report.lines["comments"].imported == 1
    assert await table_rows(site.database, COMMENTS) == [
        ("", True),
        ("Also changed.", False),
        ("Number 4.", False),
    ]
    private = "select comment_id from comment_private where email is not null"
    assert await table_rows(site.database, private) == []
    assert await table_rows(site.database, "select author_id from comment where is_deleted") == [
        (None,)
    ]


async def test_a_comment_that_was_moderated_and_then_deleted_does_not_come_back(
    site: Site,
) -> None:
    await import_comments(site.database, numbered_comment(1))
    token = await editor_token(site)
    ((comment_id,),) = await table_rows(site.database, "select id from comment")
    await moderate_comments(site, [encode_id("Comment", comment_id)], "SPAM", token)
    await delete(site, token, "Number 1.")
    await import_comments(
        site.database, numbered_comment(1, content="Changed."), numbered_comment(2, 1)
    )
    assert await table_rows(site.database, COMMENTS) == [("", True)]
    assert await public_rows(site.database, COMMENTS) == []


async def test_likes_and_meta_of_deleted_comments_are_skipped(site: Site) -> None:
    likes = [LikeDraft("ada", comment=number) for number in ("1", "2", "4")]
    meta = [MetaDraft("comment", number, (("town", '"Hull"'),)) for number in ("1", "2", "4")]
    drafts = [
        AUTHOR,
        post(
            "1",
            comments=(
                numbered_comment(1),
                numbered_comment(2),
                numbered_comment(3, 2),
                numbered_comment(4),
            ),
        ),
        *likes,
    ]
    await import_drafts(site.database, [*drafts, *meta])
    await delete(site, await editor_token(site), "Number 1.", "Number 2.")
    changed = [MetaDraft("comment", one.source_id, (("town", '"York"'),)) for one in meta]
    report = await import_drafts(site.database, [*drafts, *changed])
    assert await table_rows(site.database, "select value from meta") == [('"York"',)]
    assert ("likes", 3, 0, 0, 1, 2, "its comment was deleted here") in report.table()
    liked = "select content_text from comment_like l join comment c on c.id = l.comment_id"
    assert await table_rows(site.database, liked) == [("Number 4.",)]


async def test_a_new_rules_version_restores_no_comments_and_adds_no_revisions(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = (numbered_comment(1), numbered_comment(2), numbered_comment(3, 2))
    await import_comments(site.database, *comments)
    await delete(site, await editor_token(site), "Number 1.", "Number 2.")
    # as after an upgrade that renders texts differently: every digest changes
    monkeypatch.setattr(import_map, "RULES_VERSION", b"next")
    report = await import_comments(site.database, *comments)
    assert (report.lines["posts"].changed, report.lines["comments"].changed) == (1, 1)
    assert await table_rows(site.database, COMMENTS) == [("", True), ("Number 3.", False)]
    assert await table_rows(site.database, REVISIONS) == []
    assert await table_rows(site.database, "select version from entry") == [(1,)]
    before = await row_versions(site.database)
    await import_comments(site.database, *comments)
    assert await row_versions(site.database) == before


@pytest.mark.parametrize("content", ["Number 2.", "Changed at the source."])
async def test_a_comment_that_is_deleted_while_an_import_runs_stays_deleted(
    database: Database, content: str
) -> None:
    await import_comments(database, numbered_comment(1), numbered_comment(2))
    second_import = (
        numbered_comment(1),
        numbered_comment(2, content=content),
        numbered_comment(3, 2),
        numbered_comment(4),
    )
    async with database.transaction() as connection:
        # the lock that deleting a comment takes first
        await connection.execute("select from entry for no key update")
        running = asyncio.create_task(import_comments(database, *second_import))
        # the import has to take the same lock before it looks for deleted comments
        await wait_until_blocked(connection, running)
        await connection.execute("delete from comment where content_text = 'Number 2.'")
    report = await running
    assert report.lines["comments"].skipped == 2
    assert await public_rows(database, COMMENTS) == [("Number 1.", False), ("Number 4.", False)]


async def wait_until_blocked(connection: Connection, task: asyncio.Task[Any]) -> None:
    """Wait until some transaction waits for a lock; fails if the task ends before."""
    while not await connection.fetchval("select exists (select from pg_locks where not granted)"):
        assert not task.done(), "it did not wait"
        await asyncio.sleep(0.01)
