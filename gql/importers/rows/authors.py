"""Saves authors: their public profiles, and apart from them login and e-mail address."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import AuthorDraft
from gql.content.people.author_record import author_private_record, author_record, author_slug
from gql.content.unique_name import unique_names
from gql.content.uri_bases import folder, uri_bases
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import SQL, ImportMap, MappedDraft


async def write_authors(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[AuthorDraft]
) -> list[MappedDraft[AuthorDraft]]:
    """Insert or update authors. Returns all of them with their row ids."""
    mapped = await import_map.match_drafts("author", "quire.author", drafts)
    report.count_items("authors", mapped)
    new = [item for item in mapped if item.is_new]
    changed = [item for item in mapped if item.is_changed]
    await _insert(import_map, new)
    if changed:
        records = [{"id": item.id, **author_record(item.draft, item.id)} for item in changed]
        await import_map.connection.execute(SQL["update_authors"].text, records)
    # a table of its own, which the roles of readers cannot see
    if new or changed:
        private = [
            {"author_id": item.id, **author_private_record(item.draft)} for item in new + changed
        ]
        await import_map.connection.execute(SQL["upsert_authors_private"].text, private)
    await import_map.save("author", mapped)
    return mapped


async def _insert(import_map: ImportMap, new: Sequence[MappedDraft[AuthorDraft]]) -> None:
    if not new:
        return
    slugs = await unique_names(
        import_map.connection,
        SQL["taken_author_slugs"],
        [author_slug(item.draft, item.id) for item in new],
        [],
    )
    above = folder((await uri_bases(import_map.connection)).author)
    records = [
        {
            "id": item.id,
            "slug": slug,
            "uri": f"{above}{slug}/",
            **author_record(item.draft, item.id),
        }
        for item, slug in zip(new, slugs, strict=True)
    ]
    await import_map.connection.execute(SQL["insert_authors"].text, records)
