"""Series of plugins become series: with their posts, in the order of their numbers."""

from __future__ import annotations

from pathlib import Path

from gql.db import Database
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item, label, meta

TERM = """<wp:term><wp:term_id>7</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy>
<wp:term_slug>night</wp:term_slug><wp:term_name>The Night</wp:term_name>
<wp:term_description>&lt;b&gt;All&lt;/b&gt; of it.</wp:term_description></wp:term>"""
STORED = """
select s.slug, s.title, s.description, p.slug from series s
join series_post l on l.series_id = s.id join post p on p.id = l.post_id
order by s.slug, l.position
"""


def part(number: int, *inside: str, series: str = "night", **fields: str) -> str:
    labels = label("series", series, series.capitalize())
    return item(labels, *inside, post_id=str(number), post_name=f"p{number}", **fields)


async def test_series_are_imported_in_the_order_of_their_numbers(
    database: Database, tmp_path: Path
) -> None:
    items = [
        part(1, meta("_series_part", "2")),
        part(2, meta("_series_part_7", "1"), meta("_series_part", "9")),
        part(3),  # without a number: after those that have one
        part(4, series="day"),
        part(5, post_type="page"),
    ]
    report = await import_wxr(database, tmp_path, AUTHOR, TERM, *items)
    night = ("night", "The Night", "All of it.")
    expected = [("day", "Day", None, "p4"), *((*night, slug) for slug in ("p2", "p1", "p3"))]
    assert await public_rows(database, STORED) == expected
    assert report.lines["series"].imported == 2
    assert "other terms" not in report.lines
    assert "post meta" not in report.lines
    again = await import_wxr(database, tmp_path, AUTHOR, TERM, *items)
    assert again.lines["series"].unchanged == 2
    async with database.transaction() as connection:
        await connection.execute("delete from series where slug = 'day'")
    changed = [*items[:3], part(4, series="day"), part(6, series="day")]
    await import_wxr(database, tmp_path, AUTHOR, TERM, *changed)
    assert await public_rows(database, STORED) == expected[1:]  # what was deleted here stays so
