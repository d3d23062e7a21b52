"""Every address that the old site answered, and whose thing was imported, answers 200 or 301."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import table_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import (
    AUTHOR,
    item,
    label,
    meta,
    write_file,
    wxr,
)
from tests.operation_client import OperationClient

OLD_EXAMPLE = SHARED / "cases" / "old-example.wxr.xml"
HINDI = "%e0%a4%b9%e0%a4%bf%e0%a4%a8%e0%a5%8d%e0%a4%a6%e0%a5%80"


async def routes(database: Database, uris: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Status, location and type of what is at each URI: the same on both paths."""
    found: dict[str, tuple[Any, ...]] = {}
    wanted = list(uris)
    for chunk in (wanted[n : n + 25] for n in range(0, len(wanted), 25)):
        fields = [
            f"r{n}: route(uri: {json.dumps(uri)}) {{ status location resource {{ __typename }} }}"
            for n, uri in enumerate(chunk)
        ]
        document = f"{{ {' '.join(fields)} }}"
        data = await OperationClient(database).data(document)
        assert data == await OperationClient(database, by_plan=True).data(document)
        for uri, one in zip(chunk, data.values(), strict=True):
            kind = (one["resource"] or {}).get("__typename")
            found[uri] = one["status"], one["location"], kind
    return found


async def route(database: Database, uri: str) -> tuple[Any, ...]:
    return (await routes(database, [uri]))[uri]


async def statuses(database: Database, uris: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    return {uri: found[:2] for uri, found in (await routes(database, uris)).items()}


def category(number: int, slug: str, parent: str = "", name: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id>"
        f"<wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name>{name or slug}</wp:cat_name></wp:category>"
    )


def tag(number: int, slug: str, name: str) -> str:
    return (
        f"<wp:tag><wp:term_id>{number}</wp:term_id><wp:tag_slug>{slug}</wp:tag_slug>"
        f"<wp:tag_name>{name}</wp:tag_name></wp:tag>"
    )


async def test_all_addresses_of_an_old_site_lead_to_what_was_imported(database: Database) -> None:
    await import_wordpress(database, [OLD_EXAMPLE])
    hindi_post = "/2024/01/हिन्दी-में-लेख/"
    expected = {
        f"/2024/01/{HINDI}-%e0%a4%ae%e0%a5%87%e0%a4%82-%e0%a4%b2%e0%a5%87%e0%a4%96/": (200, None),
        "https://old.example/2024/01/upper-case/": (200, None),
        "/2024/01/Upper-Case/": (200, None),
        "/?p=101": (301, hindi_post),
        "/2024/01/हिन्दी-में-लेख/feed/": (200, None),
        "/?p=101&feed=rss2": (301, f"{hindi_post}feed/"),
        f"/tag/{HINDI}/": (200, None),
        "/tag/हिन्दी/page/2/": (301, "/tag/हिन्दी/"),
        f"/?tag={HINDI}": (301, "/tag/हिन्दी/"),
        "/?tag_id=24": (301, "/tag/हिन्दी/"),
        "/category/computers/software/audio/": (301, "/category/audio/"),
        "/category/phones/software-2/audio-2/page/7/": (301, "/category/audio-2/"),
        "/category/audio/": (200, None),
        "/category/lost/": (200, None),
        "/?cat=10": (301, "/category/audio/"),
        "/?category_name=computers/software&paged=2": (301, "/category/software/"),
        "/?page_id=301": (301, "/about/"),
        "/about/team/comment-page-2/": (301, "/about/team/"),
        "/author/ada/": (301, "/author/ada-b/"),
        "/author/bob-smith/page/2/": (301, "/author/ada-b-2/"),
        "/?author=1": (301, "/author/ada-b/"),
    }
    assert await statuses(database, expected) == expected
    # the post that had no other address, and the file, whose page there is none of
    status, location, kind = await route(database, "https://old.example/?p=135")
    assert (status, kind) == (301, "Post")
    assert (await route(database, location))[0] == 200
    status, location, kind = await route(database, "/?attachment_id=401")
    assert (status, kind) == (301, None)
    assert location.startswith("https://old.example/")
    for nothing in ("/?p=9999", "/?cat=999", "/?author=77", "/?p=200", "/category/never/page/2/"):
        assert await route(database, nothing) == (404, None, None)


async def test_every_public_item_author_and_term_of_the_export_answers_by_its_id(
    database: Database,
) -> None:
    await import_wordpress(database, [OLD_EXAMPLE])
    entries = await table_rows(
        database,
        "select i.source_id, e.uri from imported i join entry e on e.id = i.target_id "
        "where i.kind = 'entry' and e.status = 'PUBLISHED'",
    )
    assert len(entries) > 40
    expected = {f"/?p={id}": (301, uri) for id, uri in entries}
    expected |= {uri: (200, None) for _, uri in entries}
    assert await statuses(database, expected) == expected


async def test_a_site_in_a_folder_keeps_its_addresses(database: Database, tmp_path: Path) -> None:
    await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        category(3, "a"),
        category(4, "b", parent="a"),
        tag(5, "rye", "Rye"),
        item(label("category", "b", "b"), link="https://old.example/blog/2020/02/a-post/"),
        url="https://old.example/blog",
    )
    expected = {
        "/blog/2020/02/a-post/": (200, None),
        "/blog/?p=1": (301, "/blog/2020/02/a-post/"),
        "/blog/index.php?p=1": (301, "/blog/2020/02/a-post/"),
        "/blog/category/a/b/": (301, "/category/b/"),
        "/blog/category/b/feed/": (301, "/category/b/feed/"),
        "/blog/?cat=4": (301, "/category/b/"),
        "/blog/tag/rye/": (301, "/tag/rye/"),
        "/blog/?tag=rye": (301, "/tag/rye/"),
        "/blog/author/ada/": (301, "/author/ada-l/"),
        "/blog/?author=7": (301, "/author/ada-l/"),
        "/?p=1": (404, None),
    }
    assert await statuses(database, expected) == expected


