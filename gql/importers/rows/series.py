"""Saves series with their posts, which are stored before."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft_groups import SeriesDraft
from gql.content.site.series import MAX_DESCRIPTION_LENGTH, MAX_POSTS, MAX_TITLE_LENGTH
from gql.content.slug import preserved_slug, slug_of
from gql.content.text.plain_text import plain_text, title_text
from gql.content.unique_name import unique_names
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import ImportMap, MappedDraft
from gql.sql.statements import statements

SQL = statements("series")


async def write_series(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[SeriesDraft]
) -> None:
    """Save what is new or changed in the source. What was deleted here stays deleted."""
    mapped = await import_map.match_drafts("series", "quire.series", drafts)
    report.count_items("series", mapped)
    for item in mapped:
        if item.needs_write:
            await _write(import_map, item)
    await import_map.save("series", mapped)


async def _write(import_map: ImportMap, item: MappedDraft[SeriesDraft]) -> None:
    connection, draft = import_map.connection, item.draft
    title = title_text(draft.title)[:MAX_TITLE_LENGTH] or draft.slug or "Series"
    wanted = preserved_slug(draft.slug, "series") if draft.slug else slug_of(title, "series")
    (slug,) = await unique_names(connection, SQL["taken_slugs"], [wanted], [item.id])
    about = plain_text(draft.description or "").strip()[:MAX_DESCRIPTION_LENGTH] or None
    statement = SQL["import_series" if item.is_new else "update_series"]
    if await connection.fetchval(statement.text, item.id, slug, title, about) is None:
        return
    ids = await import_map.row_ids("entry", draft.posts)
    posts = [ids[one] for one in draft.posts if one in ids][:MAX_POSTS]
    await connection.execute(SQL["clear_series"].text, item.id, posts)
    await connection.execute(SQL["set_posts"].text, item.id, posts)
