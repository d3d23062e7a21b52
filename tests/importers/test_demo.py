"""The demo publication is all there, reads like one, and keeps to itself."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from gql.content.draft import EntryDraft, SiteDraft
from gql.db import Database, Record, Statement
from gql.errors import InputRefused, StartError
from gql.importers.demo.files import FOLDER
from gql.importers.demo.load import drafts, load_demo
from gql.importers.publication import Publication
from gql.importers.report import Tally
from tests.conftest import SHARED

URL = "http://127.0.0.1:8000"
HELD = "three spare actinic tubes"
LINK = re.compile(r'href="(/[^"#]*)')


@pytest.fixture(scope="module")
async def demo(module_database: str) -> AsyncIterator[Database]:
    """The demo as readers see it. Tests that write take a database of their own."""
    database = await Database.open(module_database)
    await load_demo(database, service_url=URL)
    yield database
    await database.close()


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    opened = await Database.open(empty_database)
    yield opened
    await opened.close()


async def test_readers_find_a_whole_publication(demo: Database) -> None:
    site = await one(demo, "select title, url, post_count, comment_count, author_count from site")
    assert dict(site) == {
        "title": "Small Hours",
        "url": URL,
        "post_count": 17,
        "comment_count": 246,
        "author_count": 6,
    }


@pytest.mark.parametrize(
    ("view", "count"),
    {
        "post": 17,
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
async def test_everything_is_there(demo: Database, view: str, count: int) -> None:
    assert len(await rows(demo, f"select id from {view}")) == count


async def test_mentions_of_every_kind_have_their_sources(demo: Database) -> None:
    mentions = await rows(
        demo,
        "select kind, source_url, source_title, source_site_name from comment"
        " where kind <> 'COMMENT'",
    )
    kinds = Counter(mention["kind"] for mention in mentions)
    assert kinds == {"PINGBACK": 5, "WEBMENTION": 6, "TRACKBACK": 3}
    assert all(all(mention.values()) for mention in mentions)


async def test_a_thread_ten_deep_is_read_in_order(demo: Database) -> None:
    deepest = await one(demo, "select root_id, depth from comment order by depth desc limit 1")
    assert deepest["depth"] == 10
    thread = await rows(
        demo,
        "select depth, content_text from comment where root_id = $1 order by place",
        deepest["root_id"],
    )
    assert [c["depth"] for c in thread] == [*range(11), 8]
    assert thread[4]["content_text"] == "Red?"
    assert thread[9]["content_text"] == "Hello, ship."


async def test_what_is_held_and_spam_and_trash_is_not_there_for_readers(demo: Database) -> None:
    assert [
        r["content_text"]
        for r in await rows(demo, "select content_text from comment")
        if HELD in r["content_text"] or "pillow" in r["content_text"]
    ] == []
    kept = await owners(demo, "select status, count(*) as n from comment group by status")
    assert {r["status"]: r["n"] for r in kept} == {
        "APPROVED": 246,
        "HELD": 1,
        "SPAM": 1,
        "TRASH": 1,
    }


async def test_drafts_private_and_scheduled_posts_are_not_there_for_readers(
    demo: Database,
) -> None:
    hidden = {"notes-towards-an-owl", "good-morning", "house-style", "ten-gadgets-for-better-sleep"}
    entries = await owners(demo, "select slug, status from entry where kind = 'POST'")
    seen = {r["slug"] for r in await rows(demo, "select slug from post")}
    assert {r["slug"] for r in entries} - seen == hidden
    assert Counter(r["status"] for r in entries if r["slug"] in hidden) == {
        "DRAFT": 1,
        "PUBLISHED": 1,
        "PRIVATE": 1,
        "TRASH": 1,
    }


async def test_nobody_is_told_an_address_of_a_guest(demo: Database) -> None:
    private = await owners(demo, "select email from comment_private where email is not null")
    assert len(private) > 80
    assert {r["email"].rpartition(".")[2] for r in private} == {"example"}
    shown = " ".join(str(dict(r)) for r in await rows(demo, "select * from comment"))
    assert [r["email"] for r in private if r["email"] in shown] == []


async def test_a_post_has_its_headings_its_language_and_its_two_authors(demo: Database) -> None:
    posts = await rows(demo, "select slug, toc, language, word_count from post")
    assert sum(len(post["toc"]) >= 2 for post in posts) == 14
    assert [post["slug"] for post in posts if post["language"] == "de"] == ["eine-nacht-im-mehl"]
    assert sum(350 <= post["word_count"] <= 900 for post in posts) == 15
    bylines = await rows(
        demo, "select post_id from post_author group by post_id having count(*) = 2"
    )
    assert len(bylines) == 2
    assert [r["is_sticky"] for r in await rows(demo, "select is_sticky from post where is_sticky")]


async def test_pages_and_categories_are_trees(demo: Database) -> None:
    pages = await rows(demo, "select uri, cardinality(path) as level from page order by uri")
    assert [(page["uri"], page["level"]) for page in pages] == [
        ("/about/", 1),
        ("/about/colophon/", 2),
        ("/about/colophon/corrections/", 3),
        ("/about/contributors/", 2),
        ("/write-to-us/", 1),
    ]
    categories = await rows(demo, "select slug from category where parent_id is not null")
    assert {c["slug"] for c in categories} == {"ovens", "rails", "lamps", "coast"}


async def test_menus_nest_and_lead_to_everything(demo: Database) -> None:
    items = await rows(demo, "select label, url, depth, target_kind from menu_item")
    assert {item["target_kind"] for item in items} == {
        "POST",
        "PAGE",
        "CATEGORY",
        "TAG",
        "AUTHOR",
        None,
    }
    assert max(item["depth"] for item in items) == 2
    locations = await rows(demo, "select location from menu")
    assert {menu["location"] for menu in locations} == {"primary", "footer"}


async def test_links_within_the_publication_lead_somewhere(demo: Database) -> None:
    known = {r["uri"]: r["status"] for r in await rows(demo, "select uri, status from route")}
    texts = [
        r["html"]
        for view, column in [
            ("post", "content_html"),
            ("page", "content_html"),
            ("author", "bio_html"),
            ("comment", "content_html"),
        ]
        for r in await rows(demo, f"select {column} as html from {view}")
    ]
    links = {link for text in texts for link in LINK.findall(text)}
    assert len(links) >= 8
    assert links - known.keys() == set()
    assert {link: known[link] for link in links if known[link] != 200} == {
        "/ten-gadgets-for-better-sleep/": 410
    }


async def test_old_addresses_lead_to_the_new_ones(demo: Database) -> None:
    moved = await rows(demo, "select uri, location from route where status = 301")
    assert {"/bread-at-4/", "/hello-night/", "/keepers-sums/"} <= {r["uri"] for r in moved}


async def test_pictures_stand_where_the_service_shows_them(demo: Database) -> None:
    media = await rows(demo, "select url, alt, width, height, mime_type, file_size from media")
    names = {path.name for path in (FOLDER / "media").glob("*.svg")}
    assert {m["url"] for m in media} == {f"{URL}/demo/{name}" for name in names}
    assert all(m["alt"] and m["file_size"] < 8_000 for m in media)
    assert {(m["width"], m["height"], m["mime_type"]) for m in media} == {
        (1200, 675, "image/svg+xml")
    }


async def test_nothing_was_said_before_its_post_or_after_its_newest(demo: Database) -> None:
    early = await owners(
        demo,
        "select c.id from comment c join entry e on e.id = c.entry_id"
        " left join comment p on p.id = c.parent_id"
        " where c.published_at <= coalesce(p.published_at, e.published_at)",
    )
    assert early == []
    latest = await one(demo, "select max(published_at) as at from comment")
    assert latest["at"] < datetime.fromisoformat("2026-11-23T00:00:00Z")


async def test_authors_like_posts_and_comments(demo: Database) -> None:
    liked = await one(demo, "select count(*) as n from post where like_count > 0")
    assert liked["n"] == 17
    adored = await rows(demo, "select id from comment where like_count = 6")
    assert len(adored) > 10


async def test_the_second_load_changes_nothing(database: Database) -> None:
    first = await load_demo(database, service_url=URL)
    before = await fingerprint(database)
    second = await load_demo(database, service_url=URL)
    assert first.written > 300
    assert left_out(first) == left_out(second) == ({}, [])
    assert second.written == 0
    assert await fingerprint(database) == before


async def test_a_service_that_moved_takes_its_pictures_along(database: Database) -> None:
    await load_demo(database, service_url=URL)
    moved = "http://127.0.0.1:9000"
    await load_demo(database, service_url=moved)
    media = await rows(database, "select url from media")
    assert len(media) == 11
    assert all(m["url"].startswith(f"{moved}/demo/") for m in media)
    assert (await one(database, "select url from site"))["url"] == moved


async def test_another_publication_is_left_alone(database: Database) -> None:
    other = next(d for d in drafts(FOLDER, URL) if not isinstance(d, SiteDraft))
    async with (
        database.transaction() as connection,
        Publication(connection, source="https://other.example") as publication,
    ):
        await publication.add(other)
        await publication.finish()
    with pytest.raises(StartError, match=r"holds another publication.*--data"):
        await load_demo(database, service_url=URL)
    assert len(await rows(database, "select id from author")) == 1


async def test_a_load_that_fails_leaves_nothing(database: Database, copy: Path) -> None:
    (copy / "posts/bread-at-four.md").write_text("no head")
    with pytest.raises(InputRefused):
        await load_demo(database, service_url=URL, folder=copy)
    assert await owners(database, "select id from author") == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files, to be spoiled."""
    return shutil.copytree(FOLDER, tmp_path / "demo")


