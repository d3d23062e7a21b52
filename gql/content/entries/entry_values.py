"""The values of a post or page that authors enter, from which everything else is derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from gql.content.draft import EntryDraft, EntryKind, EntryStatus, Format
from gql.content.entries.entry_record import entry_record
from gql.content.record import NewRecord
from gql.content.text.markup_bound import require_bounded_markup
from gql.content.text.render_queue import ACCOUNT_QUEUE
from gql.db import Record


@dataclass(frozen=True, slots=True)
class EntryValues:
    """One version of an entry, as entered. References are ids; `terms` are categories, then tags.

    Equal values mean that a save changes nothing.
    """

    # The names of the fields are keys in entry_revision.written and columns of the statement
    # `entry`: to rename or add one needs a migration, also of the revisions stored before.

    kind: EntryKind
    title: str
    content: str
    format: Format
    slug: str
    language: str
    authors: tuple[int, ...]
    """The first is the author of the entry."""
    excerpt: str | None = None
    """Written by the author; None: the first words of the content."""
    terms: tuple[int, ...] = ()
    featured_media: int | None = None
    parent: int | None = None
    menu_order: int = 0
    is_sticky: bool = False
    comments_open: bool = True
    pings_open: bool = True

    def as_json(self) -> NewRecord:
        """As entry_revision.written stores it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    async def derive(self) -> NewRecord:
        """The columns of `entry_record`. Raises RenderQueueFull, LimitExceeded and TooComplex."""
        require_bounded_markup(self.content)
        length = len(self.content) + len(self.excerpt or "")
        return await ACCOUNT_QUEUE.run(entry_record, self._draft(), self.language, length=length)

    def _draft(self) -> EntryDraft:
        return EntryDraft(
            source_id="",
            kind=self.kind,
            status=EntryStatus.DRAFT,
            title=self.title,
            content=self.content,
            authors=(),
            format=self.format,
            excerpt=self.excerpt,
            menu_order=self.menu_order,
            is_sticky=self.is_sticky,
            comments_open=self.comments_open,
            pings_open=self.pings_open,
            language=self.language,
        )


def entry_values(kind: EntryKind, stored: Mapping[str, Any] | Record) -> EntryValues:
    """Read values from a record of the statement `entry`, or from the JSON of a revision."""
    values = {
        field.name: stored[field.name] for field in fields(EntryValues) if field.name != "kind"
    }
    # Postgres and JSON have text and lists; equality needs the same types as input has
    typed = {
        "format": Format(values["format"]),
        "authors": tuple(values["authors"]),
        "terms": tuple(values["terms"]),
    }
    return EntryValues(kind=kind, **values | typed)


def replace_values(before: EntryValues, **values: object) -> EntryValues:
    """A copy with these values; dataclasses.replace for values whose names come from a client."""
    return replace(before, **values)  # type: ignore[arg-type]
