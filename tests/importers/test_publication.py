"""Importing drafts: in any order, in batches, with unique names, whole or not at all."""

from __future__ import annotations

import pytest

from gql.content.draft import (
    AuthorDraft,
    Draft,
    LikeDraft,
    MediaDraft,
    MenuDraft,
    MenuItemDraft,
    MetaDraft,
    Note,
    SiteDraft,
    Skipped,
    TermDraft,
    TermKind,
)
from gql.db import Database
from gql.importers import publication
from gql.importers.publication import PublicationImport
from tests.importers.draft_factories import AUTHOR, NOON, comment_draft, import_drafts, page, post
from tests.importers.stored_rows import public_rows, row_counts, row_versions


async def test_drafts_may_come_in_any_order(database: Database) -> None:
    # every reference here is to a draft that comes later
    everything: list[Draft] = [
        MenuDraft(
            "m",
            "Main",
            location="header",
            items=(
                MenuItemDraft("1", entry="child", label="<b>Here</b>"),
                MenuItemDraft("2", "1", term=(TermKind.TAG, "t")),
                MenuItemDraft("3", author="ada"),
            ),
        ),
        LikeDraft("ada", entry="p", liked_at=NOON),
        LikeDraft("ada", comment="1"),
        # neither the author nor the term "none" is ever described
        LikeDraft("nobody", entry="p"),
        page("child", parent="parent", featured_media="image"),
        page("parent"),
        MediaDraft("image", "https://x.example/a.png", attached_to="p"),
        TermDraft("c2", TermKind.CATEGORY, "Below", parent="c1"),
        TermDraft("c1", TermKind.CATEGORY, "Above"),
        TermDraft("t", TermKind.TAG, "Tag"),
        AUTHOR,
        AuthorDraft("bob", "Bob"),
        post(
            "p",
            authors=("bob", "ada"),
            terms=((TermKind.TAG, "t"), (TermKind.CATEGORY, "c2"), (TermKind.TAG, "none")),
            comments=(comment_draft(2, parent="1"), comment_draft(1, author="ada")),
        ),
        # last, though entries take their language from the site
        SiteDraft("A site", "About it", "https://a.example/blog/", "de_CH"),
        Skipped("things", "of no use", 3),
        Note("something else", 2),
    ]
    report = await import_drafts(database, everything)
    assert report.table() == [
        ("site", 1, 1, 0, 0, 0, ""),
        ("things", 3, 0, 0, 0, 3, "of no use"),
        ("authors", 2, 2, 0, 0, 0, ""),
        ("categories", 2, 2, 0, 0, 0, ""),
        ("tags", 1, 1, 0, 0, 0, ""),
        ("media", 1, 1, 0, 0, 0, ""),
        ("pages", 2, 2, 0, 0, 0, ""),
        ("posts", 1, 1, 0, 0, 0, ""),
        ("comments", 2, 2, 0, 0, 0, ""),
        ("menus", 1, 1, 0, 0, 0, ""),
        ("menu items", 3, 3, 0, 0, 0, ""),
        ("likes", 3, 2, 0, 0, 1, "its target or author was not imported"),
    ]
    assert report.notes == {
        "something else": 2,
        "a category or tag that is not here is left out of a post": 1,
    }
    assert await public_rows(database, "select title, tagline, url, language from site") == [
        ("A site", "About it", "https://a.example", "de-CH")
    ]
    assert await public_rows(
        database,
        "select p.uri, a.name, p.like_count, p.comment_count, m.url, p.language from post p "
        "join author a on a.id = p.author_id cross join media m",
    ) == [("/post-p/", "Bob", 1, 2, "https://x.example/a.png", "de-CH")]
    assert await public_rows(
        database,
        "select a.slug from post_author l join author a on a.id = l.author_id order by l.position",
    ) == [("bob",), ("ada",)]
    assert await public_rows(database, "select uri, cardinality(path) from page order by uri") == [
        ("/post-parent/", 1),
        ("/post-parent/post-child/", 2),
    ]
    assert await public_rows(
        database, "select c.slug, p.slug from category c join category p on p.id = c.parent_id"
    ) == [("below", "above")]
    assert await public_rows(
        database, "select depth, label, url, target_kind from menu_item order by position"
    ) == [
        (0, "Here", "https://a.example/post-parent/post-child/", "PAGE"),
        (1, "Tag", "https://a.example/tag/tag/", "TAG"),
        (0, "Ada", "https://a.example/author/ada/", "AUTHOR"),
    ]
    assert await public_rows(database, "select like_count from comment order by number") == [
        (1,),
        (0,),
    ]
    assert await public_rows(database, "select location from menu") == [("header",)]
    before = await row_versions(database)
    await import_drafts(database, everything)
    assert await row_versions(database) == before


