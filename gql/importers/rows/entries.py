"""Saves posts and pages with their authors, terms and former paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gql.content.draft import EntryDraft, EntryKind, EntryStatus, TermKind
from gql.content.entries.entry_record import effective_status, entry_record
from gql.content.record import NewRecord
from gql.db import Record
from gql.importers.report import ImportReport
from gql.importers.rows.entry_uris import EntryNames, PendingUri, assign_names, insert_old_uris
from gql.importers.rows.import_map import SQL, ImportMap, MappedDraft
from gql.importers.rows.references import References
from gql.importers.rows.revisions import RevisionRecorder

MappedEntry = MappedDraft[EntryDraft]
_PLURAL = {EntryKind.POST: "posts", EntryKind.PAGE: "pages"}


@dataclass(slots=True)
class EntryWriter:
    """Saves batches of entries, and collects the references and paths that are set at the end."""

    import_map: ImportMap
    report: ImportReport
    references: References
    revisions: RevisionRecorder
    pending_uris: dict[int, PendingUri] = field(default_factory=dict)

    async def write(self, drafts: Sequence[EntryDraft], language: str) -> list[MappedEntry]:
        """Save a batch. Returns, in order, the drafts that have a row now: without those skipped.

        `language` is that of the site, for entries that name none.
        """
        mapped = await self._drop_without_author(
            await self.import_map.match_drafts("entry", "quire.entry", drafts)
        )
        to_write = [item for item in mapped if item.needs_write]
        # The same entry may be in an earlier batch of this import, then still unchanged.
        self.references.unchanged.difference_update(item.id for item in to_write)
        if to_write:
            await self._write_rows(to_write, language)
        for item in mapped:
            self._collect_references(item)
        await self.import_map.save("entry", mapped)
        return mapped

    async def _drop_without_author(self, mapped: list[MappedEntry]) -> list[MappedEntry]:
        known = await self.import_map.row_ids(
            "author", (a for item in mapped for a in item.draft.authors)
        )
        kept = []
        for item in mapped:
            kind = _PLURAL[item.draft.kind]
            if any(author in known for author in item.draft.authors):
                self.report.count_items(kind, [item])
                kept.append(item)
            else:
                self.report.count_skipped(kind, "has no author", ids=[item.draft.source_id])
        return kept

    async def _write_rows(self, to_write: list[MappedEntry], language: str) -> None:
        connection = self.import_map.connection
        changed = [item.id for item in to_write if item.is_changed]
        self.revisions.ignore_new(item.id for item in to_write if item.is_new)
        await self.revisions.save_before_change(changed)
        records = await connection.fetch(SQL["entries_before_change"].text, changed)
        before = {record["id"]: record for record in records}
        names = await assign_names(connection, to_write, before)
        authors = await self.import_map.row_ids(
            "author", (a for item in to_write for a in item.draft.authors)
        )
        rows = [
            _entry_row(item, name, before.get(item.id), authors, language)
            for item, name in zip(to_write, names, strict=True)
        ]
        if changed:
            await connection.execute(
                SQL["update_entries"].text, [row for row in rows if row["id"] in before]
            )
        await connection.execute(
            SQL["insert_entries"].text, [row for row in rows if row["id"] not in before]
        )
        await self._link_terms_and_authors(to_write, changed, authors)
        for name in names:
            if name.pending:
                self.pending_uris[name.pending.id] = name.pending
        await insert_old_uris(connection, names)
        self._note_undated(to_write)

    async def _link_terms_and_authors(
        self, to_write: list[MappedEntry], changed: list[int], authors: dict[str, int]
    ) -> None:
        connection = self.import_map.connection
        posts = [item for item in to_write if item.draft.kind is EntryKind.POST]
        terms = {kind: await self._term_ids(kind, posts) for kind in TermKind}
        if changed:
            await connection.execute(SQL["delete_post_terms"].text, changed)
            await connection.execute(SQL["delete_post_authors"].text, changed)
        post_terms = [
            {"post_id": item.id, "term_id": terms[kind][name], "position": position}
            for item in posts
            for position, (kind, name) in enumerate(item.draft.terms)
            if name in terms[kind]
        ]
        if post_terms:
            await connection.execute(SQL["insert_post_terms"].text, post_terms)
        missing = [
            item.draft.source_id
            for item in posts
            for kind, name in item.draft.terms
            if name not in terms[kind]
        ]
        if missing:
            note = "a category or tag that is not here is left out of a post"
            self.report.add_note(note, len(missing), missing)
        post_authors = [
            {"post_id": item.id, "author_id": authors[author], "position": position}
            for item in posts
            for position, author in enumerate(item.draft.authors)
            if author in authors
        ]
        if post_authors:
            await connection.execute(SQL["insert_post_authors"].text, post_authors)

    async def _term_ids(self, kind: TermKind, posts: list[MappedEntry]) -> dict[str, int]:
        names = (
            name for item in posts for term_kind, name in item.draft.terms if term_kind is kind
        )
        return await self.import_map.row_ids(kind, names)

    def _collect_references(self, item: MappedEntry) -> None:
        if not self.revisions.has_written(item.id):
            self.references.unchanged.add(item.id)
        if item.draft.parent and item.draft.kind is EntryKind.PAGE:
            self.references.parents.append((item.id, item.draft.parent))
        if item.draft.featured_media:
            self.references.featured_media.append((item.id, item.draft.featured_media))

    def _note_undated(self, to_write: list[MappedEntry]) -> None:
        undated = sum(
            effective_status(item.draft) is EntryStatus.DRAFT
            and item.draft.status is not EntryStatus.DRAFT
            for item in to_write
        )
        if undated:
            self.report.add_note("published without a time: imported as a draft", undated)


def _entry_row(
    item: MappedEntry,
    name: EntryNames,
    before: Record | None,
    authors: dict[str, int],
    language: str,
) -> NewRecord:
    first_author_id = next(authors[author] for author in item.draft.authors if author in authors)
    row = {
        "id": item.id,
        "slug": name.slug,
        "uri": name.uri,
        "author_id": first_author_id,
        **entry_record(item.draft, language),
    }
    if before:
        # Set at the end, when all targets are stored; until then they stay as they are. A reference
        # that the source has dropped is cleared here, for nothing at the end would mention it.
        row["parent_id"] = before["parent_id"] if item.draft.parent else None
        row["featured_media_id"] = (
            before["featured_media_id"] if item.draft.featured_media else None
        )
    return row