@pytest.mark.parametrize(
    "categories",
    [
        [category(1, "c", parent="b"), category(2, "b", parent="a"), category(3, "a")],
        [category(3, "a"), category(2, "b", parent="a"), category(1, "c", parent="b")],
        # a circle, which no import keeps, is broken off
        [category(1, "c", parent="b"), category(2, "b", parent="a"), category(3, "a", parent="c")],
    ],
)
async def test_the_order_of_categories_in_the_file_does_not_matter(
    database: Database, tmp_path: Path, categories: list[str]
) -> None:
    await import_wxr(database, tmp_path, AUTHOR, *categories)
    assert (await route(database, "/category/a/b/c/")) == (301, "/category/c/", "Category")


async def test_what_is_here_already_keeps_its_address(database: Database, tmp_path: Path) -> None:
    for folder, url in (("one", "https://one.example"), ("two", "https://two.example")):
        (tmp_path / folder).mkdir()
        link = f"{url}/{folder}/"
        await import_wxr(
            database,
            tmp_path / folder,
            AUTHOR,
            tag(5, "rye", folder),
            item(post_name=folder, link=link),
            url=url,
        )
    assert await route(database, "/?p=1") == (301, "/one/", "Post")
    assert await route(database, "/tag/rye/") == (200, None, "Tag")
    assert await route(database, "/tag/rye-2/") == (200, None, "Tag")


async def test_what_readers_do_not_see_has_no_former_address_either(
    database: Database, tmp_path: Path
) -> None:
    await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        item(post_id="1", post_name="draft", status="draft"),
        item(post_id="2", post_name="private", status="private"),
    )
    for uri in ("/?p=1", "/?p=2", "/?author=7", "/author/ada/"):
        assert await route(database, uri) == (404, None, None)


