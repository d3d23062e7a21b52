"""Changing and deleting what was answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gql.content import rate_limit
from gql.content.comments.comment_record import written_record
from gql.content.comments.comment_settings import CommentRules
from gql.content.comments.comment_tags import announce_comments, announce_gone, touched
from gql.content.comments.commenter import Sender
from gql.content.comments.create import count_writing, tried_record
from gql.content.comments.moderation_policy import decided
from gql.content.comments.spam import NO_FORM, suspicion
from gql.content.draft import CommentDraft, CommentStatus, Format
from gql.content.permission import Act, Reach, reach
from gql.content.record import NewRecord
from gql.db import Connection, Database, Record
from gql.errors import Forbidden, NotThere, TooLate
from gql.sql.statements import statements

SQL = statements("comment")
NOT_YOURS = "Only who wrote a comment may change it: sign in, or send its receipt."


async def edit_comment(
    database: Database, rules: CommentRules, sender: Sender, comment_id: int, content: str
) -> None:
    """What its writer has changed is judged as if it were written now: it may be held again.

    Raises NotThere, Forbidden, TooLate, BadInput, LimitExceeded, RateLimited and WritersBusy.
    """
    draft = _draft(content)
    record = await tried_record(database, rules, sender, draft)
    async with rate_limit.in_turn(sender.name), database.transaction() as connection:
        await count_writing(connection, rules, sender)
        await _change(connection, rules, sender, comment_id, record or written_record(draft))


async def delete_comment(connection: Connection, sender: Sender, comment_id: int) -> None:
    """For good where nobody has answered it; else its place is left, empty in the tables too.

    Raises NotThere and Forbidden.
    """
    await _locked(connection, sender, comment_id)
    before = await touched(connection, [comment_id])
    if await connection.fetchval(SQL["keeps_row"].text, comment_id):
        await _bury(connection, comment_id)
        await announce_comments(connection, before, await touched(connection, [comment_id]))
        return
    await _remove(connection, comment_id)
    await announce_gone(connection, before)


async def _change(
    connection: Connection, rules: CommentRules, sender: Sender, comment_id: int, record: NewRecord
) -> None:
    comment = await _locked(connection, sender, comment_id)
    _require_changeable(rules, sender, comment)
    status, reason = await _status(connection, rules, sender, comment, record)
    before = await touched(connection, [comment_id])
    await connection.execute(SQL["change_text"].text, comment_id, {**record, "status": status})
    if reason:
        await connection.execute(SQL["note_reason"].text, comment_id, f"It was changed. {reason}")
    await announce_comments(connection, before, await touched(connection, [comment_id]))


async def _locked(connection: Connection, sender: Sender, comment_id: int) -> Record:
    """Its post first, then the comment: nobody answers or moderates it meanwhile."""
    await connection.execute(SQL["entries_of"].text, [comment_id])
    found = await connection.fetch(SQL["lock_comments"].text, [comment_id])
    if not found or found[0]["is_deleted"]:
        raise NotThere(field=["id"])
    comment: Record = found[0]
    is_own = sender.wrote(comment_id, comment["author_id"])
    if not is_own and reach(sender.viewer, Act.CHANGE_COMMENT) is not Reach.ALL:
        # whether it waits somewhere is not told
        raise Forbidden(NOT_YOURS) if comment["is_visible"] else NotThere(field=["id"])
    return comment


def _require_changeable(rules: CommentRules, sender: Sender, comment: Record) -> None:
    if sender.may_moderate:
        return
    if not comment["is_on_public"]:
        raise NotThere(field=["id"])
    if comment["status"] == CommentStatus.TRASH:
        raise Forbidden("A moderator has thrown this comment away.")
    if datetime.now(UTC) > comment["published_at"] + timedelta(minutes=rules.edit_minutes):
        raise TooLate(f"A comment may be changed for {rules.edit_minutes} minutes.")


async def _status(
    connection: Connection, rules: CommentRules, sender: Sender, comment: Record, record: NewRecord
) -> tuple[CommentStatus, str | None]:
    """What it is then, and why it is held again. What waits already, waits on."""
    status = CommentStatus(comment["status"])
    if sender.may_moderate or status is not CommentStatus.APPROVED:
        return status, None
    email = await connection.fetchval(SQL["email_of"].text, comment["id"])
    guest = {"guest_name": comment["guest_name"], "email": email}
    suspicious = suspicion(rules, NO_FORM, record["content_html"], datetime.now(UTC))
    return await decided(connection, rules, sender, suspicious, guest)


def _draft(content: str) -> CommentDraft:
    return CommentDraft(
        source_id="", content=content, published_at=datetime.now(UTC), format=Format.MARKDOWN
    )


async def _remove(connection: Connection, comment_id: int) -> None:
    """With the empty places above it that nothing else stands below."""
    doomed: int | None = comment_id
    while doomed is not None:
        above = await connection.fetchval(SQL["empty_tombstone_above"].text, doomed)
        await connection.execute(SQL["delete_comment"].text, doomed)
        doomed = above


async def _bury(connection: Connection, comment_id: int) -> None:
    for name in ("bury", "delete_private", "delete_likes", "delete_guest_likes"):
        await connection.execute(SQL[name].text, comment_id)
