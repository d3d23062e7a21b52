"""Moderation: setting the status of many comments at once, logged as a batch that can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gql.content.comments.comment_tags import record_comment_changes, tag_snapshots
from gql.content.draft import CommentStatus
from gql.content.permission import Action, require
from gql.content.text.plain_text import is_blank
from gql.db import Connection, Record
from gql.errors import (
    Conflict,
    Forbidden,
    LimitExceeded,
    NotSignedIn,
    RecordNotFound,
    Refused,
)
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("comment")
MODERATE_REFUSALS = (Conflict, Forbidden, LimitExceeded, NotSignedIn, RecordNotFound)
MAX_IDS = 100
MAX_REASON_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class CommentOutcome:
    """The status of a comment before and after, or the problem for which it was left alone."""

    comment_id: int
    was: CommentStatus | None = None
    became: CommentStatus | None = None
    problem: Refused | None = None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The outcome for each comment in the requested order, and the batch id for undo().

    `batch` is None if no status changed.
    """

    results: list[CommentOutcome]
    batch: uuid.UUID | None


async def moderate(
    connection: Connection,
    viewer: Viewer,
    ids: Sequence[int],
    status: CommentStatus,
    reason: str | None,
    as_of: datetime | None = None,
) -> BatchOutcome:
    """Set the status of comments, except those that their author edited after `as_of`.

    Raises NotSignedIn, Forbidden and LimitExceeded.
    """
    require(viewer, Action.MODERATE)
    _require_few(ids)
    records = await _lock_comments(connection, ids)
    before, edited = _statuses(records), _changed_since(records, as_of)
    changed = [id for id in before if before[id] is not status and id not in edited]
    results = [_outcome_of(id, before.get(id), status, is_edited=id in edited) for id in ids]
    if not changed:
        return BatchOutcome(results, None)
    batch = uuid.uuid4()
    await _update_and_record(connection, changed, SQL["set_status"].text, changed, status)
    was = [before[id] for id in changed]
    saved_reason = None if is_blank(reason or "") else (reason or "").strip()
    recorded = (batch, changed, was, viewer.author_id, status, saved_reason, viewer.token)
    await connection.execute(SQL["insert_moderation"].text, *recorded)
    return BatchOutcome(results, batch)


async def undo(connection: Connection, viewer: Viewer, batch: uuid.UUID) -> BatchOutcome:
    """Restore the statuses before a batch, except where they have changed again since.

    Raises NotSignedIn, Forbidden and RecordNotFound.
    """
    require(viewer, Action.MODERATE)
    recorded = await connection.fetch(SQL["moderations_of_batch"].text, batch)
    if not recorded:
        raise RecordNotFound(field=["batch"])
    before = _statuses(
        await _lock_comments(connection, [record["comment_id"] for record in recorded])
    )
    # read again under the locks: another moderator may have decided while we waited for them
    recorded = await connection.fetch(SQL["moderations_of_batch"].text, batch)
    due = [record for record in recorded if not _is_superseded(record, before)]
    if due:
        ids, undone = [r["comment_id"] for r in due], [r["id"] for r in due]
        await _update_and_record(connection, ids, SQL["restore_status"].text, undone)
        await connection.execute(SQL["mark_undone"].text, undone, viewer.author_id, viewer.token)
    return BatchOutcome([_undo_outcome(record, before) for record in recorded], batch)


def _require_few(ids: Sequence[int]) -> None:
    if len(ids) > MAX_IDS:
        raise LimitExceeded("ids", requested=len(ids), allowed=MAX_IDS, what="Too many ids")


async def _lock_comments(connection: Connection, ids: Sequence[int]) -> list[Record]:
    """Lock the entries of comments, then the comments, both by id, and return the comments.

    Tombstones that are kept only for their moderation log count as not found.
    """
    await connection.execute(SQL["lock_entries_of"].text, ids)
    records = await connection.fetch(SQL["lock_comments"].text, ids)
    return [record for record in records if not record["is_gone"]]


# comments that do not exist are not in the result: their ids then count as NOT_FOUND
def _statuses(records: Sequence[Record]) -> dict[int, CommentStatus]:
    return {record["id"]: CommentStatus(record["status"]) for record in records}


def _changed_since(records: Sequence[Record], as_of: datetime | None) -> set[int]:
    if as_of is None:
        return set()
    return {r["id"] for r in records if r["updated_at"] and r["updated_at"] > as_of}


async def _update_and_record(
    connection: Connection, ids: Sequence[int], statement: str, *values: object
) -> None:
    """Run an update of comments and record the changes that readers see."""
    before = await tag_snapshots(connection, ids)
    await connection.execute(statement, *values)
    await record_comment_changes(connection, before, await tag_snapshots(connection, ids))


def _outcome_of(
    id: int, was: CommentStatus | None, became: CommentStatus, *, is_edited: bool
) -> CommentOutcome:
    if was is None:
        return CommentOutcome(id, problem=RecordNotFound())
    if is_edited:
        return CommentOutcome(
            id, was, problem=Conflict("Its author has edited it since. Read it again.")
        )
    return CommentOutcome(id, was, became)


def _is_superseded(record: Record, now: Mapping[int, CommentStatus]) -> bool:
    """Whether a decision was undone, or followed by another, or its status has changed since.

    An author's edit can hold an approved comment again without an entry in the log: hence the
    comparison with the present status.
    """
    holds = now.get(record["comment_id"]) == record["became"]
    return record["is_undone"] or record["is_over"] or not holds


def _undo_outcome(record: Record, before: Mapping[int, CommentStatus]) -> CommentOutcome:
    id = record["comment_id"]
    if _is_superseded(record, before):
        reason = "It was undone already." if record["is_undone"] else "It was changed since."
        return CommentOutcome(id, problem=Conflict(reason))
    return CommentOutcome(id, before[id], CommentStatus(record["was"]))
