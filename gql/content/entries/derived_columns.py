"""The columns of an entry: those derived from its text, and those that hold its other values."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.draft import EntryKind, Format
from gql.content.entries import revisions
from gql.content.entries.entry_values import EntryValues, entry_values, replace_values
from gql.content.entries.lock_and_authorise import EDIT, authorised_entry
from gql.content.entries.validation import Changes, validate
from gql.content.record import NewRecord
from gql.db import Connection, Database
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")
# what is derived from content, format and excerpt, and stored beside them: no read parses HTML
TEXT_COLUMNS = (
    "content_html",
    "content_markdown",
    "content_text",
    "content_source",
    "source_format",
    "excerpt",
    "excerpt_is_written",
    "toc",
    "word_count",
    "reading_minutes",
)
EMPTY_ENTRY = EntryValues(
    kind=EntryKind.POST,
    title="",
    content="",
    format=Format.MARKDOWN,
    slug="",
    language="",
    authors=(),
)


@dataclass(frozen=True, slots=True)
class TextColumns:
    """The TEXT_COLUMNS of an entry, with the text from which they were derived."""

    source: tuple[object, ...]
    columns: NewRecord

    def is_derived_from(self, values: EntryValues) -> bool:
        """Whether these columns still fit: title, slug and relations may differ."""
        return self.source == _text_source(values)


async def derive_new_text(changes: Changes) -> TextColumns:
    """Derive the text columns of a new entry. Raises BadInput and RenderQueueFull."""
    # Rendering takes up to seconds for the longest texts. It runs before the transaction that
    # saves the entry, so that neither a row lock nor a connection of the pool waits for it.
    return await derive_text(_replace_text(EMPTY_ENTRY, validate(changes)))


async def derive_changed_text(
    database: Database, viewer: Viewer, kind: EntryKind, entry_id: int, changes: Changes
) -> TextColumns:
    """Derive the text columns of an entry with these changes, or return the stored ones.

    Raises what authorised_entry raises, BadInput and RenderQueueFull.
    """
    changes = validate(changes)
    async with database.transaction() as connection:
        entry = await authorised_entry(connection, viewer, kind, entry_id, EDIT)
        before = entry_values(kind, entry)
        # without a lock: another save may come between, and save_version then derives again
        stored = await stored_text_columns(connection, entry_id, before)
    after = _replace_text(before, changes)
    return stored if stored.is_derived_from(after) else await derive_text(after)


async def derive_revision_text(
    database: Database, viewer: Viewer, kind: EntryKind, entry_id: int, version: int
) -> TextColumns:
    """Derive the text columns of an earlier version. Raises what derive_changed_text raises."""
    async with database.transaction() as connection:
        entry = await authorised_entry(connection, viewer, kind, entry_id, EDIT)
        before = await revisions.revision_values(connection, entry, version)
    return await derive_text(before)


async def stored_text_columns(
    connection: Connection, entry_id: int, values: EntryValues
) -> TextColumns:
    """The text columns stored with `values`, the newest version of an entry."""
    record = await connection.fetchrow(SQL["text_columns"].text, entry_id)
    return TextColumns(_text_source(values), dict(record))


async def derive_text(values: EntryValues) -> TextColumns:
    """Render the text of these values. Raises RenderQueueFull."""
    record = await values.derive()
    return TextColumns(_text_source(values), {name: record[name] for name in TEXT_COLUMNS})


def entry_columns(values: EntryValues, text: TextColumns) -> NewRecord:
    """All columns of `entry` and `entry_draft` but status, URI and times.

    Both tables take what they have from it: jsonb_populate_record ignores other keys.
    """
    return text.columns | {
        "kind": values.kind,
        "title": values.title,
        "slug": values.slug,
        "language": values.language,
        "author_id": values.authors[0],
        "author_ids": list(values.authors),
        "term_ids": list(values.terms),
        "featured_media_id": values.featured_media,
        "parent_id": values.parent,
        "menu_order": values.menu_order,
        "is_sticky": values.is_sticky,
        "comments_open": values.comments_open,
        "pings_open": values.pings_open,
    }


def _replace_text(before: EntryValues, changes: Changes) -> EntryValues:
    """`before` with the changes from which text columns are derived, and no others."""
    names = ("content", "format", "excerpt")
    return replace_values(before, **{name: changes[name] for name in names if name in changes})


def _text_source(values: EntryValues) -> tuple[object, ...]:
    return values.content, values.format, values.excerpt