@pytest.mark.parametrize(
    ("name", "was", "spoiled", "told"),
    [
        ("posts/bread-at-four.md", "+++\ntitle", "title", "begin with a head of TOML"),
        ("posts/bread-at-four.md", "title =", "tilte =", "unexpected keyword argument 'tilte'"),
        ("posts/house-style.md", '"private"', '"secret"', "'SECRET' is not a valid EntryStatus"),
        ("comments/bread-at-four.toml", '"2 h"', '"soon"', "when = 'soon' is no time"),
        ("comments/bread-at-four.toml", '"2 h"', "2 h", "at line 3"),
        ("publication.toml", "[site]", "[sight]", "there is no 'site'"),
        ("publication.toml", 'alt = "A full', 'alternative = "A full', "the word 'alternative'"),
        ("authors.toml", 'name = "Ines', 'label = "Ines', "argument: 'name'"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_its_file(
    copy: Path, name: str, was: str, spoiled: str, told: str
) -> None:
    text = (copy / name).read_text()
    assert was in text
    (copy / name).write_text(text.replace(was, spoiled, 1))
    with pytest.raises(InputRefused) as refusal:
        list(drafts(copy, URL))
    assert refusal.value.message.startswith(f"demo/{name}: ")
    assert told in refusal.value.message


def test_a_comment_may_have_a_date_of_its_own(copy: Path) -> None:
    path = copy / "comments/bread-at-four.toml"
    path.write_text(path.read_text().replace('"2 h"', "2026-01-02T03:04:05Z", 1))
    bread = next(d for d in drafts(copy, URL) if isinstance(d, EntryDraft) and "bread" in d.slug)
    assert bread.comments[0].published_at == datetime.fromisoformat("2026-01-02T03:04:05Z")


def test_no_paragraph_stands_twice() -> None:
    paragraphs = Counter(
        p for text in texts() for p in re.split(r"\n\s*\n", text) if len(words(p)) > 6
    )
    assert [p for p, n in paragraphs.items() if n > 1] == []


def test_nothing_is_taken_from_the_seed_page() -> None:
    """No nine words in a row that stand in the page."""
    seed = runs(words((SHARED / "data/seed/personal-roi-page.txt").read_text("utf-8")))
    own = set().union(*(runs(words(text)) for text in texts()))
    assert len(own) > 10_000
    assert own & seed == set()


def texts() -> list[str]:
    entries = [d for d in drafts(FOLDER, URL) if isinstance(d, EntryDraft)]
    return [text for e in entries for text in (e.content, *(c.content for c in e.comments))]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(of: list[str], length: int = 9) -> set[tuple[str, ...]]:
    return {tuple(of[at : at + length]) for at in range(len(of) - length + 1)}


def left_out(tally: Tally) -> tuple[dict[str, int], list[str]]:
    return dict(tally.notes), [line.why for line in tally.lines.values() if line.skipped]


async def rows(database: Database, text: str, *values: object) -> list[Record]:
    """As a stranger sees it."""
    return await database.reader.fetch(Statement("asked by a test", text), *values)


async def one(database: Database, text: str) -> Record:
    (record,) = await rows(database, text)
    return record


async def owners(database: Database, text: str) -> list[Record]:
    """As it stands in the tables."""
    async with database.transaction() as connection:
        records: list[Record] = await connection.fetch(text)
        return records


async def fingerprint(database: Database) -> dict[str, list[Record]]:
    tables = ["author", "entry", "comment", "term", "media", "menu", "menu_item", "entry_like"]
    tables += ["comment_like", "post_term", "post_author", "entry_old_uri", "imported", "site"]
    digest = "select md5(string_agg(t::text, '|' order by t::text)) as all_of_it from quire."
    return {table: await owners(database, f"{digest}{table} t") for table in tables}
