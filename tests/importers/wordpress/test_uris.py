"""Paths of imported entries: kept from permalinks, built from slugs, made unique."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import public_rows, table_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item


@pytest.mark.parametrize(
    ("link", "kind", "uri"),
    [
        ("https://old.example/2020/02/a-post/", "post", "/2020/02/a-post/"),
        ("https://old.example//2020//a-post", "post", "/2020/a-post/"),
        ("https://old.example/blog/a-post.html", "post", "/blog/a-post.html/"),
        # plain permalinks, and those of drafts, have no path
        ("https://old.example/?p=1", "post", "/a-post/"),
        ("https://old.example/", "page", "/a-post/"),
        ("https://old.example", "page", "/a-post/"),
        ("https://[broken/", "post", "/a-post/"),
        ("", "post", "/a-post/"),
        ("https://old.example/%ce%b5%cf%80/", "page", "/επ/"),
        # decoded as far as that is unambiguous: "%" and bytes that are not UTF-8 stay
        # encoded
        ("https://old.example/100%25/", "post", "/100%25/"),
        ("https://old.example/%FF%fe/", "post", "/%ff%fe/"),
        # longer than a path may be here
        (f"https://old.example/{'x' * 600}/", "post", "/a-post/"),
    ],
)
async def test_the_path_of_a_permalink_is_kept(
    database: Database, tmp_path: Path, link: str, kind: str, uri: str
) -> None:
    await import_wxr(database, tmp_path, AUTHOR, item(link=link, post_type=kind))
    assert await table_rows(database, "select uri from entry") == [(uri,)]


async def test_clashing_paths_get_a_number_and_permalinks_win(
    database: Database, tmp_path: Path
) -> None:
    made = item(post_id="1", post_name="here")
    real = item(post_id="2", post_name="here", link="https://old.example/here/")
    page = item(post_id="3", post_name="here", post_type="page")
    other = item(post_id="4", post_name="other", link="https://old.example/here/")
    await import_wxr(database, tmp_path, AUTHOR, made, real, page, other)
    assert await public_rows(
        database,
        "select slug, uri from (select id, slug, uri from post union all select id, slug, uri from page) e "
        "order by id",
    ) == [("here", "/here-3/"), ("here-2", "/here/"), ("here", "/here-4/"), ("other", "/here-2/")]


async def test_pages_without_a_permalink_get_paths_from_the_tree(
    database: Database, tmp_path: Path
) -> None:
    def page(number: int, parent: int, **more: str) -> str:
        return item(
            post_id=str(number),
            post_parent=str(parent),
            post_type="page",
            post_name=f"p{number}",
            **more,
        )

    await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        page(1, 2),
        page(2, 3),
        page(3, 0, link="https://old.example/top/"),
        # a cycle, of which one link is cut
        page(4, 5),
        page(5, 4),
        page(6, 99),
    )
    uris = await public_rows(database, "select slug, uri from page order by slug")
    assert dict(uris) == {
        "p1": "/top/p2/p1/",
        "p2": "/top/p2/",
        "p3": "/top/",
        "p4": "/p5/p4/",
        "p5": "/p5/",
        "p6": "/p6/",
    }
