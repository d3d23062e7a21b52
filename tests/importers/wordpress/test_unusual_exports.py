"""Old versions, unsupported types, missing ids and broken references in WordPress exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, comment, item, meta

WORDPRESS = SHARED / "data" / "wordpress"


async def test_references_that_cannot_be_set_are_noted(database: Database, tmp_path: Path) -> None:
    pages = [
        # 4 and 5 are each other's parent: one of the links is cut
        item(post_id="4", post_parent="5", post_type="page", post_name="a"),
        item(post_id="5", post_parent="4", post_type="page", post_name="b"),
        item(post_id="6", post_parent="99", post_type="page", post_name="c"),
        item(meta("_thumbnail_id", "98"), post_id="7", post_type="page", post_name="d"),
        item(comment(comment_parent="97"), post_id="8", post_name="e"),
    ]
    report = await import_wxr(database, tmp_path, AUTHOR, *pages)
    assert dict(report.notes) == {
        "a page's parent that would make a cycle is left out": 1,
        "a page's parent that was not imported is left out": 1,
        "a featured image that was not imported is left out": 1,
        "a reply to a comment that was not imported is placed at the top level": 1,
    }


async def test_version_1_0_yields_authors_from_the_logins_of_entries(database: Database) -> None:
    await import_wordpress(database, [WORDPRESS / "valid-wxr-1.0.xml"])
    assert await public_rows(
        database,
        "select replace(slug, id::text, 'n'), replace(name, id::text, 'n'), post_count from author",
    ) == [("admin", "admin", 3)]
    # WXR 1.0 repeats each term without nicename, which must not count twice
    terms = "select slug, name, post_count from {} order by slug"
    assert await public_rows(database, terms.format("category")) == [
        ("alpha", "alpha", 1),
        ("beta", "beta", 0),
        ("child", "child", 1),
        ("parent", "parent", 0),
        ("uncategorized", "Uncategorized", 1),
    ]
    assert await public_rows(database, terms.format("tag")) == [
        ("chicken", "chicken", 1),
        ("face", "face", 1),
        ("news", "news", 1),
        ("roar", "roar", 1),
    ]


async def test_version_1_1_and_the_small_export_are_read(database: Database) -> None:
    await import_wordpress(database, [WORDPRESS / "valid-wxr-1.1.xml"])
    assert await public_rows(database, "select slug, description from category") == [
        ("alpha", "The alpha category")
    ]
    await import_wordpress(database, [WORDPRESS / "small-export.xml"])
    assert await public_rows(database, "select slug, uri from page order by slug") == [
        ("1-col-page", "/1-col-page/"),
        ("child-page", "/parent-page/child-page/"),
        ("parent-page", "/parent-page/"),
        ("sample-page", "/sample-page/"),
    ]
    assert await table_rows(
        database, "select slug, status from entry where status <> 'PUBLISHED'"
    ) == [
        ("draft-page", "DRAFT"),
        ("private-post", "PRIVATE"),
    ]


@pytest.mark.parametrize("namespace", ["http", "https"])
async def test_both_http_and_https_namespaces_are_read(
    database: Database, tmp_path: Path, namespace: str
) -> None:
    await import_wxr(database, tmp_path, AUTHOR, item(excerpt="<b>Mine</b>"), namespace=namespace)
    assert await public_rows(
        database, "select excerpt, excerpt_is_written, language from post"
    ) == [("Mine", True, "pt-BR")]


async def test_unsupported_items_are_counted_by_their_type(
    database: Database, tmp_path: Path
) -> None:
    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        # a taxonomy that a plugin has registered
        "<wp:term><wp:term_taxonomy>mood</wp:term_taxonomy><wp:term_slug>m</wp:term_slug></wp:term>",
        item(comment(), comment(comment_id="2"), post_type="product", post_id="1"),
        item(post_type="product", post_id="2"),
        item(post_type="wp_template", post_id="3"),
        item(post_type="", post_id="4"),
        item(post_id="5", link="https://old.example/kept/"),
    )
    assert [(row[0], row[1], row[5]) for row in report.table()] == [
        ("site", 1, 0),
        ("other terms", 1, 1),
        ("comments", 2, 2),
        ("product items", 2, 2),
        ("wp_template items", 1, 1),
        ("untyped items", 1, 1),
        ("authors", 1, 0),
        ("posts", 1, 0),
    ]
    assert report.lines["other terms"].skip_summary == "of the taxonomy mood"
    assert await table_rows(database, "select count(*) from entry") == [(1,)]


async def test_items_and_comments_without_an_id_are_skipped(
    database: Database, tmp_path: Path
) -> None:
    # without an id, a second import could not find the row again; a long id is hashed
    parts = [item(post_id=""), item(comment(comment_id=""), comment(comment_id="y" * 3_000))]
    long = item(post_id="x" * 3_000, post_name="long")
    report = await import_wxr(database, tmp_path, AUTHOR, *parts, long)
    assert report.table()[1:] == [
        ("post items", 1, 0, 0, 0, 1, "without a wp:post_id"),
        ("comments", 2, 1, 0, 0, 1, "without a wp:comment_id"),
        ("authors", 1, 1, 0, 0, 0, ""),
        ("posts", 2, 2, 0, 0, 0, ""),
    ]


async def test_a_site_that_has_a_title_keeps_it(database: Database, tmp_path: Path) -> None:
    async with database.transaction() as connection:
        await connection.execute("update site set title = 'Mine', language = 'de'")
    report = await import_wxr(database, tmp_path, AUTHOR, item())
    assert await public_rows(database, "select title, url from site") == [
        ("Mine", "http://localhost:8000")
    ]
    assert report.lines["site"].skip_summary == "the site here has a title already"
