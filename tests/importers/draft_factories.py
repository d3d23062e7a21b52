"""Minimal drafts for tests of the import, and the import itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gql.content.draft import AuthorDraft, CommentDraft, Draft, EntryDraft, EntryKind, EntryStatus
from gql.db import Database
from gql.importers.publication import PublicationImport
from gql.importers.report import ImportReport

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
AUTHOR = AuthorDraft("ada", "Ada", slug="ada", joined_at=NOON)


def post(source_id: str, **more: object) -> EntryDraft:
    """A published post of AUTHOR; `more` are other fields of the draft."""
    draft = EntryDraft(
        source_id=source_id,
        kind=EntryKind.POST,
        status=EntryStatus.PUBLISHED,
        title=f"Post {source_id}",
        content="Words.",
        authors=("ada",),
        published_at=NOON,
    )
    return replace(draft, **more)  # type: ignore[arg-type]


def page(source_id: str, **more: object) -> EntryDraft:
    """A published page of AUTHOR, like `post`."""
    return post(source_id, kind=EntryKind.PAGE, **more)


def comment_draft(number: int, **more: object) -> CommentDraft:
    """A guest's comment with its number as source id, as many minutes after NOON."""
    return replace(  # type: ignore[type-var]
        CommentDraft(str(number), "Words.", NOON + timedelta(minutes=number)),
        **more,  # type: ignore[arg-type]
    )


async def import_drafts(
    database: Database, drafts: Iterable[Draft], source: str = "s"
) -> ImportReport:
    """Import the drafts in one transaction, and return the report."""
    async with (
        database.transaction() as connection,
        PublicationImport(connection, source=source) as publication,
    ):
        for draft in drafts:
            await publication.add(draft)
        return await publication.finish()
