"""What else exports hold in the wild: old versions, strange types, missing numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import seen, stored
from tests.importers.wordpress.import_text import imported
from tests.importers.wordpress.wxr_factories import AUTHOR, comment, item, meta

WORDPRESS = SHARED / "data" / "wordpress"


async def test_what_could_not_be_joined_is_noted(database: Database, tmp_path: Path) -> None:
    pages = [
        item(post_id="4", post_parent="5", post_type="page", post_name="a"),
        item(post_id="5", post_parent="4", post_type="page", post_name="b"),
        item(post_id="6", post_parent="99", post_type="page", post_name="c"),
        item(meta("_thumbnail_id", "98"), post_id="7", post_type="page", post_name="d"),
        item(comment(comment_parent="97"), post_id="8", post_name="e"),
    ]
    tally = await imported(database, tmp_path, AUTHOR, *pages)
    assert dict(tally.notes) == {
        "a page's parent that would make a circle is left out": 1,
        "a page's parent that was not imported is left out": 1,
        "a featured image that was not imported is left out": 1,
        "a reply to a comment that was not imported stands at the top": 1,
    }


async def test_version_1_0_makes_authors_of_who_wrote(database: Database) -> None:
    await import_wordpress(database, [WORDPRESS / "valid-wxr-1.0.xml"])
    assert await seen(
        database,
        "select replace(slug, id::text, 'n'), replace(name, id::text, 'n'), post_count from author",
    ) == [("admin", "admin", 3)]
    terms = "select slug, name, post_count from {} order by slug"
    assert await seen(database, terms.format("category")) == [
        ("alpha", "alpha", 1),
        ("beta", "beta", 0),
        ("child", "child", 1),
        ("parent", "parent", 0),
        ("uncategorized", "Uncategorized", 1),
    ]
    assert await seen(database, terms.format("tag")) == [
        ("chicken", "chicken", 1),
        ("face", "face", 1),
        ("news", "news", 1),
        ("roar", "roar", 1),
    ]


async def test_version_1_1_and_the_small_export_are_read(database: Database) -> None:
    await import_wordpress(database, [WORDPRESS / "valid-wxr-1.1.xml"])
    assert await seen(database, "select slug, description from category") == [
        ("alpha", "The alpha category")
    ]
    await import_wordpress(database, [WORDPRESS / "small-export.xml"])
    assert await seen(database, "select slug, uri from page order by slug") == [
        ("1-col-page", "/1-col-page/"),
        ("child-page", "/parent-page/child-page/"),
        ("parent-page", "/parent-page/"),
        ("sample-page", "/sample-page/"),
    ]
    assert await stored(database, "select slug, status from entry where status <> 'PUBLISHED'") == [
        ("draft-page", "DRAFT"),
        ("private-post", "PRIVATE"),
    ]


@pytest.mark.parametrize("namespace", ["http", "https"])
async def test_both_spellings_of_the_namespace_are_read(
    database: Database, tmp_path: Path, namespace: str
) -> None:
    await imported(database, tmp_path, AUTHOR, item(excerpt="<b>Mine</b>"), namespace=namespace)
    assert await seen(database, "select excerpt, excerpt_is_written, language from post") == [
        ("Mine", True, "pt-BR")
    ]


async def test_what_has_no_place_here_is_counted_by_its_type(
    database: Database, tmp_path: Path
) -> None:
    tally = await imported(
        database,
        tmp_path,
        AUTHOR,
        "<wp:term><wp:term_taxonomy>mood</wp:term_taxonomy><wp:term_slug>m</wp:term_slug></wp:term>",
        item(comment(), comment(comment_id="2"), post_type="product", post_id="1"),
        item(post_type="product", post_id="2"),
        item(post_type="wp_template", post_id="3"),
        item(post_type="", post_id="4"),
        item(post_id="5", link="https://old.example/kept/"),
    )
    assert [(row[0], row[1], row[5]) for row in tally.table()] == [
        ("site", 1, 0),
        ("other terms", 1, 1),
        ("comments", 2, 2),
        ("product items", 2, 2),
        ("wp_template items", 1, 1),
        ("untyped items", 1, 1),
        ("authors", 1, 0),
        ("posts", 1, 0),
    ]
    assert tally.lines["other terms"].why == "of the taxonomy mood"
    assert await stored(database, "select count(*) from entry") == [(1,)]


async def test_what_has_no_number_cannot_be_told_apart(database: Database, tmp_path: Path) -> None:
    parts = [item(post_id=""), item(comment(comment_id=""), comment(comment_id="y" * 3_000))]
    long = item(post_id="x" * 3_000, post_name="long")
    tally = await imported(database, tmp_path, AUTHOR, *parts, long)
    assert tally.table()[1:] == [
        ("post items", 1, 0, 0, 0, 1, "without a wp:post_id"),
        ("comments", 2, 1, 0, 0, 1, "without a wp:comment_id"),
        ("authors", 1, 1, 0, 0, 0, ""),
        ("posts", 2, 2, 0, 0, 0, ""),
    ]


async def test_a_site_that_has_a_name_keeps_it(database: Database, tmp_path: Path) -> None:
    async with database.transaction() as connection:
        await connection.execute("update site set title = 'Mine', language = 'de'")
    tally = await imported(database, tmp_path, AUTHOR, item())
    assert await seen(database, "select title, url from site") == [
        ("Mine", "http://localhost:8000")
    ]
    assert tally.lines["site"].why == "the site here has a name already"
