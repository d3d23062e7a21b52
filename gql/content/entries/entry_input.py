"""What an author gave of a post or a page, and what is made of it when it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from gql.content.draft import EntryDraft, EntryKind, EntryStatus, Format
from gql.content.entries.entry_record import entry_record
from gql.content.record import NewRecord
from gql.content.text.render_queue import OF_ACCOUNTS
from gql.db import Record


@dataclass(frozen=True, slots=True)
class Written:
    """References are ids; `terms` are categories, then tags."""

    kind: EntryKind
    title: str
    content: str
    format: Format
    slug: str
    language: str
    authors: tuple[int, ...]
    """The first is the author of the entry."""
    excerpt: str | None = None
    """Their own; None: the first words of the content."""
    terms: tuple[int, ...] = ()
    featured_media: int | None = None
    parent: int | None = None
    menu_order: int = 0
    is_sticky: bool = False
    comments_open: bool = True
    pings_open: bool = True

    def as_json(self) -> NewRecord:
        """As a revision keeps it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    async def record(self) -> NewRecord:
        """The columns that are made of it, without what it is called and names. Raises
        WritersBusy."""
        return await OF_ACCOUNTS.rendered(entry_record, self._draft(), self.language)

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


def written(kind: EntryKind, values: Mapping[str, Any] | Record) -> Written:
    """From the columns of the statement `entry`, or from what a revision kept."""
    given = {field.name: values[field.name] for field in fields(Written) if field.name != "kind"}
    return Written(
        kind=kind,
        **given
        | {
            "format": Format(given["format"]),
            "authors": tuple(given["authors"]),
            "terms": tuple(given["terms"]),
        },
    )


def changed(before: Written, **values: object) -> Written:
    return replace(before, **values)  # type: ignore[arg-type]
