"""The columns of an entry: what is made of its text, which takes a while, and what it is called and
names. A text is made before anything is held, no connection either, and never twice."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.draft import EntryKind, Format
from gql.content.entries import revisions
from gql.content.entries.entry_input import Written, changed, written
from gql.content.entries.lock_and_authorise import EDIT, opened
from gql.content.entries.validation import Changes, checked
from gql.content.record import NewRecord
from gql.db import Connection, Database
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")
COLUMNS = (
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
EMPTY = Written(
    kind=EntryKind.POST,
    title="",
    content="",
    format=Format.MARKDOWN,
    slug="",
    language="",
    authors=(),
)


@dataclass(frozen=True, slots=True)
class MadeText:
    """What was made of which text."""

    source: tuple[object, ...]
    columns: NewRecord

    def is_of(self, w: Written) -> bool:
        return self.source == _source(w)


async def text_of_new(given: Changes) -> MadeText:
    """Raises BadInput and WritersBusy."""
    return await made_text(_with_text(EMPTY, checked(given)))


async def text_of_changed(
    database: Database, viewer: Viewer, kind: EntryKind, entry_id: int, given: Changes
) -> MadeText:
    """Of an entry as it would be now. Raises as opened does, BadInput and WritersBusy."""
    given = checked(given)
    async with database.transaction() as connection:
        found = await opened(connection, viewer, kind, entry_id, EDIT, hold=False)
        before = written(kind, found)
        stored = await stored_text(connection, entry_id, before)
    after = _with_text(before, given)
    return stored if stored.is_of(after) else await made_text(after)


async def text_of_version(
    database: Database, viewer: Viewer, kind: EntryKind, entry_id: int, version: int
) -> MadeText:
    """Of an earlier version. Raises as text_of_changed does."""
    async with database.transaction() as connection:
        found = await opened(connection, viewer, kind, entry_id, EDIT, hold=False)
        before = await revisions.written_before(connection, found, version)
    return await made_text(before)


async def stored_text(connection: Connection, entry_id: int, w: Written) -> MadeText:
    """What was made of the newest text of an entry when that was saved."""
    record = await connection.fetchrow(SQL["text"].text, entry_id)
    return MadeText(_source(w), dict(record))


async def made_text(w: Written) -> MadeText:
    record = await w.record()
    return MadeText(_source(w), {name: record[name] for name in COLUMNS})


def columns(w: Written, text: MadeText) -> NewRecord:
    """Of an entry, or of a draft of one."""
    return text.columns | {
        "kind": w.kind,
        "title": w.title,
        "slug": w.slug,
        "language": w.language,
        "author_id": w.authors[0],
        "author_ids": list(w.authors),
        "term_ids": list(w.terms),
        "featured_media_id": w.featured_media,
        "parent_id": w.parent,
        "menu_order": w.menu_order,
        "is_sticky": w.is_sticky,
        "comments_open": w.comments_open,
        "pings_open": w.pings_open,
    }


def _with_text(before: Written, given: Changes) -> Written:
    """With what text is given: what is made of it depends on nothing else."""
    names = ("content", "format", "excerpt")
    return changed(before, **{name: given[name] for name in names if name in given})


def _source(w: Written) -> tuple[object, ...]:
    return w.content, w.format, w.excerpt
