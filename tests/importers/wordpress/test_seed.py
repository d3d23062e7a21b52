"""The seed page, imported and read back as an anonymous viewer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.parsed_export import ParsedExport

FILE = SHARED / "data" / "seed" / "personal-roi.wxr.xml"


@pytest.fixture(scope="module")
async def page(module_database: str) -> AsyncIterator[Database]:
    """A database with the seed page, for reading only."""
    database = await Database.open(module_database, pool_size=2)
    await import_wordpress(database, [FILE])
    yield database
    await database.close()


async def test_the_page_is_one_post_with_its_author(page: Database) -> None:
    assert await public_rows(
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
    responses = await public_rows(
        page, "select number, kind from comment order by published_at, id"
    )
    assert [number for number, _ in responses] == list(range(1, 17))
    # mentions are numbered together with comments, as on the page
    assert [n for n, kind in responses if kind == "PINGBACK"] == [3, 5, 6, 15, 16]
    assert sum(kind == "COMMENT" for _, kind in responses) == 11


async def test_the_second_fourth_and_eighth_comment_have_no_name(page: Database) -> None:
    nameless = "select number from comment where guest_name is null order by number"
    assert await public_rows(page, nameless) == [(2,), (4,), (8,)]


async def test_the_fourteenth_comment_keeps_its_six_paragraphs_and_quotation_marks(
    page: Database,
) -> None:
    ((html, text),) = await public_rows(
        page, "select content_html, content_text from comment where number = 14"
    )
    assert html.count("<p>") == 6
    assert text.count("\n\n") == 5
    # typographic quotation marks are three bytes each in UTF-8
    assert "“NSPST Newspost,” “SPBT Focus” magazines" in html


async def test_the_emoji_is_intact(page: Database) -> None:
    smiling = "select number, right(content_text, 1) from comment where content_html like '%🙂%'"
    assert await public_rows(page, smiling) == [(10, "🙂")]


async def test_every_word_of_every_comment_is_kept(page: Database) -> None:
    written = [c["comment_content"].split() for _, c in ParsedExport(FILE).comments()]
    found = await public_rows(page, "select content_text from comment order by number")
    assert [text.split() for (text,) in found] == written


async def test_a_pingback_has_the_title_of_its_source(page: Database) -> None:
    assert await public_rows(
        page, "select source_title, content_html from comment where number = 5"
    ) == [("Five in the Morning 021609 « StickyFigure", "")]
