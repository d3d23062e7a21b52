"""Pages and categories that get another parent: at their source, or by an editor here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gql.content.draft import Draft, MediaDraft, TermDraft, TermKind
from gql.db import Database
from tests.importers.draft_factories import AUTHOR, import_drafts, page
from tests.importers.stored_rows import row_versions, table_rows


async def test_a_page_that_was_moved_here_stays_there_while_the_source_is_unchanged(
    database: Database,
) -> None:
    picture = MediaDraft("image", "https://x.example/a.png")
    # the parent is named by the source, but an editor here turns the tree upside down
    below = page("below", parent="above", featured_media="image")
    drafts: Sequence[Draft] = [AUTHOR, picture, page("above"), below]
    await import_drafts(database, drafts)
    async with database.transaction() as connection:
        await connection.execute(
            "update entry set parent_id = null, featured_media_id = null where slug = 'post-below'"
        )
        await connection.execute(
            "update entry e set parent_id = o.id from entry o"
            " where e.slug = 'post-above' and o.slug = 'post-below'"
        )
    before = await row_versions(database)
    await import_drafts(database, drafts)
    assert await row_versions(database) == before


@pytest.mark.parametrize("content", ["Words.", "New."])
async def test_a_parent_from_the_source_that_is_now_a_descendant_here_is_left_out(
    database: Database, content: str
) -> None:
    await import_drafts(database, [AUTHOR, page("above"), page("below", parent="above")])
    async with database.transaction() as connection:
        await connection.execute("update entry set parent_id = null where slug = 'post-below'")
        await connection.execute(
            "update entry e set parent_id = o.id from entry o"
            " where e.slug = 'post-above' and o.slug = 'post-below'"
        )
    # only a changed page is moved back by the source, and here that would make a cycle
    new = page("below", parent="above", content=content)
    report = await import_drafts(database, [AUTHOR, page("above"), new])
    noted = {"a page's parent that would make a cycle is left out": 1}
    assert report.notes == (noted if content == "New." else {})
    assert await table_rows(
        database, "select slug, cardinality(path), content_text from entry order by 2"
    ) == [("post-below", 1, content), ("post-above", 2, "Words.")]


async def test_pages_and_categories_may_change_places_at_the_source(database: Database) -> None:
    names = ("a", "b", "c")
    # swaps and a rotation: row by row, each would pass through a cycle
    for parents in ({"b": "a"}, {"a": "b", "b": "c"}, {"c": "a"}, {"a": "c", "c": "b"}):
        pages = [page(n, parent=parents.get(n), content=f"{parents}") for n in names]
        terms = [TermDraft(n, TermKind.CATEGORY, n, parent=parents.get(n)) for n in names]
        report = await import_drafts(database, [AUTHOR, *pages, *terms])
        assert report.notes == {}
        for table in ("entry", "term"):
            pairs = (
                "select right(e.slug, 1), right(p.slug, 1)"
                f" from {table} e join {table} p on p.id = e.parent_id"
            )
            assert dict(await table_rows(database, pairs)) == parents
