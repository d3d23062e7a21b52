"""Drafts from anywhere become a publication: in any order, in few statements, whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gql.content.draft import (
    AuthorDraft,
    Draft,
    LikeDraft,
    MediaDraft,
    MenuDraft,
    MenuItemDraft,
    Note,
    SiteDraft,
    Skipped,
    TermDraft,
    TermKind,
)
from gql.db import Database
from gql.importers.publication import Publication
from tests.importers.draft_factories import ADA, NOON, page, post, said, written
from tests.importers.stored_rows import counts, seen, stored, versions


async def test_drafts_may_come_in_any_order(database: Database) -> None:
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
        LikeDraft("nobody", entry="p"),
        page("child", parent="parent", featured_media="image"),
        page("parent"),
        MediaDraft("image", "https://x.example/a.png", attached_to="p"),
        TermDraft("c2", TermKind.CATEGORY, "Below", parent="c1"),
        TermDraft("c1", TermKind.CATEGORY, "Above"),
        TermDraft("t", TermKind.TAG, "Tag"),
        ADA,
        AuthorDraft("bob", "Bob"),
        post(
            "p",
            authors=("bob", "ada"),
            terms=((TermKind.TAG, "t"), (TermKind.CATEGORY, "c2"), (TermKind.TAG, "none")),
            comments=(said(2, parent="1"), said(1, author="ada")),
        ),
        SiteDraft("A site", "About it", "https://a.example/blog/", "de_CH"),
        Skipped("things", "of no use", 3),
        Note("something else", 2),
    ]
    tally = await written(database, everything)
    assert tally.table() == [
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
        ("likes", 3, 2, 0, 0, 1, "of what or by whom was not imported"),
    ]
    assert tally.notes == {"something else": 2}
    assert await seen(database, "select title, tagline, url, language from site") == [
        ("A site", "About it", "https://a.example", "de-CH")
    ]
    assert await seen(
        database,
        "select p.uri, a.name, p.like_count, p.comment_count, m.url, p.language from post p "
        "join author a on a.id = p.author_id cross join media m",
    ) == [("/post-p/", "Bob", 1, 2, "https://x.example/a.png", "de-CH")]
    assert await seen(
        database,
        "select a.slug from post_author l join author a on a.id = l.author_id order by l.position",
    ) == [("bob",), ("ada",)]
    assert await seen(database, "select uri, cardinality(path) from page order by uri") == [
        ("/post-parent/", 1),
        ("/post-parent/post-child/", 2),
    ]
    assert await seen(
        database, "select c.slug, p.slug from category c join category p on p.id = c.parent_id"
    ) == [("below", "above")]
    assert await seen(
        database, "select depth, label, url, target_kind from menu_item order by position"
    ) == [
        (0, "Here", "https://a.example/post-parent/post-child/", "PAGE"),
        (1, "Tag", "https://a.example/tag/tag/", "TAG"),
        (0, "Ada", "https://a.example/author/ada/", "AUTHOR"),
    ]
    assert await seen(database, "select like_count from comment order by number") == [(1,), (0,)]
    assert await seen(database, "select location from menu") == [("header",)]
    before = await versions(database)
    await written(database, everything)
    assert await versions(database) == before


async def test_two_publications_share_a_database_without_sharing_names(database: Database) -> None:
    drafts = [
        ADA,
        TermDraft("t", TermKind.TAG, "Tag"),
        post("1", slug="same", terms=((TermKind.TAG, "t"),)),
        MenuDraft("m", "Main", location="header", items=(MenuItemDraft("1", url="/a"),)),
    ]
    for source in ("one", "two", "three"):
        await written(database, drafts, source)
    assert await seen(database, "select slug, uri from post order by id") == [
        ("same", "/same/"),
        ("same-2", "/same-2/"),
        ("same-3", "/same-3/"),
    ]
    assert await seen(database, "select slug, uri, post_count from tag order by id") == [
        ("tag", "/tag/tag/", 1),
        ("tag-2", "/tag/tag-2/", 1),
        ("tag-3", "/tag/tag-3/", 1),
    ]
    assert await seen(database, "select slug from author order by id") == [
        ("ada",),
        ("ada-2",),
        ("ada-3",),
    ]
    assert await seen(database, "select slug, location from menu order by id") == [
        ("main", "header"),
        ("main-2", None),
        ("main-3", None),
    ]


async def test_a_thousand_entries_of_one_name_all_find_their_own(database: Database) -> None:
    tally = await written(database, [ADA, *(post(str(n), title="Same") for n in range(1_100))])
    assert tally.lines["posts"].imported == 1_100
    assert await seen(database, "select count(distinct uri), count(distinct slug) from post") == [
        (1_100, 1_100)
    ]


async def test_two_entries_may_swap_their_addresses(database: Database) -> None:
    first = [ADA, post("1", slug="a", uri="/a/"), post("2", slug="b", uri="/b/")]
    await written(database, first)
    await written(database, [ADA, post("1", slug="b", uri="/b/"), post("2", slug="a", uri="/a/")])
    assert await seen(database, "select slug, uri from post order by id") == [
        ("b", "/b/"),
        ("a", "/a/"),
    ]


async def test_an_entry_keeps_the_address_that_was_made_for_it(database: Database) -> None:
    await written(database, [ADA, page("1", slug="a")])
    await written(database, [ADA, page("1", slug="a", content="New.")])
    await written(database, [ADA, page("1", slug="b")])
    assert await seen(
        database,
        "select uri, status, location from route where target_kind = 'PAGE' order by status",
    ) == [
        ("/b/", 200, None),
        ("/a/", 301, "/b/"),
    ]


async def test_a_draft_that_stands_twice_is_written_as_it_stands_last(database: Database) -> None:
    tally = await written(database, [ADA, post("1", content="First."), post("1", content="Last.")])
    assert await seen(database, "select content_text from post") == [("Last.",)]
    assert tally.lines["posts"].changed == 1


async def test_a_post_that_is_in_no_table_any_more_is_imported_anew_with_its_comments(
    database: Database,
) -> None:
    drafts = [ADA, post("1", comments=(said(1),))]
    await written(database, drafts)
    async with database.transaction() as connection:
        await connection.execute("delete from entry")
    assert (await written(database, drafts)).lines["posts"].imported == 1
    assert await seen(database, "select comment_count from post") == [(1,)]


async def test_what_is_only_named_is_made_and_never_changed(database: Database) -> None:
    named = AuthorDraft("ada", "ada", is_only_named=True)
    await written(database, [named])
    await written(database, [ADA])
    tally = await written(database, [named])
    assert await seen(database, "select name from author") == [("Ada",)]
    assert tally.lines["authors"].unchanged == 1


async def test_an_entry_that_nobody_wrote_is_skipped(database: Database) -> None:
    tally = await written(database, [post("1", comments=(said(1),))])
    assert tally.lines["posts"].why == "has no author"
    assert (await counts(database))["comment"] == 0


async def test_the_same_e_mail_address_has_the_same_avatar_of_which_nothing_can_be_read(
    database: Database,
) -> None:
    comments = (said(1, email="Ada@x.example"), said(2, email="ada@X.example"), said(3), said(4))
    await written(database, [ADA, post("1", comments=comments)])
    await written(database, [ADA, post("2", comments=(said(5, email="ADA@x.example"),))], "other")
    keys = [
        key for (key,) in await seen(database, "select guest_avatar_key from comment order by id")
    ]
    assert keys[0] == keys[1] == keys[4]
    assert len(set(keys)) == 3
    assert all(key.version == 4 for key in keys)


async def test_a_comment_that_changed_keeps_its_number_and_its_private_side(
    database: Database,
) -> None:
    await written(database, [ADA, post("1", comments=(said(1, email="a@x.example"), said(2)))])
    changed = (said(1, email="b@x.example", content="New."), said(2))
    tally = await written(database, [ADA, post("1", comments=changed)])
    assert tally.lines["comments"].changed == 1
    assert await seen(database, "select number, content_text from comment order by number") == [
        (1, "New."),
        (2, "Words."),
    ]
    assert await stored(database, "select email from comment_private") == [("b@x.example",)]


async def test_authors_and_terms_of_a_changed_post_are_those_it_has_now(database: Database) -> None:
    tags = [TermDraft(name, TermKind.TAG, name) for name in ("x", "y")]
    people = [ADA, AuthorDraft("bob", "Bob", joined_at=NOON)]
    for author, tag in (("ada", "x"), ("bob", "y")):
        await written(
            database, [*people, *tags, post("1", authors=(author,), terms=((TermKind.TAG, tag),))]
        )
    assert await seen(database, "select slug, post_count from tag order by slug") == [
        ("x", 0),
        ("y", 1),
    ]
    assert await seen(database, "select slug, post_count from author order by slug") == [
        ("ada", 0),
        ("bob", 1),
    ]


async def test_a_failure_at_the_end_leaves_nothing(database: Database) -> None:
    async def failing() -> None:
        async with database.transaction() as connection, Publication(connection, source="s") as p:
            for draft in (ADA, post("1", comments=(said(1),))):
                await p.add(draft)
            await p.finish()
            raise RuntimeError

    before = await counts(database)
    with pytest.raises(RuntimeError):
        await failing()
    assert await counts(database) == before


async def test_a_thread_deeper_than_threads_go_is_noted(database: Database) -> None:
    chain = (said(0), *(said(n, parent=str(n - 1)) for n in range(1, 502)))
    tally = await written(database, [ADA, post("1", comments=chain)])
    assert tally.notes == {"a reply deeper than threads go stands beside its parent": 2}
    assert await seen(database, "select max(depth), count(*) from comment") == [(499, 502)]


async def test_a_site_follows_its_own_source(database: Database) -> None:
    await written(database, [SiteDraft("One")])
    await written(database, [SiteDraft("Two")])
    assert await seen(database, "select title from site") == [("Two",)]
    tally = await written(database, [SiteDraft("Three")], "other")
    assert tally.lines["site"].why == "the site here has a name already"


async def test_a_menu_is_written_anew_when_a_target_has_come(database: Database) -> None:
    menu = MenuDraft("m", "Main", items=(MenuItemDraft("1", entry="1"),))
    await written(database, [menu])
    assert await seen(database, "select count(*) from menu_item") == [(0,)]
    await written(database, [ADA, post("1"), menu])
    assert await seen(database, "select label from menu_item") == [("Post 1",)]


async def test_a_profile_that_was_public_stays_so(database: Database) -> None:
    hidden = replace(ADA, is_public=False)
    for draft, count in ((hidden, 0), (ADA, 1), (hidden, 1)):
        await written(database, [draft])
        assert await seen(database, "select author_count from site") == [(count,)]


async def test_the_table_adds_up_also_for_what_stands_twice(database: Database) -> None:
    drafts: list[Draft] = [ADA, ADA, *(post(n) for n in "1121"), post("2", content="New.")]
    for row in (
        ("posts", 5, 2, 1, 0, 2, "stands twice in the file"),
        ("posts", 5, 0, 2, 1, 2, "stands twice in the file"),
    ):
        table = (await written(database, drafts)).table()
        assert row in table
        assert all(row[1] == sum(row[2:6]) for row in table)


async def test_an_import_may_take_long_and_waits_for_locks(database: Database) -> None:
    limits = "select current_setting('statement_timeout'), current_setting('lock_timeout')"
    async with database.transaction() as connection:
        assert tuple(await connection.fetchrow(limits)) == ("3s", "1s")
        async with Publication(connection, source="s"):
            assert tuple(await connection.fetchrow(limits)) == ("0", "30s")