async def test_slugs_of_several_publications_in_one_database_get_numbers(
    database: Database,
) -> None:
    drafts = [
        AUTHOR,
        TermDraft("t", TermKind.TAG, "Tag"),
        post("1", slug="same", terms=((TermKind.TAG, "t"),)),
        MenuDraft("m", "Main", location="header", items=(MenuItemDraft("1", url="/a"),)),
    ]
    # source ids are unique only within a source; slugs and paths within the database
    for source in ("one", "two", "three"):
        await import_drafts(database, drafts, source)
    assert await public_rows(database, "select slug, uri from post order by id") == [
        ("same", "/same/"),
        ("same-2", "/same-2/"),
        ("same-3", "/same-3/"),
    ]
    assert await public_rows(database, "select slug, uri, post_count from tag order by id") == [
        ("tag", "/tag/tag/", 1),
        ("tag-2", "/tag/tag-2/", 1),
        ("tag-3", "/tag/tag-3/", 1),
    ]
    assert await public_rows(database, "select slug from author order by id") == [
        ("ada",),
        ("ada-2",),
        ("ada-3",),
    ]
    assert await public_rows(database, "select slug, location from menu order by id") == [
        ("main", "header"),
        ("main-2", None),
        ("main-3", None),
    ]


async def test_a_thousand_entries_of_one_title_all_get_unique_slugs(database: Database) -> None:
    report = await import_drafts(
        database, [AUTHOR, *(post(str(n), title="Same") for n in range(1_100))]
    )
    assert report.lines["posts"].imported == 1_100
    assert await public_rows(
        database, "select count(distinct uri), count(distinct slug) from post"
    ) == [(1_100, 1_100)]


async def test_an_entry_without_an_author_is_skipped(database: Database) -> None:
    report = await import_drafts(database, [post("1", comments=(comment_draft(1),))])
    assert report.lines["posts"].skip_summary == "has no author"
    assert (await row_counts(database))["comment"] == 0


async def test_comments_of_one_e_mail_address_share_a_random_avatar_key(
    database: Database,
) -> None:
    comments = (
        comment_draft(1, email="Ada@x.example"),
        comment_draft(2, email="ada@X.example"),
        comment_draft(3),
        comment_draft(4),
    )
    await import_drafts(database, [AUTHOR, post("1", comments=comments)])
    await import_drafts(
        database, [AUTHOR, post("2", comments=(comment_draft(5, email="ADA@x.example"),))], "other"
    )
    keys = [
        key
        for (key,) in await public_rows(
            database, "select guest_avatar_key from comment order by id"
        )
    ]
    # case does not matter; without an address each comment has a key of its own
    assert keys[0] == keys[1] == keys[4]
    assert len(set(keys)) == 3
    # version 4 is random (RFC 9562): a hash of the address could be looked up
    assert all(key.version == 4 for key in keys)


async def test_a_failure_at_the_end_leaves_nothing(database: Database) -> None:
    # the whole import is in the transaction of its caller, which fails after finish()
    async def failing() -> None:
        async with (
            database.transaction() as connection,
            PublicationImport(connection, source="s") as p,
        ):
            for draft in (AUTHOR, post("1", comments=(comment_draft(1),))):
                await p.add(draft)
            await p.finish()
            raise RuntimeError

    before = await row_counts(database)
    with pytest.raises(RuntimeError):
        await failing()
    assert await row_counts(database) == before


async def test_replies_below_the_maximum_depth_are_noted(database: Database) -> None:
    # 502 comments, each replying to the one before; threads have 500 levels
    chain = (comment_draft(0), *(comment_draft(n, parent=str(n - 1)) for n in range(1, 502)))
    report = await import_drafts(database, [AUTHOR, post("1", comments=chain)])
    assert report.notes == {"a reply below the maximum depth is placed beside its parent": 2}
    assert await public_rows(database, "select max(depth), count(*) from comment") == [(499, 502)]


async def test_the_counts_add_up_with_duplicates_in_the_file(database: Database) -> None:
    # post 1 comes three times, equal; post 2 twice, different
    drafts: list[Draft] = [AUTHOR, AUTHOR, *(post(n) for n in "1121"), post("2", content="New.")]
    for row in (
        ("posts", 5, 2, 1, 0, 2, "appears twice in the file"),
        ("posts", 5, 0, 2, 1, 2, "appears twice in the file"),
    ):
        table = (await import_drafts(database, drafts)).table()
        assert row in table
        assert all(row[1] == sum(row[2:6]) for row in table)


async def test_an_import_has_no_statement_timeout_and_waits_for_locks(database: Database) -> None:
    limits = "select current_setting('statement_timeout'), current_setting('lock_timeout')"
    async with database.transaction() as connection:
        # what a request may take
        assert tuple(await connection.fetchrow(limits)) == ("3s", "1s")
        async with PublicationImport(connection, source="s"):
            assert tuple(await connection.fetchrow(limits)) == ("0", "30s")


@pytest.mark.parametrize(("bound", "most"), [("MAX_META", 3), ("MAX_META_SIZE", 30)])
async def test_meta_waits_for_the_end_of_a_batch_within_a_bound(
    database: Database, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(publication, bound, most)
    stored = 0
    async with (
        database.transaction() as connection,
        PublicationImport(connection, source="s") as opened,
    ):
        await opened.add(AUTHOR)
        for number in range(9):
            await opened.add(post(str(number)))
            await opened.add(MetaDraft("entry", str(number), (("note", '"12345678"'),)))
            before, stored = stored, await connection.fetchval("select count(*) from meta")
            assert number + 1 - stored <= 3
            assert stored - before in (0, 4)
        await opened.finish()
        assert await connection.fetchval("select count(*) from meta") == 9
