"""Saves the comments and mentions of a batch of entries, all in one statement.

The trigger that numbers comments and arranges threads runs once per statement, not once per row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gql.content.comments.comment_record import comment_private_record, comment_record
from gql.content.comments.import_order import parents_before_replies
from gql.content.draft import CommentDraft, CommentKind
from gql.content.people.guest_avatar import avatar_keys
from gql.content.record import NewRecord
from gql.importers.report import DELETED_HERE, DUPLICATE, ImportReport
from gql.importers.rows.import_map import SQL, ImportMap, MappedDraft

MappedComment = MappedDraft[CommentDraft]
# of one statement: what a post with very many comments takes in memory is bounded too
MAX_ROWS = 2_000
Positions = dict[str, tuple[int, int | None]]  # the entry and the parent of each, by source ids


@dataclass(frozen=True, slots=True)
class EntryComments:
    """An entry, the comments on it in the source, and whether this import has inserted it."""

    entry_id: int
    comments: Sequence[CommentDraft]
    is_new: bool


async def write_comments(
    import_map: ImportMap, report: ImportReport, entry_comments: Iterable[EntryComments]
) -> None:
    """Save the comments of a batch of entries, except for deleted, moved and repeated ones."""
    entries: dict[str, int] = {}
    drafts: list[CommentDraft] = []
    new_entries = set()
    for entry in entry_comments:
        if entry.is_new:
            new_entries.add(entry.entry_id)
        for draft in _threaded(entry.comments, report):
            if draft.source_id in entries:
                report.count_skipped(_plural(draft), DUPLICATE, ids=[draft.source_id])
            else:
                entries[draft.source_id] = entry.entry_id
                drafts.append(draft)
    mapped = await import_map.match_drafts("comment", "quire.comment", drafts)
    ids = {item.draft.source_id: item.id for item in mapped}
    positions = {d.source_id: (entries[d.source_id], ids.get(d.parent or "")) for d in drafts}
    mapped = await _drop_deleted(import_map, report, mapped, positions, new_entries)
    mapped = await _drop_moved(import_map, report, mapped, positions)
    for kind in ("comments", "mentions"):
        if of_kind := [item for item in mapped if _plural(item.draft) == kind]:
            report.count_items(kind, of_kind)
    await _write_rows(import_map, mapped, positions)
    await import_map.save("comment", mapped)


async def deleted_comments(import_map: ImportMap, source_ids: Iterable[str]) -> dict[str, bool]:
    """Comments that were imported once and deleted here since, and whether a tombstone is left.

    A deleted comment with replies leaves a tombstone; one without is gone from the table.
    """
    records = await import_map.connection.fetch(
        SQL["deleted_comments"].text, import_map.source, list(source_ids)
    )
    return {record["source_id"]: record["has_place"] for record in records}


def _threaded(comments: Sequence[CommentDraft], report: ImportReport) -> list[CommentDraft]:
    thread = parents_before_replies(comments)
    if thread.orphans:
        report.add_note(
            "a reply to a comment that was not imported is placed at the top level", thread.orphans
        )
    if thread.too_deep:
        report.add_note(
            "a reply below the maximum depth is placed beside its parent", thread.too_deep
        )
    return thread.comments


async def _drop_deleted(
    import_map: ImportMap,
    report: ImportReport,
    mapped: list[MappedComment],
    positions: Positions,
    new_entries: set[int],
) -> list[MappedComment]:
    """Leave out comments that were deleted here, and new replies to them.

    Comments of an entry that was deleted as a whole, and is inserted again, come back with it.
    """
    # Deleting a comment locks its entry too: with the lock held, none can be deleted between this
    # look and the insert. In the order of ids, as everywhere, against deadlocks.
    changing = {positions[item.draft.source_id][0] for item in mapped if item.needs_write}
    if changing:
        await import_map.connection.execute(SQL["lock_entries"].text, list(changing))
    tombstones = await deleted_comments(import_map, positions)
    deleted = {
        id
        for id, has_tombstone in tombstones.items()
        if has_tombstone or positions[id][0] not in new_entries
    }
    deleted_or_orphaned = set(deleted)
    kept = []
    for item in mapped:
        source_id = item.draft.source_id
        if source_id in deleted:
            report.count_skipped(_plural(item.draft), DELETED_HERE, ids=[source_id])
        elif item.is_new and item.draft.parent in deleted_or_orphaned:
            deleted_or_orphaned.add(source_id)
            report.count_skipped(
                _plural(item.draft), "replies to a comment deleted here", ids=[source_id]
            )
        else:
            kept.append(item)
    return kept


async def _drop_moved(
    import_map: ImportMap, report: ImportReport, mapped: list[MappedComment], positions: Positions
) -> list[MappedComment]:
    """Leave out changed comments that have another parent or entry than here."""
    # the trigger keep_place refuses such an update: path and depth come from the first parent
    changed = [item.id for item in mapped if item.is_changed]
    if not changed:
        return mapped
    records = await import_map.connection.fetch(SQL["comments_before_change"].text, changed)
    before = {record["id"]: (record["entry_id"], record["parent_id"]) for record in records}
    kept = []
    for item in mapped:
        if item.is_changed and before.get(item.id) != positions[item.draft.source_id]:
            report.count_skipped(
                _plural(item.draft),
                "has moved, but comments here keep their place",
                ids=[item.draft.source_id],
            )
        else:
            kept.append(item)
    return kept


async def _write_rows(
    import_map: ImportMap, mapped: list[MappedComment], positions: Positions
) -> None:
    to_write = [item for item in mapped if item.needs_write]
    # in the order of their threads: a parent is in the same statement as its replies, or before
    for first in range(0, len(to_write), MAX_ROWS):
        await _write_some(import_map, to_write[first : first + MAX_ROWS], positions)


async def _write_some(
    import_map: ImportMap, to_write: list[MappedComment], positions: Positions
) -> None:
    authors = await import_map.row_ids("author", (item.draft.author for item in to_write))
    # an update keeps the avatar key that a comment has
    emails = {
        item.id: comment_private_record(item.draft)["email"] for item in to_write if item.is_new
    }
    avatars = await avatar_keys(import_map.connection, emails)
    rows = [
        {
            "id": item.id,
            "entry_id": positions[item.draft.source_id][0],
            "parent_id": positions[item.draft.source_id][1],
            "author_id": authors.get(item.draft.author or ""),
            "guest_avatar_key": avatars.get(item.id),
            **comment_record(item.draft),
        }
        for item in to_write
    ]
    new = {item.id for item in to_write if item.is_new}
    execute = import_map.connection.execute
    if changed := [row for row in rows if row["id"] not in new]:
        await execute(SQL["update_comments"].text, changed)
    if new:
        await execute(SQL["insert_comments"].text, [row for row in rows if row["id"] in new])
    if private := [row for item in to_write if (row := _private_row(item))]:
        await execute(SQL["upsert_comments_private"].text, private)


def _private_row(item: MappedComment) -> NewRecord | None:
    record = comment_private_record(item.draft)
    # a changed comment may have lost its e-mail address: then the stored one has to be overwritten
    return {"comment_id": item.id, **record} if item.is_changed or any(record.values()) else None


def _plural(draft: CommentDraft) -> str:
    return "comments" if draft.kind is CommentKind.COMMENT else "mentions"
