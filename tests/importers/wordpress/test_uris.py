"""Where entries stand: paths kept, made, and told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from gql.db import Database
from tests.importers.stored_rows import seen, stored
from tests.importers.wordpress.import_text import imported
from tests.importers.wordpress.wxr_factories import AUTHOR, item


@pytest.mark.parametrize(
    ("link", "kind", "uri"),
    [
        ("https://old.example/2020/02/a-post/", "post", "/2020/02/a-post/"),
        ("https://old.example//2020//a-post", "post", "/2020/a-post/"),
        ("https://old.example/blog/a-post.html", "post", "/blog/a-post.html/"),
        ("https://old.example/?p=1", "post", "/a-post/"),
        ("https://old.example/", "page", "/a-post/"),
        ("https://old.example", "page", "/a-post/"),
        ("https://[broken/", "post", "/a-post/"),
        ("", "post", "/a-post/"),
        ("https://old.example/%ce%b5%cf%80/", "page", "/επ/"),
        ("https://old.example/100%25/", "post", "/100%25/"),
        ("https://old.example/%FF%fe/", "post", "/%FF%FE/"),
        (f"https://old.example/{'x' * 600}/", "post", "/a-post/"),
    ],
)
async def test_an_address_is_kept_where_there_is_one(
    database: Database, tmp_path: Path, link: str, kind: str, uri: str
) -> None:
    await imported(database, tmp_path, AUTHOR, item(link=link, post_type=kind))
    assert await stored(database, "select uri from entry") == [(uri,)]


async def test_addresses_that_clash_get_a_number_and_real_ones_come_first(
    database: Database, tmp_path: Path
) -> None:
    made = item(post_id="1", post_name="here")
    real = item(post_id="2", post_name="here", link="https://old.example/here/")
    page = item(post_id="3", post_name="here", post_type="page")
    other = item(post_id="4", post_name="other", link="https://old.example/here/")
    await imported(database, tmp_path, AUTHOR, made, real, page, other)
    assert await seen(
        database,
        "select slug, uri from (select id, slug, uri from post union all select id, slug, uri from page) e "
        "order by id",
    ) == [("here", "/here-3/"), ("here-2", "/here/"), ("here", "/here-4/"), ("other", "/here-2/")]


async def test_pages_without_addresses_get_theirs_from_the_tree(
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

    await imported(
        database,
        tmp_path,
        AUTHOR,
        page(1, 2),
        page(2, 3),
        page(3, 0, link="https://old.example/top/"),
        page(4, 5),
        page(5, 4),
        page(6, 99),
    )
    uris = await seen(database, "select slug, uri from page order by slug")
    assert dict(uris) == {
        "p1": "/top/p2/p1/",
        "p2": "/top/p2/",
        "p3": "/top/",
        "p4": "/p5/p4/",
        "p5": "/p5/",
        "p6": "/p6/",
    }
