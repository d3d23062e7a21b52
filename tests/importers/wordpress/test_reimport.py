"""A second import writes what has changed at the source, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from gql.errors import StartError
from gql.importers.publication import PublicationImport
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import public_rows, row_counts, row_versions, table_rows
from tests.importers.wordpress.wxr_factories import (
    AUTHOR,
    comment,
    item,
    label,
    meta,
    write_file,
    wxr,
)

FILES = [
    *sorted((SHARED / "data" / "wordpress").glob("[!m]*.xml")),
    SHARED / "data" / "seed" / "personal-roi.wxr.xml",
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
async def test_a_second_import_of_the_same_file_writes_no_row(
    database: Database, path: Path
) -> None:
    first = await import_wordpress(database, [path])
    before = await row_versions(database)
    second = await import_wordpress(database, [path])
    # not even an update that changes nothing: it would fire triggers and bloat the table
    assert await row_versions(database) == before
    assert second.written_count == 0
    assert [(n, m) for n, m, *_ in second.table()] == [(n, m) for n, m, *_ in first.table()]


async def test_only_what_changed_is_written(database: Database, tmp_path: Path) -> None:
    same = item(comment(comment_id="5"), post_id="1", post_name="same")
    old = [comment(comment_id="6", comment_content="Old."), comment(comment_id="7")]
    new = [comment(comment_id="6", comment_content="New."), comment(comment_id="7")]
    await import_wordpress(
        database,
        [write_file(tmp_path, wxr(AUTHOR, same, item(*old, post_id="2", post_name="changes")))],
    )
    # xmin is the transaction that wrote the row
    tokens = "select slug, xmin::text from entry"
    before = dict(await table_rows(database, tokens))
    report = await import_wordpress(
        database,
        [
            write_file(
                tmp_path,
                wxr(AUTHOR, same, item(*new, post_id="2", post_name="changes", content="Other.")),
            )
        ],
    )
    after = dict(await table_rows(database, tokens))
    assert after["same"] == before["same"]
    assert after["changes"] != before["changes"]
    assert {row[0]: row[1:4] for row in report.table()} == {
        "site": (1, 0, 0),
        "authors": (1, 0, 0),
        "posts": (2, 0, 1),
        "comments": (3, 0, 1),
    }
    contents = "select content_text from comment order by id"
    assert await public_rows(database, contents) == [("Words.",), ("New.",), ("Words.",)]


async def test_a_new_comment_is_added_to_an_unchanged_post(
    database: Database, tmp_path: Path
) -> None:
    await import_wordpress(database, [write_file(tmp_path, wxr(AUTHOR, item(comment())))])
    reply = comment(comment_id="2", comment_parent="1", comment_date_gmt="2020-02-05 00:00:00")
    report = await import_wordpress(
        database, [write_file(tmp_path, wxr(AUTHOR, item(comment(), reply)))]
    )
    assert report.written_count == 1
    numbers = "select number, depth from comment order by number"
    assert await public_rows(database, numbers) == [(1, 0), (2, 1)]
    assert await public_rows(database, "select comment_count from post") == [(2,)]


async def test_a_post_that_moved_redirects_from_its_old_path(
    database: Database, tmp_path: Path
) -> None:
    for path in ("/2020/first/", "/2021/second/"):
        post = item(link=f"https://old.example{path}", post_name=path.split("/")[2])
        await import_wordpress(database, [write_file(tmp_path, wxr(AUTHOR, post))])
    assert await public_rows(
        database,
        "select uri, status, location from route where target_kind = 'POST' order by status, uri",
    ) == [
        ("/2021/second/", 200, None),
        ("/2020/first/", 301, "/2021/second/"),
        ("/?p=1", 301, "/2021/second/"),
    ]


async def test_terms_authors_media_and_menus_are_updated_from_their_source(
    database: Database, tmp_path: Path
) -> None:
    def export(name: str, post: int) -> str:
        return wxr(
            AUTHOR.replace("Ada L.", name),
            "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>c</wp:category_nicename>"
            f"<wp:cat_name>{name}</wp:cat_name></wp:category>",
            item(
                post_type="attachment",
                post_id="9",
                title=name,
                attachment_url="https://old.example/a.png",
            ),
            item(label("category", "c", "C"), post_id="1", post_name="one"),
            item(post_id="2", post_name="two"),
            item(
                label("nav_menu", "main", name),
                meta("_menu_item_type", "post_type"),
                meta("_menu_item_object_id", str(post)),
                post_type="nav_menu_item",
                post_id="10",
                title="",
            ),
        )

    await import_wordpress(database, [write_file(tmp_path, export("Before", 1))])
    report = await import_wordpress(database, [write_file(tmp_path, export("After", 2))])
    assert {row[0]: row[1:4] for row in report.table()} == {
        "site": (1, 0, 0),
        "authors": (1, 0, 1),
        "categories": (1, 0, 1),
        "media": (1, 0, 1),
        "posts": (2, 0, 0),
        "menus": (1, 0, 1),
        "menu items": (1, 0, 1),
    }
    assert await public_rows(
        database,
        "select (select name from author), (select name from category), (select title from media), "
        "(select name from menu), (select url from menu_item)",
    ) == [("After", "After", "After", "After", "https://old.example/two/")]


async def test_a_page_that_lost_its_parent_is_at_the_top_level(
    database: Database, tmp_path: Path
) -> None:
    parent = item(post_id="1", post_type="page", post_name="above")
    for number in ("1", "0"):
        child = item(post_id="2", post_type="page", post_name="below", post_parent=number)
        await import_wordpress(database, [write_file(tmp_path, wxr(AUTHOR, parent, child))])
    assert await public_rows(database, "select slug, parent_id from page order by slug") == [
        ("above", None),
        ("below", None),
    ]


async def test_a_comment_that_moved_at_the_source_keeps_its_place(
    database: Database, tmp_path: Path
) -> None:
    for parent in ("0", "1"):
        moved = comment(
            comment_id="2", comment_parent=parent, comment_date_gmt="2020-02-05 00:00:00"
        )
        report = await import_wordpress(
            database, [write_file(tmp_path, wxr(AUTHOR, item(comment(), moved)))]
        )
    assert report.lines["comments"].skip_summary == "has moved, but comments here keep their place"
    assert await public_rows(database, "select depth from comment order by id") == [(0,), (0,)]


async def test_a_dry_run_reports_everything_and_keeps_nothing(database: Database) -> None:
    before = await row_counts(database)
    tried = await import_wordpress(database, FILES[:1], dry_run=True)
    assert await row_counts(database) == before
    assert tried.table() == (await import_wordpress(database, FILES[:1])).table()


async def test_files_of_one_site_are_imported_as_one_publication(
    database: Database, tmp_path: Path
) -> None:
    first = write_file(
        tmp_path, wxr(AUTHOR, item(post_type="page", post_name="child", post_parent="2")), "1.xml"
    )
    second = write_file(
        tmp_path, wxr(item(post_id="2", post_type="page", post_name="parent")), "2.xml"
    )
    report = await import_wordpress(database, [first, second])
    assert await public_rows(database, "select uri from page order by uri") == [
        ("/parent/",),
        ("/parent/child/",),
    ]
    assert report.lines["site"].skip_summary == "appears twice in the file"


async def test_progress_is_reported_in_bytes(database: Database) -> None:
    steps: list[tuple[str, int, int]] = []
    path = SHARED / "data" / "wordpress" / "theme-unit-test-data.xml"
    await import_wordpress(
        database, [path], progress=lambda file, done, size: steps.append((file.name, done, size))
    )
    assert {(name, size) for name, _, size in steps} == {(path.name, path.stat().st_size)}
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert steps[-1][1] == path.stat().st_size


async def test_a_second_import_at_the_same_time_is_refused(
    database: Database, empty_database: str
) -> None:
    # entering takes the advisory lock; no draft is needed
    async with database.transaction() as connection, PublicationImport(connection, source="x"):
        other = await Database.open(empty_database, pool_size=2)
        with pytest.raises(StartError, match="Another import is running"):
            await import_wordpress(other, FILES[:1])
        await other.close()
