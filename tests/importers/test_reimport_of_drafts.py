"""Importing drafts again: rows are found by their source ids, and only changed ones are written."""

from __future__ import annotations

from dataclasses import replace

from gql.content.draft import (
    AuthorDraft,
    MenuDraft,
    MenuItemDraft,
    SiteDraft,
    TermDraft,
    TermKind,
)
from gql.db import Database
from tests.importers.draft_factories import AUTHOR, NOON, comment_draft, import_drafts, page, post
from tests.importers.stored_rows import public_rows, table_rows


async def test_two_entries_may_swap_their_slugs_and_paths(database: Database) -> None:
    # row by row, the unique index on uri would refuse the first of the two updates
    first = [AUTHOR, post("1", slug="a", uri="/a/"), post("2", slug="b", uri="/b/")]
    await import_drafts(database, first)
    await import_drafts(
        database, [AUTHOR, post("1", slug="b", uri="/b/"), post("2", slug="a", uri="/a/")]
    )
    assert await public_rows(database, "select slug, uri from post order by id") == [
        ("b", "/b/"),
        ("a", "/a/"),
    ]


async def test_an_entry_keeps_the_path_that_was_built_for_it_until_its_slug_changes(
    database: Database,
) -> None:
    await import_drafts(database, [AUTHOR, page("1", slug="a")])
    await import_drafts(database, [AUTHOR, page("1", slug="a", content="New.")])
    await import_drafts(database, [AUTHOR, page("1", slug="b")])
    assert await public_rows(
        database,
        "select uri, status, location from route where target_kind = 'PAGE' order by status",
    ) == [
        ("/b/", 200, None),
        ("/a/", 301, "/b/"),
    ]


async def test_of_a_draft_that_appears_twice_the_last_is_saved(database: Database) -> None:
    report = await import_drafts(
        database, [AUTHOR, post("1", content="First."), post("1", content="Last.")]
    )
    assert await public_rows(database, "select content_text from post") == [("Last.",)]
    assert report.lines["posts"].changed == 1


async def test_a_post_that_was_deleted_from_the_tables_is_imported_again_with_its_comments(
    database: Database,
) -> None:
    drafts = [AUTHOR, post("1", comments=(comment_draft(1),))]
    await import_drafts(database, drafts)
    async with database.transaction() as connection:
        await connection.execute("delete from entry")
    assert (await import_drafts(database, drafts)).lines["posts"].imported == 1
    assert await public_rows(database, "select comment_count from post") == [(1,)]


async def test_an_author_who_is_only_named_is_inserted_but_never_updated(
    database: Database,
) -> None:
    named = AuthorDraft("ada", "ada", is_only_named=True)
    await import_drafts(database, [named])
    await import_drafts(database, [AUTHOR])
    report = await import_drafts(database, [named])
    assert await public_rows(database, "select name from author") == [("Ada",)]
    assert report.lines["authors"].unchanged == 1


async def test_a_changed_comment_keeps_its_number_and_gets_its_new_e_mail_address(
    database: Database,
) -> None:
    await import_drafts(
        database,
        [AUTHOR, post("1", comments=(comment_draft(1, email="a@x.example"), comment_draft(2)))],
    )
    changed = (comment_draft(1, email="b@x.example", content="New."), comment_draft(2))
    report = await import_drafts(database, [AUTHOR, post("1", comments=changed)])
    assert report.lines["comments"].changed == 1
    assert await public_rows(
        database, "select number, content_text from comment order by number"
    ) == [
        (1, "New."),
        (2, "Words."),
    ]
    assert await table_rows(database, "select email from comment_private") == [("b@x.example",)]


async def test_a_changed_post_loses_its_former_authors_and_terms(database: Database) -> None:
    tags = [TermDraft(name, TermKind.TAG, name) for name in ("x", "y")]
    people = [AUTHOR, AuthorDraft("bob", "Bob", joined_at=NOON)]
    # counts are kept by triggers, so they show whether the old links were deleted
    for author, tag in (("ada", "x"), ("bob", "y")):
        await import_drafts(
            database, [*people, *tags, post("1", authors=(author,), terms=((TermKind.TAG, tag),))]
        )
    assert await public_rows(database, "select slug, post_count from tag order by slug") == [
        ("x", 0),
        ("y", 1),
    ]
    assert await public_rows(database, "select slug, post_count from author order by slug") == [
        ("ada", 0),
        ("bob", 1),
    ]


async def test_a_site_is_updated_only_from_its_own_source(database: Database) -> None:
    await import_drafts(database, [SiteDraft("One")])
    await import_drafts(database, [SiteDraft("Two")])
    assert await public_rows(database, "select title from site") == [("Two",)]
    report = await import_drafts(database, [SiteDraft("Three")], "other")
    assert report.lines["site"].skip_summary == "the site here has a title already"


async def test_a_menu_is_updated_when_a_missing_target_was_imported(database: Database) -> None:
    # the same draft twice: what changes is the row that its item points at
    menu = MenuDraft("m", "Main", items=(MenuItemDraft("1", entry="1"),))
    await import_drafts(database, [menu])
    assert await public_rows(database, "select count(*) from menu_item") == [(0,)]
    await import_drafts(database, [AUTHOR, post("1"), menu])
    assert await public_rows(database, "select label from menu_item") == [("Post 1",)]


async def test_a_profile_that_was_public_stays_public(database: Database) -> None:
    hidden = replace(AUTHOR, is_public=False)
    # another importer may describe the same author without knowing of public content
    for draft, count in ((hidden, 0), (AUTHOR, 1), (hidden, 1)):
        await import_drafts(database, [draft])
        assert await public_rows(database, "select author_count from site") == [(count,)]
