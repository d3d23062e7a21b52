"""The one way in for whole publications: drafts are added in any order, and joined at the end.

All happens in the transaction of the connection given: an import is kept whole or not at all.
"""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType

from gql.content.draft import (
    AuthorDraft,
    Draft,
    EntryDraft,
    LikeDraft,
    MediaDraft,
    MenuDraft,
    Note,
    SiteDraft,
    Skipped,
    TermDraft,
    TermKind,
)
from gql.db import Connection
from gql.errors import StartError
from gql.importers.batch import Batch
from gql.importers.report import Tally
from gql.importers.rows.authors import write_authors
from gql.importers.rows.comments import Discussion, write_comments
from gql.importers.rows.entries import EntryWriter
from gql.importers.rows.entry_uris import make_uris
from gql.importers.rows.import_map import SQL, Ledger
from gql.importers.rows.likes import write_likes
from gql.importers.rows.media import write_media
from gql.importers.rows.menus import write_menus
from gql.importers.rows.references import References
from gql.importers.rows.revisions import Versions
from gql.importers.rows.site import write_site
from gql.importers.rows.terms import write_terms

LOCK = 0x0_9_19_03_06  # any number, the same for every Quire, and not that of migrations


class Publication:
    """Takes the drafts of one source, which is the address of the publication they come from.

    async with database.transaction() as connection, Publication(connection, source=url) as p:
        await p.add(draft)
        tally = await p.finish()
    """

    def __init__(self, connection: Connection, *, source: str, tally: Tally | None = None) -> None:
        self.tally = tally or Tally()
        self._connection = connection
        self._ledger = Ledger(connection, source)
        self._references = References()
        self._versions = Versions(connection)
        self._entries = EntryWriter(self._ledger, self.tally, self._references, self._versions)
        self._batch = Batch()
        self._menus: list[MenuDraft] = []
        self._likes: list[LikeDraft] = []
        self._undated_authors: list[int] = []
        self._language = "en"

    async def __aenter__(self) -> Publication:
        await self._connection.execute(SQL["allow_long_work"].text)
        if not await self._connection.fetchval(SQL["only_import"].text, LOCK):
            raise StartError("Another import is running on this database. Wait for it to end.")
        self._language = (await self._connection.fetchrow(SQL["site"].text))["language"]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    async def add(self, draft: Draft) -> None:
        """Takes a draft, and writes what has gathered when there is enough of it."""
        match draft:
            case SiteDraft():
                await write_site(self._ledger, self.tally, draft)
                self._language = (await self._connection.fetchrow(SQL["site"].text))["language"]
            case MenuDraft():
                self._menus.append(draft)
            case LikeDraft():
                self._likes.append(draft)
            case Skipped():
                self.tally.skip(draft.kind, draft.reason, draft.count)
            case Note():
                self.tally.note(draft.text, draft.count)
            case _:
                if not self._batch.takes(draft):
                    await self._flush()
                self._batch.add(draft)

    async def finish(self) -> Tally:
        """Writes the rest, and joins what points at what. To be called once."""
        await self._flush()
        await self._references.resolve(self._ledger, self.tally, self._versions)
        await make_uris(self._connection, self._entries.to_make)
        await self._versions.finish()
        if self._undated_authors:
            await self._connection.execute(SQL["date_authors"].text, self._undated_authors)
        if self._menus:
            await write_menus(self._ledger, self.tally, self._menus)
        if self._likes:
            await write_likes(self._ledger, self.tally, self._likes)
        return self.tally

    async def _flush(self) -> None:
        """Writes what has gathered: what others belong to first."""
        batch, self._batch = self._batch, Batch()
        if batch.authors:
            await self._write_authors(batch.authors)
        for kind, terms in batch.terms.items():
            await self._write_terms(kind, terms)
        if batch.media:
            await self._write_media(batch.media)
        if batch.entries:
            await self._write_entries(batch.entries)

    async def _write_authors(self, drafts: list[AuthorDraft]) -> None:
        for w in await write_authors(self._ledger, self.tally, drafts):
            if w.is_new and not w.draft.joined_at:
                self._undated_authors.append(w.id)

    async def _write_terms(self, kind: TermKind, drafts: list[TermDraft]) -> None:
        arrows = self._references.terms.setdefault(kind, [])
        for w in await write_terms(self._ledger, self.tally, kind, drafts):
            if w.draft.parent:
                arrows.append((w.id, w.draft.parent))

    async def _write_media(self, drafts: list[MediaDraft]) -> None:
        for w in await write_media(self._ledger, self.tally, drafts):
            if w.draft.attached_to:
                self._references.attachments.append((w.id, w.draft.attached_to))

    async def _write_entries(self, drafts: list[EntryDraft]) -> None:
        comments = {draft.source_id: draft.comments for draft in drafts}
        bare = [replace(draft, comments=()) for draft in drafts]
        work = await self._entries.write(bare, self._language)
        discussions = [Discussion(w.id, comments[w.draft.source_id], w.is_new) for w in work]
        await write_comments(self._ledger, self.tally, discussions)