async def test_a_second_import_adds_addresses_and_changes_nothing_else(
    database: Database, tmp_path: Path
) -> None:
    parts = (AUTHOR, category(4, "b"), item(link="https://old.example/a-post/"))
    await import_wxr(database, tmp_path, *parts)
    # as an earlier version has left it
    async with database.transaction() as connection:
        await connection.execute("delete from former_uri")
        await connection.execute("delete from entry_old_uri")
    report = await import_wxr(database, tmp_path, *parts)
    assert {(line.imported, line.changed) for line in report.lines.values()} == {(0, 0)}
    assert await route(database, "/?cat=4") == (301, "/category/b/", "Category")
    assert await route(database, "/?p=1") == (301, "/a-post/", "Post")


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("/2024/05/a-post/", "/2023/11/a-post/"),
        ("/2024/05/17/a-post/", "/2023/11/30/a-post/"),
        ("/blog/2024/05/a-post", "/blog/2023/11/a-post/"),
    ],
)
async def test_a_post_of_another_date_is_found_at_its_former_date(
    database: Database, tmp_path: Path, now: str, before: str
) -> None:
    old_date = meta("_wp_old_date", "2023-11-30")
    undated = item(old_date, post_id="2", post_name="b", link="https://old.example/b/")
    moved = item(old_date, link=f"https://old.example{now}")
    await import_wxr(database, tmp_path, AUTHOR, moved, undated)
    assert await route(database, before) == (301, f"{now.rstrip('/')}/", "Post")
    assert await route(database, "/2023/11/b/") == (404, None, None)


async def test_an_export_of_other_bases_keeps_them_where_it_is_told(
    database: Database, tmp_path: Path
) -> None:
    parts = (AUTHOR, category(3, "coast"), category(4, "tides", "coast"), tag(5, "light", "Light"))
    export = write_file(tmp_path, wxr(*parts, item(label("category", "tides", "Tides"))))
    bases = {"category": "blog/topics", "author": "people"}
    for _ in range(2):
        await import_wordpress(database, [export], bases=bases)
    assert await routes(
        database,
        ["/blog/topics/tides/", "/blog/topics/coast/tides/", "/category/tides/", "/?category_name=tides",
         "/people/ada/", "/people/ada-l/", "/author/ada/", "/?author_name=ada", "/tag/light/"],
    ) == {
        "/blog/topics/tides/": (200, None, "Category"),
        "/blog/topics/coast/tides/": (301, "/blog/topics/tides/", "Category"),
        "/category/tides/": (301, "/blog/topics/tides/", "Category"),
        "/?category_name=tides": (301, "/blog/topics/tides/", "Category"),
        "/people/ada/": (301, "/people/ada-l/", "Author"),
        "/people/ada-l/": (200, None, "Author"),
        "/author/ada/": (301, "/people/ada-l/", "Author"),
        "/?author_name=ada": (301, "/people/ada-l/", "Author"),
        "/tag/light/": (200, None, "Tag"),
    }  # fmt: skip


async def test_an_import_tells_of_bases_that_menus_have_and_it_was_not_told(
    database: Database, tmp_path: Path
) -> None:
    links = [
        (3, "category", "https://old.example/topics/coast/"),
        (4, "category", "https://old.example/topics/coast/tides/"),
        (5, "tag", "https://old.example/tag/light/"),
    ]
    blocks = "".join(
        f'<!-- wp:navigation-link {{"id":{id},"kind":"taxonomy","type":"{kind}","url":"{url}"}} /-->'
        for id, kind, url in links
    )
    menu = item(content=blocks, post_id="9", post_type="wp_navigation", post_name="top")
    terms = (category(3, "coast"), category(4, "tides", "coast"), tag(5, "light", "Light"))
    export = write_file(tmp_path, wxr(AUTHOR, *terms, menu))
    told = "menus link to terms below /topics/: name it with --category-base topics"
    assert (await import_wordpress(database, [export])).notes == {told: 2}
    report = await import_wordpress(database, [export], bases={"category": "topics"})
    assert report.notes == {}
