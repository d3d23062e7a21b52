"""Saving posts and pages: create, update, restore a revision; each save is a version."""

from __future__ import annotations

from gql.content.draft import EntryKind
from gql.content.entries import entry_tags, revisions, slug_and_uri, translations
from gql.content.entries.apply_changes import apply_changes
from gql.content.entries.derived_columns import (
    EMPTY_ENTRY,
    TextColumns,
    derive_text,
    entry_columns,
    stored_text_columns,
)
from gql.content.entries.entry_values import EntryValues, entry_values, replace_values
from gql.content.entries.lock_and_authorise import (
    ACCESS_REFUSALS,
    EDIT,
    lock_entry,
    lock_rows,
    require_not_trash,
)
from gql.content.entries.relations import (
    AUTHOR_FIELDS,
    require_parent_page,
    require_usable_media,
)
from gql.content.entries.validation import Changes, validate
from gql.content.entries.write_entry import (
    link_terms_and_authors,
    lock_terms_and_authors,
    overwrite_entry,
)
from gql.content.meta import write_meta
from gql.content.permission import Action, Scope, require, scope
from gql.content.seo import write_seo
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict, LimitExceeded, TooComplex, TranslationExists
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")
UNCHANGED = object()
SAVE_REFUSALS = (
    *ACCESS_REFUSALS,
    BadInput,
    Conflict,
    LimitExceeded,
    TooComplex,
    TranslationExists,
)


async def create(
    connection: Connection, viewer: Viewer, kind: EntryKind, changes: Changes, text: TextColumns
) -> int:
    """Insert a draft and return its id.

    Raises NotSignedIn, Forbidden and BadInput; of what it translates RecordNotFound and
    TranslationExists.
    """
    require_may_create(viewer, kind)
    if (translated := changes.get("translation_of")) is not None:
        await lock_rows(connection, kind, [translated])  # before names are, as everywhere
    site = await connection.fetchrow(SQL["site"].text)
    empty = replace_values(
        EMPTY_ENTRY,
        kind=kind,
        language=site["language"],
        authors=_default_authors(viewer, kind, changes),
    )
    # the slug is null so that one is derived from the title, unless the client has chosen one
    values = {"slug": None, **validate(changes)}
    meta, seo = values.pop("meta", None), values.pop("seo", None)
    values.pop("translation_of", None)
    first = await apply_changes(connection, viewer, None, empty, values)
    uri = await slug_and_uri.new_uri(connection, kind, first.slug, first.parent)
    record = entry_columns(first, text) | {"uri": uri}
    await lock_terms_and_authors(connection, first.terms, first.authors)
    entry_id = int(await connection.fetchval(SQL["insert_entry"].text, record))
    await link_terms_and_authors(connection, entry_id, first)
    await revisions.store_revision(
        connection, entry_id, 1, viewer.author_id, record["content_text"], first
    )
    if meta:
        await write_meta(connection, viewer, "entry", entry_id, meta)
    if seo:
        await write_seo(connection, "entry", entry_id, seo)
    await entry_tags.record_created(connection, kind, entry_id)
    if translated is not None:
        await translations.join(connection, viewer, kind, entry_id, translated)
    return entry_id


def require_may_create(viewer: Viewer, kind: EntryKind) -> None:
    """Raise NotSignedIn or Forbidden unless the viewer may create entries of this kind."""
    require(viewer, Action.WRITE_PAGE if kind is EntryKind.PAGE else Action.WRITE_POST)


