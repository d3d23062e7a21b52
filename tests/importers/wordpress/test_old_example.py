"""An export with what real publications have, read back by the number of each post."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from gql.db import Database
from gql.importers.report import ImportReport
from gql.importers.wordpress import import_wordpress
from tests.conftest import SHARED
from tests.importers.stored_rows import public_rows, table_rows

FILE = SHARED / "cases" / "old-example.wxr.xml"
Imported = tuple[Database, ImportReport]


@pytest.fixture(scope="module")
async def old_example(module_database: str) -> AsyncIterator[Imported]:
    """The imported export, for reading only, and the report of the import."""
    database = await Database.open(module_database, pool_size=2)
    yield database, await import_wordpress(database, [FILE])
    await database.close()


async def post(database: Database, number: int, column: str) -> str:
    """A column of a post, by the number that it has in WordPress."""
    ((value,),) = await table_rows(
        database,
        f"select e.{column} from entry e join imported i on i.kind = 'entry' and i.target_id = e.id "
        "where i.source_id = $1",
        str(number),
    )
    return str(value)


async def test_a_footnote_has_its_note_and_the_excerpt_no_mark(old_example: Imported) -> None:
    html = await post(old_example[0], 105, "content_html")
    assert 'Rye is old<sup class="footnote-ref"><a href="#fn:1" id="fnref:1"' in html
    assert re.search(r'<li id="fn:1"[^>]*><p>Pollen of rye .*href="#fnref:1"', html)
    assert await post(old_example[0], 105, "excerpt") == "Rye is old."


async def test_links_within_a_text_lead_to_headings_and_tables(old_example: Imported) -> None:
    html = await post(old_example[0], 106, "content_html")
    ids = re.findall(r' id="([^"]*)"', html)
    assert re.findall(r' href="#([^"]*)"', html) == ids == ["prices", "table-1"]
    assert "'anchor': 'prices'" in (await post(old_example[0], 106, "toc")).replace('"', "'")


async def test_nothing_embedded_vanishes(old_example: Imported) -> None:
    blocks = await post(old_example[0], 107, "content_html")
    assert 'href="https://video.example/watch?v=one"' in blocks
    assert '<iframe src="https://www.youtube.com/embed/frame-two" title="Player"' in blocks
    classic = await post(old_example[0], 1071, "content_html")
    for kept in (
        '<iframe src="https://www.youtube.com/embed/frame-three"',
        'href="https://video.example/four"',
        '<iframe src="https://www.youtube.com/embed/five"',
        'href="https://video.example/six"',
        '<audio controls="" src="https://old.example/seven.mp3">',
        '<video controls="" src="https://old.example/eight.mp4">',
        'href="https://old.example/nine.swf"',
    ):
        assert kept in classic
    assert old_example[1].lines["embeds"].imported == 9


async def test_a_reusable_block_stands_in_its_post(old_example: Imported) -> None:
    text = await post(old_example[0], 109, "content_text")
    assert text.split("\n\n") == ["Before.", "Open from nine to five.", "After."]


async def test_mentions_of_every_kind_are_mentions(old_example: Imported) -> None:
    mentions = await public_rows(
        old_example[0],
        "select c.kind, c.source_url from comment c join post p on p.id = c.entry_id "
        "where p.slug = 'mentions' order by c.source_url",
    )
    assert mentions == [
        ("WEBMENTION", "https://fan.example/"),
        ("PINGBACK", "https://other.example/post"),
        ("WEBMENTION", "https://their.example/post"),
    ]
    assert old_example[1].notes["a “like” of another site is imported as a mention"] == 1


async def test_menu_items_keep_mail_addresses_and_say_why_others_are_left_out(
    old_example: Imported,
) -> None:
    urls = await public_rows(old_example[0], "select label, url from menu_item order by position")
    assert ("Write", "mailto:ada@old.example") in urls
    assert old_example[1].lines["menu items"].skip_summary == "its target was not imported"


async def test_the_reasons_in_the_table_are_true(old_example: Imported) -> None:
    lines = old_example[1].lines
    assert lines["recipe items"].skip_summary == "of a plugin's or theme's own type"
    assert lines["wp_block items"].skip_summary == (
        "its text stands in the posts and pages that use it"
    )
    assert dict(lines["comments"].skip_reasons) == {
        "belongs to neither a post nor a page": 2,
        "an editor's note on a block, which is not for readers": 1,
    }
