"""Drafts that say little, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gql.content.draft import AuthorDraft, CommentDraft, Draft, EntryDraft, EntryKind, EntryStatus
from gql.db import Database
from gql.importers.publication import Publication
from gql.importers.report import Tally

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
ADA = AuthorDraft("ada", "Ada", slug="ada", joined_at=NOON)


def post(source_id: str, **more: object) -> EntryDraft:
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
    return post(source_id, kind=EntryKind.PAGE, **more)


def said(number: int, **more: object) -> CommentDraft:
    return replace(  # type: ignore[type-var]
        CommentDraft(str(number), "Words.", NOON + timedelta(minutes=number)),
        **more,  # type: ignore[arg-type]
    )


async def written(database: Database, drafts: Iterable[Draft], source: str = "s") -> Tally:
    async with (
        database.transaction() as connection,
        Publication(connection, source=source) as publication,
    ):
        for draft in drafts:
            await publication.add(draft)
        return await publication.finish()
