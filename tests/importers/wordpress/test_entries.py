"""Statuses, dates, slugs and settings of posts and pages in WordPress exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import PUBLISHED_AT, import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item, label, meta

STATUS = "select status, published_at::text from entry"


@pytest.mark.parametrize(
    ("fields", "status", "published_at"),
    [
        ({"status": "publish"}, "PUBLISHED", PUBLISHED_AT),
        ({"status": "future", "post_date_gmt": "2099-01-01 00:00:00"}, "PUBLISHED", "2099-01-01 00:00:00+00"),
        ({"status": "draft"}, "DRAFT", None),
        ({"status": "auto-draft"}, "DRAFT", None),
        ({"status": "pending"}, "PENDING", None),
        ({"status": "private"}, "PRIVATE", PUBLISHED_AT),
        ({"status": "trash"}, "TRASH", None),
        # a plugin's status (an order of WooCommerce): never public
        ({"status": "wc-completed"}, "DRAFT", None),
        # there are no entries with a password here
        ({"status": "publish", "post_password": "enter"}, "PRIVATE", PUBLISHED_AT),
        ({"status": "draft", "post_password": "enter"}, "DRAFT", None),
    ],
)  # fmt: skip
async def test_each_status_of_wordpress_becomes_one_of_ours(
    database: Database,
    tmp_path: Path,
    fields: dict[str, str],
    status: str,
    published_at: str | None,
) -> None:
    await import_wxr(database, tmp_path, AUTHOR, item(**fields))
    assert await table_rows(database, STATUS) == [(status, published_at)]
    is_seen = status == "PUBLISHED" and "future" not in fields.values()
    assert len(await public_rows(database, "select id from post")) == is_seen


async def test_a_trashed_post_is_gone_and_its_slug_is_free(
    database: Database, tmp_path: Path
) -> None:
    # WordPress appends __trashed to the slug so that another post can take it
    link = "https://old.example/2020/gone__trashed/"
    trashed = meta("_wp_trash_meta_status", "publish")
    gone = item(trashed, status="trash", post_name="gone__trashed", link=link)
    again = item(post_id="2", post_name="gone", link="https://old.example/2020/gone/")
    await import_wxr(database, tmp_path, AUTHOR, gone, again)
    assert await table_rows(
        database, "select slug, uri, status, published_at::text from entry"
    ) == [
        ("gone", "/2020/gone/", "TRASH", PUBLISHED_AT),
        ("gone", "/2020/gone/", "PUBLISHED", PUBLISHED_AT),
    ]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, PUBLISHED_AT),
        # the GMT date of drafts that were never published; the local one is taken as UTC
        ({"post_date_gmt": "0000-00-00 00:00:00"}, "2020-02-03 04:05:06+00"),
        ({"post_date_gmt": "", "post_date": ""}, PUBLISHED_AT),
        ({"post_date_gmt": "soon", "post_date": "2020-13-01 00:00:00"}, PUBLISHED_AT),
    ],
)
async def test_the_first_valid_of_three_dates_is_taken(
    database: Database, tmp_path: Path, fields: dict[str, str], found: str
) -> None:
    await import_wxr(database, tmp_path, AUTHOR, item(**fields))
    assert await public_rows(database, "select published_at::text, created_at::text from post") == [
        (found, found)
    ]


@pytest.mark.parametrize(
    # the first is how WordPress formats 0000-00-00 in pubDate
    "date",
    ["Wed, 30 Nov -0001 00:00:00 +0000", "Mon, 99 Feb 2020 03:05:06 +0000", "never", ""],
)
async def test_a_published_post_without_a_date_becomes_a_draft(
    database: Database, tmp_path: Path, date: str
) -> None:
    timeless = item(post_date="", post_date_gmt="").replace("Mon, 03 Feb 2020 03:05:06 +0000", date)
    report = await import_wxr(database, tmp_path, AUTHOR, timeless)
    assert await table_rows(database, STATUS) == [("DRAFT", None)]
    assert dict(report.notes) == {"published without a time: imported as a draft": 1}


async def test_an_rfc_822_date_without_a_time_zone_is_utc(
    database: Database, tmp_path: Path
) -> None:
    # RFC 5322, section 3.3: -0000 says nothing about the time zone
    post = item(post_date="", post_date_gmt="").replace("+0000", "-0000")
    await import_wxr(database, tmp_path, AUTHOR, post)
    assert await public_rows(database, "select published_at::text from post") == [(PUBLISHED_AT,)]


async def test_drafts_get_slugs_from_their_titles_or_ids(
    database: Database, tmp_path: Path
) -> None:
    titled = item(post_name="", status="draft", title="Soon &amp; <em>Später</em>", post_id="8")
    untitled = item(post_name="", status="draft", title="", post_id="9")
    await import_wxr(database, tmp_path, AUTHOR, titled, untitled)
    assert await table_rows(database, "select slug, uri, title from entry order by id") == [
        ("soon-später", "/soon-später/", "Soon & Später"),
        ("draft-9", "/draft-9/", ""),
    ]


async def test_sticky_flag_comment_settings_order_and_excerpt_are_kept(
    database: Database, tmp_path: Path
) -> None:
    post = item(is_sticky="1", comment_status="closed", ping_status="closed", excerpt="")
    page = item(post_type="page", post_id="2", menu_order="-3", is_sticky="1", post_name="b")
    # beyond any integer of PostgreSQL
    wild = item(post_id="3", menu_order="99999999999999999999", post_name="c")
    await import_wxr(database, tmp_path, AUTHOR, post, page, wild)
    assert await table_rows(
        database,
        "select is_sticky, comments_open, pings_open, menu_order, excerpt from entry order by id",
    ) == [
        (True, False, False, 0, "Text."),
        (False, True, True, -3, "Text."),
        (False, True, True, 0, "Text."),
    ]


async def test_titles_longer_than_an_index_entry_are_kept_whole(
    database: Database, tmp_path: Path
) -> None:
    long = "Ñandú " * 1_000
    author = AUTHOR.replace("Ada L.", long).replace(">ada<", f">{'x' * 3_000}<")
    terms = label("category", "y" * 3_000, long)
    await import_wxr(
        database,
        tmp_path,
        author,
        item(terms, title=long, creator="x" * 3_000, post_name="z" * 3_000),
    )
    ((title, slug, name),) = await public_rows(
        database, "select p.title, p.slug, a.name from post p join author a on a.id = p.author_id"
    )
    assert title == long.strip()
    assert name == long[:250].strip()
    # the title may be of any length; names and slugs are indexed, so they are cut
    assert slug == "z" * 200
