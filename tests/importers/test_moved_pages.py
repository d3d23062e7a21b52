"""Pages and categories that move: at their source, and here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gql.content.draft import Draft, MediaDraft, TermDraft, TermKind
from gql.db import Database
from tests.importers.draft_factories import ADA, page, written
from tests.importers.stored_rows import stored, versions


async def test_what_stands_elsewhere_here_stays_there_while_the_source_is_the_same(
    database: Database,
) -> None:
    picture = MediaDraft("image", "https://x.example/a.png")
    below = page("below", parent="above", featured_media="image")
    drafts: Sequence[Draft] = [ADA, picture, page("above"), below]
    await written(database, drafts)
    async with database.transaction() as connection:
        await connection.execute(
            "update entry set parent_id = null, featured_media_id = null where slug = 'post-below'"
        )
        await connection.execute(
            "update entry e set parent_id = o.id from entry o"
            " where e.slug = 'post-above' and o.slug = 'post-below'"
        )
    before = await versions(database)
    await written(database, drafts)
    assert await versions(database) == before


@pytest.mark.parametrize("content", ["Words.", "New."])
async def test_a_page_below_which_its_former_parent_stands_here_stays_where_it_is(
    database: Database, content: str
) -> None:
    await written(database, [ADA, page("above"), page("below", parent="above")])
    async with database.transaction() as connection:
        await connection.execute("update entry set parent_id = null where slug = 'post-below'")
        await connection.execute(
            "update entry e set parent_id = o.id from entry o"
            " where e.slug = 'post-above' and o.slug = 'post-below'"
        )
    new = page("below", parent="above", content=content)
    tally = await written(database, [ADA, page("above"), new])
    noted = {"a page's parent that would make a circle is left out": 1}
    assert tally.notes == (noted if content == "New." else {})
    assert await stored(
        database, "select slug, cardinality(path), content_text from entry order by 2"
    ) == [("post-below", 1, content), ("post-above", 2, "Words.")]


async def test_pages_and_categories_may_change_places_at_the_source(database: Database) -> None:
    names = ("a", "b", "c")
    for parents in ({"b": "a"}, {"a": "b", "b": "c"}, {"c": "a"}, {"a": "c", "c": "b"}):
        pages = [page(n, parent=parents.get(n), content=f"{parents}") for n in names]
        terms = [TermDraft(n, TermKind.CATEGORY, n, parent=parents.get(n)) for n in names]
        tally = await written(database, [ADA, *pages, *terms])
        assert tally.notes == {}
        for table in ("entry", "term"):
            pairs = (
                "select right(e.slug, 1), right(p.slug, 1)"
                f" from {table} e join {table} p on p.id = e.parent_id"
            )
            assert dict(await stored(database, pairs)) == parents
