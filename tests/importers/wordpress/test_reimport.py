"""A second import changes what changed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from gql.errors import StartError
from gql.importers.publication import Publication
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import counts, seen, stored, versions
from tests.importers.wordpress.wxr_factories import AUTHOR, comment, item, label, meta, saved, wxr

FILES = [
    *sorted((SHARED / "data" / "wordpress").glob("[!m]*.xml")),
    SHARED / "data" / "seed" / "personal-roi.wxr.xml",
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
async def test_a_second_import_of_the_same_file_writes_no_row(
    database: Database, path: Path
) -> None:
    first = await import_wordpress(database, [path])
    before = await versions(database)
    second = await import_wordpress(database, [path])
    assert await versions(database) == before
    assert second.written == 0
    assert [(n, m) for n, m, *_ in second.table()] == [(n, m) for n, m, *_ in first.table()]


async def test_only_what_changed_is_written(database: Database, tmp_path: Path) -> None:
    same = item(comment(comment_id="5"), post_id="1", post_name="same")
    old = [comment(comment_id="6", comment_content="Old."), comment(comment_id="7")]
    new = [comment(comment_id="6", comment_content="New."), comment(comment_id="7")]
    await import_wordpress(
        database,
        [saved(tmp_path, wxr(AUTHOR, same, item(*old, post_id="2", post_name="changes")))],
    )
    tokens = "select slug, xmin::text from entry"
    before = dict(await stored(database, tokens))
    tally = await import_wordpress(
        database,
        [
            saved(
                tmp_path,
                wxr(AUTHOR, same, item(*new, post_id="2", post_name="changes", content="Other.")),
            )
        ],
    )
    after = dict(await stored(database, tokens))
    assert after["same"] == before["same"]
    assert after["changes"] != before["changes"]
    assert {row[0]: row[1:4] for row in tally.table()} == {
        "site": (1, 0, 0),
        "authors": (1, 0, 0),
        "posts": (2, 0, 1),
        "comments": (3, 0, 1),
    }
    contents = "select content_text from comment order by id"
    assert await seen(database, contents) == [("Words.",), ("New.",), ("Words.",)]


async def test_a_comment_that_came_later_is_added_to_an_unchanged_post(
    database: Database, tmp_path: Path
) -> None:
    await import_wordpress(database, [saved(tmp_path, wxr(AUTHOR, item(comment())))])
    reply = comment(comment_id="2", comment_parent="1", comment_date_gmt="2020-02-05 00:00:00")
    tally = await import_wordpress(database, [saved(tmp_path, wxr(AUTHOR, item(comment(), reply)))])
    assert tally.written == 1
    assert await seen(database, "select number, depth from comment") == [(1, 0), (2, 1)]
    assert await seen(database, "select comment_count from post") == [(2,)]


async def test_a_post_that_moved_answers_at_its_old_address(
    database: Database, tmp_path: Path
) -> None:
    for path in ("/2020/first/", "/2021/second/"):
        post = item(link=f"https://old.example{path}", post_name=path.split("/")[2])
        await import_wordpress(database, [saved(tmp_path, wxr(AUTHOR, post))])
    assert await seen(
        database, "select uri, status, location from route where target_kind = 'POST'"
    ) == [
        ("/2021/second/", 200, None),
        ("/2020/first/", 301, "/2021/second/"),
    ]


async def test_terms_authors_media_and_menus_follow_their_source(
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

    await import_wordpress(database, [saved(tmp_path, export("Before", 1))])
    tally = await import_wordpress(database, [saved(tmp_path, export("After", 2))])
    assert {row[0]: row[1:4] for row in tally.table()} == {
        "site": (1, 0, 0),
        "authors": (1, 0, 1),
        "categories": (1, 0, 1),
        "media": (1, 0, 1),
        "posts": (2, 0, 0),
        "menus": (1, 0, 1),
        "menu items": (1, 0, 1),
    }
    assert await seen(
        database,
        "select (select name from author), (select name from category), (select title from media), "
        "(select name from menu), (select url from menu_item)",
    ) == [("After", "After", "After", "After", "https://old.example/two/")]


async def test_a_page_that_lost_its_parent_stands_at_the_top(
    database: Database, tmp_path: Path
) -> None:
    parent = item(post_id="1", post_type="page", post_name="above")
    for number in ("1", "0"):
        child = item(post_id="2", post_type="page", post_name="below", post_parent=number)
        await import_wordpress(database, [saved(tmp_path, wxr(AUTHOR, parent, child))])
    assert await seen(database, "select slug, parent_id from page order by slug") == [
        ("above", None),
        ("below", None),
    ]


async def test_a_comment_stays_where_it_was(database: Database, tmp_path: Path) -> None:
    for parent in ("0", "1"):
        moved = comment(
            comment_id="2", comment_parent=parent, comment_date_gmt="2020-02-05 00:00:00"
        )
        tally = await import_wordpress(
            database, [saved(tmp_path, wxr(AUTHOR, item(comment(), moved)))]
        )
    assert tally.lines["comments"].why == "was moved, which comments here never are"
    assert await seen(database, "select depth from comment order by id") == [(0,), (0,)]


async def test_a_dry_run_tells_all_and_keeps_nothing(database: Database) -> None:
    before = await counts(database)
    tried = await import_wordpress(database, FILES[:1], dry_run=True)
    assert await counts(database) == before
    assert tried.table() == (await import_wordpress(database, FILES[:1])).table()


async def test_files_of_one_site_belong_together(database: Database, tmp_path: Path) -> None:
    first = saved(
        tmp_path, wxr(AUTHOR, item(post_type="page", post_name="child", post_parent="2")), "1.xml"
    )
    second = saved(tmp_path, wxr(item(post_id="2", post_type="page", post_name="parent")), "2.xml")
    tally = await import_wordpress(database, [first, second])
    assert await seen(database, "select uri from page order by uri") == [
        ("/parent/",),
        ("/parent/child/",),
    ]
    assert tally.lines["site"].why == "stands twice in the file"


async def test_progress_is_told_in_bytes(database: Database) -> None:
    steps: list[tuple[str, int, int]] = []
    path = SHARED / "data" / "wordpress" / "theme-unit-test-data.xml"
    await import_wordpress(
        database, [path], progress=lambda file, done, size: steps.append((file.name, done, size))
    )
    assert {(name, size) for name, _, size in steps} == {(path.name, path.stat().st_size)}
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert steps[-1][1] == path.stat().st_size


async def test_two_imports_at_once_are_one_too_many(
    database: Database, empty_database: str
) -> None:
    async with database.transaction() as connection, Publication(connection, source="x"):
        other = await Database.open(empty_database, pool_size=2)
        with pytest.raises(StartError, match="Another import is running"):
            await import_wordpress(other, FILES[:1])
        await other.close()
