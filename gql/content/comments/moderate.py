"""What moderators decide about comments: many at once, written down, and undone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gql.content.comments.comment_tags import announce_comments, touched
from gql.content.draft import CommentStatus
from gql.content.permission import Act, require
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict, LimitExceeded, NotThere, Refused
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("comment")
MOST = 100
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Decided:
    """What a comment was and became, or why nothing was done about it."""

    comment_id: int
    was: CommentStatus | None = None
    became: CommentStatus | None = None
    problem: Refused | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, in the order in which it was asked, and the name by which it is undone:
    None where nothing has changed."""

    decided: list[Decided]
    batch: uuid.UUID | None


async def moderate(
    connection: Connection,
    viewer: Viewer,
    ids: Sequence[int],
    status: CommentStatus,
    reason: str | None,
    as_of: datetime | None = None,
) -> Outcome:
    """All that are there, but for what its writer has changed since it was read: `as_of`.

    Raises NotSignedIn, Forbidden, BadInput and LimitExceeded.
    """
    require(viewer, Act.MODERATE)
    _check(ids, reason)
    records = await _locked(connection, ids)
    before, unread = _statuses(records), _changed_since(records, as_of)
    changed = [id for id in before if before[id] is not status and id not in unread]
    decided = [_decided(id, before.get(id), status, is_unread=id in unread) for id in ids]
    if not changed:
        return Outcome(decided, None)
    batch = uuid.uuid4()
    await _change(connection, changed, SQL["set_status"].text, changed, status)
    was = [before[id] for id in changed]
    why = (reason or "").strip() or None
    noted = (batch, changed, was, viewer.author_id, status, why, viewer.token)
    await connection.execute(SQL["note_moderation"].text, *noted)
    return Outcome(decided, batch)


async def undo(connection: Connection, viewer: Viewer, batch: uuid.UUID) -> Outcome:
    """Each comment as it was before, unless it was decided anew since, or changed by its writer.

    Raises NotSignedIn, Forbidden and NotThere.
    """
    require(viewer, Act.MODERATE)
    noted = await connection.fetch(SQL["moderations"].text, batch)
    if not noted:
        raise NotThere(field=["batch"])
    before = _statuses(await _locked(connection, [record["comment_id"] for record in noted]))
    # read again: until they were held, somebody may have decided anew
    noted = await connection.fetch(SQL["moderations"].text, batch)
    due = [record for record in noted if not _over(record, before)]
    if due:
        ids, undone = [r["comment_id"] for r in due], [r["id"] for r in due]
        await _change(connection, ids, SQL["restore_status"].text, undone)
        await connection.execute(SQL["note_undone"].text, undone, viewer.author_id, viewer.token)
    return Outcome([_undone(record, before) for record in noted], batch)


def _check(ids: Sequence[int], reason: str | None) -> None:
    if len(ids) > MOST:
        raise LimitExceeded("ids", requested=len(ids), allowed=MOST, what="These are too many ids")
    if len(reason or "") > LONGEST_REASON:
        raise BadInput(
            f"The reason has {len(reason or ''):,} characters; {LONGEST_REASON:,} are allowed.",
            field=["reason"],
        )


async def _locked(connection: Connection, ids: Sequence[int]) -> list[Record]:
    """Their posts are held first, then the comments. What was deleted for good is kept for its log
    alone."""
    await connection.execute(SQL["entries_of"].text, ids)
    records = await connection.fetch(SQL["lock_comments"].text, ids)
    return [record for record in records if not record["is_gone"]]


def _statuses(records: Sequence[Record]) -> dict[int, CommentStatus]:
    return {record["id"]: CommentStatus(record["status"]) for record in records}


def _changed_since(records: Sequence[Record], as_of: datetime | None) -> set[int]:
    if as_of is None:
        return set()
    return {r["id"] for r in records if r["updated_at"] and r["updated_at"] > as_of}


async def _change(
    connection: Connection, ids: Sequence[int], statement: str, *values: object
) -> None:
    before = await touched(connection, ids)
    await connection.execute(statement, *values)
    await announce_comments(connection, before, await touched(connection, ids))


def _decided(
    id: int, was: CommentStatus | None, became: CommentStatus, *, is_unread: bool
) -> Decided:
    if was is None:
        return Decided(id, problem=NotThere())
    if is_unread:
        return Decided(id, was, problem=Conflict("Its writer has changed it since. Read it again."))
    return Decided(id, was, became)


def _over(record: Record, now: Mapping[int, CommentStatus]) -> bool:
    """Whether what was decided does not hold any more."""
    holds = now.get(record["comment_id"]) == record["became"]
    return record["is_undone"] or record["is_over"] or not holds


def _undone(record: Record, before: Mapping[int, CommentStatus]) -> Decided:
    id = record["comment_id"]
    if _over(record, before):
        reason = "It was undone already." if record["is_undone"] else "It was changed since."
        return Decided(id, problem=Conflict(reason))
    return Decided(id, before[id], CommentStatus(record["was"]))
