"""The demo publication: complete, consistent, updated by a second load, kept apart from others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from gql.content.draft import SiteDraft
from gql.db import Database, Record, Statement
from gql.errors import StartError
from gql.importers.demo.files import DEMO_FOLDER
from gql.importers.demo.load import drafts, load_demo
from gql.importers.publication import PublicationImport
from gql.importers.report import ImportReport

URL = "http://127.0.0.1:8000"


HELD_COMMENT = "three spare actinic tubes"


LINK = re.compile(r'href="(/[^"#]*)')


@pytest.fixture(scope="module")
# loaded once for the file: loading takes seconds, and reading it changes nothing
async def demo(module_database: str) -> AsyncIterator[Database]:
    """The demo as readers see it. Tests that write take a database of their own."""
    database = await Database.open(module_database)
    await load_demo(database, service_url=URL)
    yield database
    await database.close()


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    """An empty database, for tests that load the demo themselves."""
    opened = await Database.open(empty_database)
    yield opened
    await opened.close()


async def test_the_site_has_its_title_url_and_counts(demo: Database) -> None:
    site = await public_row(
        demo, "select title, url, post_count, comment_count, author_count from site"
    )
    assert dict(site) == {
        "title": "Small Hours",
        "url": URL,
        "post_count": 18,
        "comment_count": 246,
        "author_count": 6,
    }


@pytest.mark.parametrize(
    ("view", "count"),
    {
        "post": 18,
        "page": 5,
        "author": 6,
        "category": 7,
        "tag": 16,
        "media": 11,
        "menu": 2,
        "menu_item": 17,
        "comment": 246,
    }.items(),
)
async def test_every_view_has_all_rows_of_the_demo(demo: Database, view: str, count: int) -> None:
    assert len(await public_rows(demo, f"select id from {view}")) == count


async def test_mentions_of_every_kind_have_a_source(demo: Database) -> None:
    mentions = await public_rows(
        demo,
        "select kind, source_url, source_title, source_site_name from comment"
        " where kind <> 'COMMENT'",
    )
    kinds = Counter(mention["kind"] for mention in mentions)
    assert kinds == {"PINGBACK": 5, "WEBMENTION": 6, "TRACKBACK": 3}
    # a page shows a mention by title and site of its source, so none may be null
    assert all(all(mention.values()) for mention in mentions)


async def test_a_thread_ten_levels_deep_is_in_order(demo: Database) -> None:
    deepest = await public_row(
        demo, "select root_id, depth from comment order by depth desc limit 1"
    )
    assert deepest["depth"] == 10
    thread = await public_rows(
        demo,
        "select depth, content_text from comment where root_id = $1 order by place",
        deepest["root_id"],
    )
    # the last one replies to a comment higher up, after the deepest branch has ended
    assert [c["depth"] for c in thread] == [*range(11), 8]
    assert thread[4]["content_text"] == "Red?"
    assert thread[9]["content_text"] == "Hello, ship."


async def test_held_spam_and_trashed_comments_are_not_visible(demo: Database) -> None:
    assert [
        r["content_text"]
        for r in await public_rows(demo, "select content_text from comment")
        if HELD_COMMENT in r["content_text"] or "pillow" in r["content_text"]
    ] == []
    kept = await table_rows(demo, "select status, count(*) as n from comment group by status")
    assert {r["status"]: r["n"] for r in kept} == {
        "APPROVED": 246,
        "HELD": 1,
        "SPAM": 1,
        "TRASH": 1,
    }


async def test_drafts_private_scheduled_and_trashed_posts_are_not_visible(
    demo: Database,
) -> None:
    hidden = {"notes-towards-an-owl", "good-morning", "house-style", "ten-gadgets-for-better-sleep"}
    entries = await table_rows(demo, "select slug, status from entry where kind = 'POST'")
    seen = {r["slug"] for r in await public_rows(demo, "select slug from post")}
    assert {r["slug"] for r in entries} - seen == hidden
    assert Counter(r["status"] for r in entries if r["slug"] in hidden) == {
        "DRAFT": 1,
        "PUBLISHED": 1,
        "PRIVATE": 1,
        "TRASH": 1,
    }


async def test_no_view_contains_an_e_mail_address_of_a_guest(demo: Database) -> None:
    private = await table_rows(demo, "select email from comment_private where email is not null")
    assert len(private) > 80
    # .example is reserved (RFC 2606): nobody real is written to
    assert {r["email"].rpartition(".")[2] for r in private} == {"example"}
    shown = " ".join(str(dict(r)) for r in await public_rows(demo, "select * from comment"))
    assert [r["email"] for r in private if r["email"] in shown] == []


async def test_posts_have_headings_languages_and_some_have_two_authors(demo: Database) -> None:
    posts = await public_rows(demo, "select slug, toc, language, word_count from post")
    assert sum(len(post["toc"]) >= 2 for post in posts) == 14
    assert sorted(post["slug"] for post in posts if post["language"] == "de") == [
        "eine-anmerkung-zum-drei-uhr-komma",
        "eine-nacht-im-mehl",
    ]
    [pair] = await table_rows(
        demo, "select array_agg(slug) as slugs from entry where translation_group is not null"
    )
    assert len(pair["slugs"]) == 2
    assert sum(350 <= post["word_count"] <= 900 for post in posts) == 15
    bylines = await public_rows(
        demo, "select post_id from post_author group by post_id having count(*) = 2"
    )
    assert len(bylines) == 3
    assert [
        r["is_sticky"]
        for r in await public_rows(demo, "select is_sticky from post where is_sticky")
    ]


async def test_pages_and_categories_are_trees(demo: Database) -> None:
    pages = await public_rows(demo, "select uri, cardinality(path) as level from page order by uri")
    assert [(page["uri"], page["level"]) for page in pages] == [
        ("/about/", 1),
        ("/about/colophon/", 2),
        ("/about/colophon/corrections/", 3),
        ("/about/contributors/", 2),
        ("/write-to-us/", 1),
    ]
    categories = await public_rows(demo, "select slug from category where parent_id is not null")
    assert {c["slug"] for c in categories} == {"ovens", "rails", "lamps", "coast"}


async def test_menus_are_nested_and_link_to_every_kind_of_target(demo: Database) -> None:
    items = await public_rows(demo, "select label, url, depth, target_kind from menu_item")
    assert {item["target_kind"] for item in items} == {
        "POST",
        "PAGE",
        "CATEGORY",
        "TAG",
        "AUTHOR",
        None,
    }
    assert max(item["depth"] for item in items) == 2
    locations = await public_rows(demo, "select location from menu")
    assert {menu["location"] for menu in locations} == {"primary", "footer"}


async def test_links_within_the_publication_lead_to_existing_paths(demo: Database) -> None:
    known = {
        r["uri"]: r["status"] for r in await public_rows(demo, "select uri, status from route")
    }
    texts = [
        r["html"]
        for view, column in [
            ("post", "content_html"),
            ("page", "content_html"),
            ("author", "bio_html"),
            ("comment", "content_html"),
        ]
        for r in await public_rows(demo, f"select {column} as html from {view}")
    ]
    links = {link for text in texts for link in LINK.findall(text)}
    assert len(links) >= 8
    # every link has a route, and only the trashed post answers 410
    assert links - known.keys() == set()
    assert {link: known[link] for link in links if known[link] != 200} == {
        "/ten-gadgets-for-better-sleep/": 410
    }


async def test_former_paths_redirect(demo: Database) -> None:
    moved = await public_rows(demo, "select uri, location from route where status = 301")
    assert {"/bread-at-4/", "/hello-night/", "/keepers-sums/"} <= {r["uri"] for r in moved}


async def test_media_have_the_urls_at_which_the_service_serves_them(demo: Database) -> None:
    media = await public_rows(
        demo, "select url, alt, width, height, mime_type, file_size from media"
    )
    names = {path.name for path in (DEMO_FOLDER / "media").glob("*.svg")}
    assert {m["url"] for m in media} == {f"{URL}/demo/{name}" for name in names}
    assert all(m["alt"] and m["file_size"] < 8_000 for m in media)
    assert {(m["width"], m["height"], m["mime_type"]) for m in media} == {
        (1200, 675, "image/svg+xml")
    }


async def test_comments_are_later_than_what_they_reply_to_and_none_is_in_the_future(
    demo: Database,
) -> None:
    early = await table_rows(
        demo,
        "select c.id from comment c join entry e on e.id = c.entry_id"
        " left join comment p on p.id = c.parent_id"
        " where c.published_at <= coalesce(p.published_at, e.published_at)",
    )
    assert early == []
    # the demo has fixed dates: its readers should not meet comments from the future
    latest = await public_row(demo, "select max(published_at) as at from comment")
    assert latest["at"] < datetime.fromisoformat("2026-11-23T00:00:00Z")


async def test_posts_and_comments_have_likes(demo: Database) -> None:
    liked = await public_row(demo, "select count(*) as n from post where like_count > 0")
    assert liked["n"] == 17
    adored = await public_rows(demo, "select id from comment where like_count = 6")
    assert len(adored) > 10


async def test_a_second_load_changes_nothing(database: Database) -> None:
    first = await load_demo(database, service_url=URL)
    before = await fingerprint(database)
    second = await load_demo(database, service_url=URL)
    assert first.written_count > 300
    assert skipped_and_notes(first) == skipped_and_notes(second) == ({}, [])
    assert second.written_count == 0
    assert await fingerprint(database) == before


async def test_media_get_new_urls_when_the_service_has_another_address(database: Database) -> None:
    await load_demo(database, service_url=URL)
    moved = "http://127.0.0.1:9000"
    await load_demo(database, service_url=moved)
    media = await public_rows(database, "select url from media")
    assert len(media) == 11
    assert all(m["url"].startswith(f"{moved}/demo/") for m in media)
    assert (await public_row(database, "select url from site"))["url"] == moved


async def test_the_demo_is_not_loaded_into_another_publication(database: Database) -> None:
    # any draft but the site's: the demo refuses what has entries or authors of another source
    other = next(d for d in drafts(DEMO_FOLDER, URL) if not isinstance(d, SiteDraft))
    async with (
        database.transaction() as connection,
        PublicationImport(connection, source="https://other.example") as publication,
    ):
        await publication.add(other)
        await publication.finish()
    with pytest.raises(StartError, match=r"holds another publication.*--data"):
        await load_demo(database, service_url=URL)
    assert len(await public_rows(database, "select id from author")) == 1


def skipped_and_notes(report: ImportReport) -> tuple[dict[str, int], list[str]]:
    """What an import has left out: its notes, and why it skipped anything."""
    return dict(report.notes), [line.skip_summary for line in report.lines.values() if line.skipped]


async def public_rows(database: Database, text: str, *values: object) -> list[Record]:
    """Records as an anonymous viewer sees them."""
    return await database.reader.fetch(Statement("public_rows", text), *values)


async def public_row(database: Database, text: str) -> Record:
    """The only record of a statement, as an anonymous viewer sees it."""
    (record,) = await public_rows(database, text)
    return record


async def table_rows(database: Database, text: str) -> list[Record]:
    """Records of the tables, whoever may see them."""
    async with database.transaction() as connection:
        records: list[Record] = await connection.fetch(text)
        return records


async def fingerprint(database: Database) -> dict[str, list[Record]]:
    """A hash of all rows of each table that the demo fills."""
    tables = ["author", "entry", "comment", "term", "media", "menu", "menu_item", "entry_like"]
    tables += ["comment_like", "post_term", "post_author", "entry_old_uri", "imported", "site"]
    digest = "select md5(string_agg(t::text, '|' order by t::text)) as all_of_it from quire."
    return {table: await table_rows(database, f"{digest}{table} t") for table in tables}
