"""The rows of an entry: its columns, its terms and authors, its URI, and the locks they need."""

from __future__ import annotations

from collections.abc import Iterable

from gql.content.draft import EntryKind
from gql.content.entries import slug_and_uri, translations
from gql.content.entries.derived_columns import (
    TextColumns,
    entry_columns,
    stored_text_columns,
)
from gql.content.entries.entry_values import EntryValues, entry_values, replace_values
from gql.content.entries.relations import present_terms, require_parent_page
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements

SQL = statements("entry")


async def overwrite_entry(
    connection: Connection, entry: Record, after: EntryValues, text: TextColumns
) -> list[str]:
    """Write a version into the entry itself. Returns cache tags of URIs that answer differently."""
    await lock_terms_and_authors(
        connection, [*entry["filed_under"], *after.terms], [*entry["owners"], *after.authors]
    )
    uri = await slug_and_uri.updated_uri(connection, entry, after.slug, after.parent)
    record = entry_columns(after, text) | {"uri": uri}
    await connection.execute(SQL["update_entry"].text, entry["id"], record)
    await link_terms_and_authors(connection, entry["id"], after)
    return await slug_and_uri.redirect_former_uri(connection, entry, uri)


async def apply_newest_version(
    connection: Connection, entry: Record, *, keep_parent_if_unusable: bool
) -> list[str]:
    """Write the newest version into the entry, with a slug that is free now. Returns cache tags.

    `keep_parent_if_unusable`: keep the present parent page where the version names another that
    cannot be used any more, and be no translation any more where one is in its language; False:
    raise BadInput or TranslationExists.
    """
    newest = entry_values(EntryKind(entry["kind"]), entry)
    left: list[int] = []
    if keep_parent_if_unusable:
        left = await translations.leave_unless_free(connection, entry["id"], newest.language)
    else:
        await translations.require_free(connection, entry["id"], newest.language)
    text = await stored_text_columns(connection, entry["id"], newest)
    slug = await slug_and_uri.unique_slug(connection, newest.kind, newest.slug, entry["id"])
    parent = await _usable_parent(
        connection, entry, newest.parent, keep_parent_if_unusable=keep_parent_if_unusable
    )
    tags = await overwrite_entry(
        connection, entry, replace_values(newest, slug=slug, parent=parent), text
    )
    return [*tags, *(f"{newest.kind.lower()}:{id}" for id in left)]


async def link_terms_and_authors(connection: Connection, entry_id: int, after: EntryValues) -> None:
    """Replace the links of a post to its terms and authors.

    A page has no terms, and its one author is a column of it.
    """
    if after.kind is EntryKind.PAGE:
        return
    terms = await present_terms(connection, after.terms)
    # links that stay are not deleted and inserted again: each would run the triggers that count
    for statement, ids in (("terms", terms), ("authors", after.authors)):
        await connection.execute(SQL[f"unlink_{statement}"].text, entry_id, list(ids))
        await connection.execute(SQL[f"link_{statement}"].text, entry_id, list(ids))


async def lock_terms_and_authors(
    connection: Connection, terms: Iterable[int], authors: Iterable[int]
) -> None:
    """Lock terms and authors whose post counts a change affects, both the old and the new ones."""
    # The order of all locks is that of schema/migrations/0003_counts.sql: entries, terms, authors,
    # comments, each by id. The triggers that count lock in it too, but statement by statement:
    # linking terms and then authors of two posts at once would otherwise deadlock.
    wanted = set(terms)
    locked = {record["id"] for record in await connection.fetch(SQL["lock_terms"].text, [*wanted])}
    if gone := wanted - locked:  # merged meanwhile, perhaps: the links are made to another
        merged = await present_terms(connection, sorted(gone))
        await connection.execute(SQL["lock_terms"].text, list(merged))
    await connection.execute(SQL["lock_authors"].text, list(authors))


async def _usable_parent(
    connection: Connection, entry: Record, parent: int | None, *, keep_parent_if_unusable: bool
) -> int | None:
    """The parent page of a version that is applied now: it may have been moved or trashed since."""
    if parent is None or parent == entry["own_parent"]:
        return parent
    try:
        return await require_parent_page(connection, parent, entry["id"])
    except BadInput:
        # two drafts that are each other's parents must not keep both pages public for ever
        if keep_parent_if_unusable:
            return int(entry["own_parent"]) if entry["own_parent"] else None
        raise
