"""Saves a whole publication from drafts that arrive in any order, for all importers.

All in the transaction of the caller's connection: an import is committed whole or not at all.
"""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType

from gql.content.draft import (
    AuthorDraft,
    Draft,
    EntryDraft,
    FormerUriDraft,
    LikeDraft,
    MediaDraft,
    MenuDraft,
    MetaDraft,
    Note,
    SiteDraft,
    Skipped,
    TermDraft,
    TermKind,
)
from gql.content.draft_groups import SeriesDraft, TranslationDraft
from gql.content.draft_seo import SeoDraft
from gql.db import Connection
from gql.errors import StartError
from gql.importers.batch import Batch
from gql.importers.planner_statistics import PlannerStatistics
from gql.importers.report import ImportReport
from gql.importers.rows.authors import write_authors
from gql.importers.rows.changes import record_import
from gql.importers.rows.comments import EntryComments, write_comments
from gql.importers.rows.entries import EntryWriter
from gql.importers.rows.entry_uris import assign_pending_uris
from gql.importers.rows.former_uris import write_former_uris
from gql.importers.rows.import_map import SQL, ImportMap
from gql.importers.rows.likes import write_likes
from gql.importers.rows.media import write_media
from gql.importers.rows.menus import write_menus
from gql.importers.rows.meta import write_meta
from gql.importers.rows.references import References
from gql.importers.rows.revisions import RevisionRecorder
from gql.importers.rows.seo import SeoWriter
from gql.importers.rows.series import write_series
from gql.importers.rows.site import write_site
from gql.importers.rows.terms import write_terms
from gql.importers.rows.translations import write_translations
from gql.sql.statements import statements

NAMES = statements("entry")
# An arbitrary key for the advisory lock, other than that of migrations. Two imports at once would
# wait for each other's rows in changing order, and take the same slugs.
IMPORT_LOCK_KEY = 0x0_9_19_03_06
MAX_META, MAX_META_SIZE = 1_000, 2_000_000  # records and characters that wait for a batch to end


