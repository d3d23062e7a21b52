"""The columns of an entry: what is made of its text, which takes a while, and what it is called and
names. A text is made before anything is held, and never twice."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.record import NewRecord
from gql.content.written import Written
from gql.db import Connection
from gql.sql.statements import statements

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


@dataclass(frozen=True, slots=True)
class MadeText:
    """What was made of which text."""

    source: tuple[object, ...]
    columns: NewRecord

    def is_of(self, written: Written) -> bool:
        return self.source == _source(written)


async def stored_text(connection: Connection, entry_id: int, written: Written) -> MadeText:
    """What was made of the newest text of an entry when that was saved."""
    record = await connection.fetchrow(SQL["text"].text, entry_id)
    return MadeText(_source(written), dict(record))


async def made_text(written: Written) -> MadeText:
    record = await written.record()
    return MadeText(_source(written), {name: record[name] for name in COLUMNS})


def columns(written: Written, text: MadeText) -> NewRecord:
    """Of an entry, or of a draft of one."""
    return text.columns | {
        "kind": written.kind,
        "title": written.title,
        "slug": written.slug,
        "language": written.language,
        "author_id": written.authors[0],
        "author_ids": list(written.authors),
        "term_ids": list(written.terms),
        "featured_media_id": written.featured_media,
        "parent_id": written.parent,
        "menu_order": written.menu_order,
        "is_sticky": written.is_sticky,
        "comments_open": written.comments_open,
        "pings_open": written.pings_open,
    }


def _source(written: Written) -> tuple[object, ...]:
    return written.content, written.format, written.excerpt
