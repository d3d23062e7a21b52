"""Writes posts and pages with their authors, terms and former addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gql.content.draft import EntryDraft, EntryKind, EntryStatus, TermKind
from gql.content.entries.entry_record import entry_record, status
from gql.content.record import NewRecord
from gql.db import Record
from gql.importers.report import Tally
from gql.importers.rows.entry_uris import MadeUri, Named, named_entries, write_old_uris
from gql.importers.rows.import_map import SQL, Ledger, Work
from gql.importers.rows.references import References
from gql.importers.rows.revisions import Versions

EntryWork = Work[EntryDraft]
_PLURAL = {EntryKind.POST: "posts", EntryKind.PAGE: "pages"}


@dataclass(slots=True)
class EntryWriter:
    """Writes batches of entries, and collects what has to wait for the end."""

    ledger: Ledger
    tally: Tally
    references: References
    versions: Versions
    to_make: dict[int, MadeUri] = field(default_factory=dict)

    async def write(self, drafts: Sequence[EntryDraft], language: str) -> list[EntryWork]:
        """Returns the work of all entries that are here afterwards, in order."""
        work = await self._with_authors(await self.ledger.work("entry", "quire.entry", drafts))
        due = [w for w in work if w.is_due]
        self.references.unchanged.difference_update(w.id for w in due)
        if due:
            await self._write_due(due, language)
        for w in work:
            self._refer(w)
        await self.ledger.remember("entry", work)
        return work

    async def _with_authors(self, work: list[EntryWork]) -> list[EntryWork]:
        known = await self.ledger.ids("author", (a for w in work for a in w.draft.authors))
        kept = []
        for w in work:
            kind = _PLURAL[w.draft.kind]
            if any(author in known for author in w.draft.authors):
                self.tally.count(kind, [w])
                kept.append(w)
            else:
                self.tally.skip(kind, "has no author")
        return kept

    async def _write_due(self, due: list[EntryWork], language: str) -> None:
        connection = self.ledger.connection
        changed = [w.id for w in due if w.is_changed]
        self.versions.begin_with(w.id for w in due if w.is_new)
        await self.versions.keep(changed)
        records = await connection.fetch(SQL["entries_before_change"].text, changed)
        before = {record["id"]: record for record in records}
        names = await named_entries(connection, due, before)
        authors = await self.ledger.ids("author", (a for w in due for a in w.draft.authors))
        rows = [
            _row(w, name, before.get(w.id), authors, language)
            for w, name in zip(due, names, strict=True)
        ]
        if changed:
            await connection.execute(
                SQL["update_entries"].text, [row for row in rows if row["id"] in before]
            )
        await connection.execute(
            SQL["insert_entries"].text, [row for row in rows if row["id"] not in before]
        )
        await self._link(due, changed, authors)
        for name in names:
            if name.made:
                self.to_make[name.made.id] = name.made
        await write_old_uris(connection, names)
        self._note(due)

    async def _link(
        self, due: list[EntryWork], changed: list[int], authors: dict[str, int]
    ) -> None:
        connection = self.ledger.connection
        posts = [w for w in due if w.draft.kind is EntryKind.POST]
        terms = {kind: await self._term_ids(kind, posts) for kind in TermKind}
        if changed:
            await connection.execute(SQL["forget_post_terms"].text, changed)
            await connection.execute(SQL["forget_post_authors"].text, changed)
        links = [
            {"post_id": w.id, "term_id": terms[kind][name], "position": position}
            for w in posts
            for position, (kind, name) in enumerate(w.draft.terms)
            if name in terms[kind]
        ]
        if links:
            await connection.execute(SQL["insert_post_terms"].text, links)
        bylines = [
            {"post_id": w.id, "author_id": authors[author], "position": position}
            for w in posts
            for position, author in enumerate(w.draft.authors)
            if author in authors
        ]
        if bylines:
            await connection.execute(SQL["insert_post_authors"].text, bylines)

    async def _term_ids(self, kind: TermKind, posts: list[EntryWork]) -> dict[str, int]:
        names = (name for w in posts for term_kind, name in w.draft.terms if term_kind is kind)
        return await self.ledger.ids(kind, names)

    def _refer(self, w: EntryWork) -> None:
        if not self.versions.has_met(w.id):
            self.references.unchanged.add(w.id)
        if w.draft.parent and w.draft.kind is EntryKind.PAGE:
            self.references.parents.append((w.id, w.draft.parent))
        if w.draft.featured_media:
            self.references.pictures.append((w.id, w.draft.featured_media))

    def _note(self, due: list[EntryWork]) -> None:
        timeless = sum(
            status(w.draft) is EntryStatus.DRAFT and w.draft.status is not EntryStatus.DRAFT
            for w in due
        )
        if timeless:
            self.tally.note("published without a time: imported as a draft", timeless)


def _row(
    w: EntryWork, name: Named, before: Record | None, authors: dict[str, int], language: str
) -> NewRecord:
    first = next(authors[author] for author in w.draft.authors if author in authors)
    row = {
        "id": w.id,
        "slug": name.slug,
        "uri": name.uri,
        "author_id": first,
        **entry_record(w.draft, language),
    }
    if before:
        # what these point at is set at the end; only what points nowhere any more is undone here
        row["parent_id"] = before["parent_id"] if w.draft.parent else None
        row["featured_media_id"] = before["featured_media_id"] if w.draft.featured_media else None
    return row