class PublicationImport:
    """Imports the drafts of one source; `source` is the URL of the publication they come from.

    async with database.transaction() as connection:
        async with PublicationImport(connection, source=url) as publication:
            await publication.add(draft)
            report = await publication.finish()
    """

    def __init__(
        self, connection: Connection, *, source: str, report: ImportReport | None = None
    ) -> None:
        self.report = report or ImportReport()
        self._connection = connection
        self._import_map = ImportMap(connection, source)
        self._references = References()
        self._revisions = RevisionRecorder(connection)
        self._entries = EntryWriter(
            self._import_map, self.report, self._references, self._revisions
        )
        self._statistics = PlannerStatistics(connection)
        self._batch = Batch()
        self._menus: list[MenuDraft] = []
        self._likes: list[LikeDraft] = []
        self._former_uris: list[FormerUriDraft] = []
        self._meta: list[MetaDraft] = []
        self._meta_size = 0
        self._translations: list[TranslationDraft] = []
        self._series: list[SeriesDraft] = []
        self._seo: list[SeoDraft] = []
        self._seo_writer = SeoWriter(self._import_map, self.report)
        self._undated_authors: list[int] = []
        self._language = "en"

    async def __aenter__(self) -> PublicationImport:
        # Both for this transaction only, and so is the lock: commit, rollback and a lost
        # connection release it, and nothing has to be cleaned up.
        await self._connection.execute(SQL["set_import_timeouts"].text)
        if not await self._connection.fetchval(SQL["try_import_lock"].text, IMPORT_LOCK_KEY):
            raise StartError("Another import is running on this database. Wait for it to end.")
        # Until the end, as no other transaction can see which names are taken here: one that needs
        # a new slug meanwhile is told to try again, instead of one of the two failing.
        await self._connection.execute(NAMES["lock_names"].text)
        self._language = (await self._connection.fetchrow(SQL["site"].text))["language"]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    async def add(self, draft: Draft) -> None:
        """Take a draft, and save the current batch when it is full."""
        match draft:
            case SiteDraft():
                await write_site(self._import_map, self.report, draft)
                self._language = (await self._connection.fetchrow(SQL["site"].text))["language"]
            case MenuDraft() | LikeDraft() | TranslationDraft() | SeriesDraft():
                self._keep_for_the_end(draft)
            case FormerUriDraft():
                self._former_uris.append(draft)
            case MetaDraft():
                self._meta.append(draft)
                self._meta_size += sum(len(value) for _, value in draft.values)
                await self._flush_if_many()
            case SeoDraft():
                self._seo.append(draft)
                await self._flush_if_many()
            case Skipped():
                self.report.count_skipped(draft.kind, draft.reason, draft.count, draft.ids)
            case Note():
                self.report.add_note(draft.text, draft.count, draft.ids)
            case _:
                if not self._batch.has_room_for(draft):
                    await self._flush()
                self._batch.add(draft)

    def _keep_for_the_end(
        self, draft: MenuDraft | LikeDraft | TranslationDraft | SeriesDraft
    ) -> None:
        """Keep a draft that points at what may come later."""
        match draft:
            case MenuDraft():
                self._menus.append(draft)
            case LikeDraft():
                self._likes.append(draft)
            case TranslationDraft():
                self._translations.append(draft)
            case SeriesDraft():
                self._series.append(draft)

    async def finish(self) -> ImportReport:
        """Save the last batch and everything that had to wait for it. To be called once."""
        await self._flush()
        # In this order: paths are built from the parents' slugs, revisions record parents and
        # featured media, and menus and likes look up what is there.
        await self._references.resolve(self._import_map, self.report, self._revisions)
        await assign_pending_uris(self._connection, self._entries.pending_uris)
        await self._revisions.finish()
        if self._undated_authors:
            await self._connection.execute(SQL["set_joined_at"].text, self._undated_authors)
        if self._menus:
            await write_menus(self._import_map, self.report, self._menus)
        if self._likes:
            await write_likes(self._import_map, self.report, self._likes)
        await write_translations(self._import_map, self.report, self._translations)
        await write_series(self._import_map, self.report, self._series)
        await self._seo_writer.finish()
        await record_import(self._connection)
        return self.report

    async def _flush_if_many(self) -> None:
        waiting = len(self._meta) + len(self._seo)
        if waiting > MAX_META or self._meta_size > MAX_META_SIZE:
            await self._flush()

    async def _flush(self) -> None:
        """Save the batch, in the order of the foreign keys: authors and terms before entries."""
        batch, self._batch = self._batch, Batch()
        if batch.authors:
            await self._write_authors(batch.authors)
        for kind, terms in batch.terms.items():
            await self._write_terms(kind, terms)
        if batch.media:
            await self._write_media(batch.media)
        if batch.entries:
            await self._write_entries(batch.entries)
        former_uris, self._former_uris = self._former_uris, []
        await write_former_uris(self._import_map, former_uris)
        meta, self._meta, self._meta_size = self._meta, [], 0
        await write_meta(self._import_map, self.report, meta)
        seo, self._seo = self._seo, []
        await self._seo_writer.write(seo)
        await self._statistics.refresh(self.report.written_count)

    async def _write_authors(self, drafts: list[AuthorDraft]) -> None:
        for item in await write_authors(self._import_map, self.report, drafts):
            if item.is_new and not item.draft.joined_at:
                self._undated_authors.append(item.id)

    async def _write_terms(self, kind: TermKind, drafts: list[TermDraft]) -> None:
        references = self._references.terms.setdefault(kind, [])
        for item in await write_terms(self._import_map, self.report, kind, drafts):
            if item.needs_write:
                self._references.written_terms.add(item.id)
            # where one stood that was merged says nothing of the one that stayed
            if item.draft.parent and not item.is_merged:
                references.append((item.id, item.draft.parent))

    async def _write_media(self, drafts: list[MediaDraft]) -> None:
        for item in await write_media(self._import_map, self.report, drafts):
            if item.draft.attached_to:
                self._references.attachments.append((item.id, item.draft.attached_to))

    async def _write_entries(self, drafts: list[EntryDraft]) -> None:
        # Without comments: an entry must not count as changed because somebody commented on it.
        comments = {draft.source_id: draft.comments for draft in drafts}
        parts = {draft.source_id: dict(draft.parts) for draft in drafts}
        bare = [replace(draft, comments=(), parts=()) for draft in drafts]
        mapped = await self._entries.write(bare, self._language)
        for item in mapped:
            self.report.count_parts(item, parts[item.draft.source_id])
        entry_comments = [
            EntryComments(item.id, comments[item.draft.source_id], item.is_new) for item in mapped
        ]
        await write_comments(self._import_map, self.report, entry_comments)
