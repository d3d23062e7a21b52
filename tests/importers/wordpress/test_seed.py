"""The seed page, imported and read back by a stranger."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import seen
from tests.importers.wordpress.parsed_export import AsWritten

FILE = SHARED / "data" / "seed" / "personal-roi.wxr.xml"


@pytest.fixture(scope="module")
async def page(module_database: str) -> AsyncIterator[Database]:
    database = await Database.open(module_database, pool_size=2)
    await import_wordpress(database, [FILE])
    yield database
    await database.close()


async def test_there_is_one_post_and_its_author(page: Database) -> None:
    assert await seen(
        page,
        "select p.title, p.uri, a.name, p.comment_count, p.mention_count from post p "
        "join author a on a.id = p.author_id",
    ) == [
        (
            "The Personal ROI of Social\u00a0Media",
            "/2009/02/15/the-personal-roi-of-social-media/",
            "Steve Woodruff",
            11,
            5,
        )
    ]


async def test_sixteen_responses_are_numbered_in_order(page: Database) -> None:
    responses = await seen(page, "select number, kind from comment order by published_at, id")
    assert [number for number, _ in responses] == list(range(1, 17))
    assert [n for n, kind in responses if kind == "PINGBACK"] == [3, 5, 6, 15, 16]
    assert sum(kind == "COMMENT" for _, kind in responses) == 11


async def test_the_second_fourth_and_eighth_left_no_name(page: Database) -> None:
    nameless = "select number from comment where guest_name is null order by number"
    assert await seen(page, nameless) == [(2,), (4,), (8,)]


async def test_the_fourteenth_keeps_its_six_paragraphs_and_quotation_marks(page: Database) -> None:
    ((html, text),) = await seen(
        page, "select content_html, content_text from comment where number = 14"
    )
    assert html.count("<p>") == 6
    assert text.count("\n\n") == 5
    assert "“NSPST Newspost,” “SPBT Focus” magazines" in html


async def test_the_emoji_is_intact(page: Database) -> None:
    smiling = "select number, right(content_text, 1) from comment where content_html like '%🙂%'"
    assert await seen(page, smiling) == [(10, "🙂")]


async def test_every_word_of_every_response_is_there(page: Database) -> None:
    written = [c["comment_content"].split() for _, c in AsWritten(FILE).comments()]
    found = await seen(page, "select content_text from comment order by number")
    assert [text.split() for (text,) in found] == written


async def test_a_pingback_names_what_it_came_from(page: Database) -> None:
    assert await seen(page, "select source_title, content_html from comment where number = 5") == [
        ("Five in the Morning 021609 « StickyFigure", "")
    ]