async def update(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    changes: Changes,
    expected_version: int | None,
    text: TextColumns,
) -> None:
    """Save changes as a new version; `text`: its text columns, derived before any lock.

    Raises NotSignedIn, RecordNotFound, Forbidden, Conflict, BadInput and TranslationExists.
    """
    translated = changes.get("translation_of")
    entry = await lock_entry(connection, viewer, kind, entry_id, EDIT, beside=translated)
    require_not_trash(entry)
    await revisions.require_version(connection, entry, expected_version)
    before, values = entry_values(kind, entry), validate(changes)
    # no part of a version: they are what the site makes of it, not the text
    meta, seo = values.pop("meta", None), values.pop("seo", None)
    if meta:
        await write_meta(connection, viewer, "entry", entry_id, meta)
    if seo:
        await write_seo(connection, "entry", entry_id, seo)
    if meta or seo:
        await entry_tags.record_beside_versions(connection, entry)
    others: set[int] = set()
    if values.pop("translation_of", UNCHANGED) is not UNCHANGED:
        # before its language may become one of theirs
        others = {*await translations.leave(connection, entry_id)}
    after = await apply_changes(connection, viewer, entry, before, values)
    await save_version(connection, viewer, entry, after, text)
    if translated is not None:
        others |= {*await translations.join(connection, viewer, kind, entry_id, translated)}
    if others:
        await entry_tags.record_translations(connection, entry, others)


async def restore_revision(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    version: int,
    text: TextColumns,
) -> None:
    """Save an earlier version as the newest one. Raises what update raises, but no Conflict.

    What the viewer may not choose keeps its present value.
    """
    entry = await lock_entry(connection, viewer, kind, entry_id, EDIT)
    require_not_trash(entry)
    earlier = await revisions.revision_values(connection, entry, version)
    after = await _limit_to_permissions(
        connection, viewer, entry, entry_values(kind, entry), earlier
    )
    slug = await slug_and_uri.unique_slug(connection, kind, after.slug, entry_id)
    await save_version(connection, viewer, entry, replace_values(after, slug=slug), text)


async def save_version(
    connection: Connection, viewer: Viewer, entry: Record, after: EntryValues, text: TextColumns
) -> None:
    """Save values as the next version; of a public entry, beside what readers see.

    Does nothing if they equal the newest version.
    """
    before = entry_values(after.kind, entry)
    if after == before:
        return
    if after.language != before.language:
        await translations.require_free(connection, entry["id"], after.language)
    # Text is derived without a lock. Somebody else may have saved another content since, which a
    # change of the excerpt alone must not undo; rendered under the lock, but only then.
    if not text.is_derived_from(after):
        text = await _text_columns(connection, entry, after)
    await revisions.store_imported_version(connection, entry, before)
    tags: list[str] = []
    if entry["is_public"]:
        await connection.execute(SQL["upsert_draft"].text, entry["id"], entry_columns(after, text))
    else:
        tags = await overwrite_entry(connection, entry, after, text)
    version = entry["version"] + 1
    await connection.execute(SQL["set_version"].text, entry["id"], version)
    plain_text = text.columns["content_text"]
    await revisions.store_revision(
        connection, entry["id"], version, viewer.author_id, plain_text, after
    )
    await entry_tags.record_saved(connection, entry, tags)


async def _text_columns(connection: Connection, entry: Record, after: EntryValues) -> TextColumns:
    before = entry_values(after.kind, entry)
    stored = await stored_text_columns(connection, entry["id"], before)
    return stored if stored.is_derived_from(after) else await derive_text(after)


async def _limit_to_permissions(
    connection: Connection, viewer: Viewer, entry: Record, before: EntryValues, earlier: EntryValues
) -> EntryValues:
    """An earlier version with the present value of all that the viewer may not choose.

    Raises BadInput for media or a parent page that cannot be used any more.
    """
    if scope(viewer, EDIT[earlier.kind][0]) is not Scope.ALL:
        earlier = replace_values(earlier, authors=before.authors, is_sticky=before.is_sticky)
        if earlier.featured_media and earlier.featured_media != before.featured_media:
            await require_usable_media(connection, earlier.featured_media, viewer.author_id)
    if earlier.parent and earlier.parent != entry["own_parent"]:
        await require_parent_page(connection, earlier.parent, entry["id"])
    return earlier


def _default_authors(viewer: Viewer, kind: EntryKind, changes: Changes) -> tuple[int, ...]:
    """The viewer's profile; nobody for an API token, if the changes name authors."""
    if viewer.author_id is not None:
        return (viewer.author_id,)
    if not changes.get("authors"):
        field = AUTHOR_FIELDS[kind]
        raise BadInput(f"An API token has no profile: name the {field}.", field=[field])
    return ()
