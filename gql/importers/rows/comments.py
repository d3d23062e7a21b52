"""Writes the responses to a batch of entries at once: threads are arranged once per statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gql.content.comments.comment_record import comment_private_record, comment_record
from gql.content.comments.order import threaded
from gql.content.draft import CommentDraft, CommentKind
from gql.content.people.guest_avatar import avatar_keys
from gql.content.record import NewRecord
from gql.importers.report import TWICE, Tally
from gql.importers.rows.import_map import SQL, Ledger, Work

CommentWork = Work[CommentDraft]
Places = dict[str, tuple[int, int | None]]  # the entry and the parent of each, by source ids


@dataclass(frozen=True, slots=True)
class Discussion:
    """The id of an entry, whether this import has made it, and the responses to it."""

    entry_id: int
    comments: Sequence[CommentDraft]
    is_new: bool


async def write_comments(ledger: Ledger, tally: Tally, discussions: Iterable[Discussion]) -> None:
    entries: dict[str, int] = {}
    drafts: list[CommentDraft] = []
    made = set()
    for discussion in discussions:
        if discussion.is_new:
            made.add(discussion.entry_id)
        for draft in _in_order(discussion.comments, tally):
            if draft.source_id in entries:
                tally.skip(_plural(draft), TWICE)
            else:
                entries[draft.source_id] = discussion.entry_id
                drafts.append(draft)
    work = await ledger.work("comment", "quire.comment", drafts)
    ids = {w.draft.source_id: w.id for w in work}
    places = {d.source_id: (entries[d.source_id], ids.get(d.parent or "")) for d in drafts}
    work = await _without_deleted(ledger, tally, work, places, made)
    work = await _without_moved(ledger, tally, work, places)
    for kind in ("comments", "mentions"):
        if some := [w for w in work if _plural(w.draft) == kind]:
            tally.count(kind, some)
    await _write(ledger, work, places)
    await ledger.remember("comment", work)


async def deleted_comments(ledger: Ledger, source_ids: Iterable[str]) -> dict[str, bool]:
    """Those that were imported once and deleted here since, and whether their place is left."""
    records = await ledger.connection.fetch(
        SQL["deleted_comments"].text, ledger.source, list(source_ids)
    )
    return {record["source_id"]: record["has_place"] for record in records}


def _in_order(comments: Sequence[CommentDraft], tally: Tally) -> list[CommentDraft]:
    thread = threaded(comments)
    if thread.orphans:
        tally.note("a reply to a comment that was not imported stands at the top", thread.orphans)
    if thread.too_deep:
        tally.note("a reply deeper than threads go stands beside its parent", thread.too_deep)
    return thread.comments


async def _without_deleted(
    ledger: Ledger, tally: Tally, work: list[CommentWork], places: Places, made: set[int]
) -> list[CommentWork]:
    """What was deleted here stays deleted, and nothing new answers it. With an entry that is not
    here any more, and is made anew, all that was said comes again."""
    due = {places[w.draft.source_id][0] for w in work if w.is_due}
    if due:
        await ledger.connection.execute(SQL["hold_entries"].text, list(due))
    found = await deleted_comments(ledger, places)
    deleted = {id for id, has_place in found.items() if has_place or places[id][0] not in made}
    lost = set(deleted)
    kept = []
    for w in work:
        if w.draft.source_id in deleted:
            tally.skip(_plural(w.draft), "was deleted here")
        elif w.is_new and w.draft.parent in lost:
            lost.add(w.draft.source_id)
            tally.skip(_plural(w.draft), "answers what was deleted here")
        else:
            kept.append(w)
    return kept


async def _without_moved(
    ledger: Ledger, tally: Tally, work: list[CommentWork], places: Places
) -> list[CommentWork]:
    """A comment keeps its parent and its entry for ever: its thread is made of them."""
    changed = [w.id for w in work if w.is_changed]
    if not changed:
        return work
    records = await ledger.connection.fetch(SQL["comments_before_change"].text, changed)
    before = {record["id"]: (record["entry_id"], record["parent_id"]) for record in records}
    kept = []
    for w in work:
        if w.is_changed and before.get(w.id) != places[w.draft.source_id]:
            tally.skip(_plural(w.draft), "was moved, which comments here never are")
        else:
            kept.append(w)
    return kept


async def _write(ledger: Ledger, work: list[CommentWork], places: Places) -> None:
    due = [w for w in work if w.is_due]
    if not due:
        return
    authors = await ledger.ids("author", (w.draft.author for w in due))
    emails = {w.id: comment_private_record(w.draft)["email"] for w in due if w.is_new}
    avatars = await avatar_keys(ledger.connection, emails)
    rows = [
        {
            "id": w.id,
            "entry_id": places[w.draft.source_id][0],
            "parent_id": places[w.draft.source_id][1],
            "author_id": authors.get(w.draft.author or ""),
            "guest_avatar_key": avatars.get(w.id),
            **comment_record(w.draft),
        }
        for w in due
    ]
    new = {w.id for w in due if w.is_new}
    execute = ledger.connection.execute
    if changed := [row for row in rows if row["id"] not in new]:
        await execute(SQL["update_comments"].text, changed)
    if new:
        await execute(SQL["insert_comments"].text, [row for row in rows if row["id"] in new])
    if private := [row for w in due if (row := _private(w))]:
        await execute(SQL["write_comments_private"].text, private)


def _private(w: CommentWork) -> NewRecord | None:
    record = comment_private_record(w.draft)
    return {"comment_id": w.id, **record} if w.is_changed or any(record.values()) else None


def _plural(draft: CommentDraft) -> str:
    return "comments" if draft.kind is CommentKind.COMMENT else "mentions"
