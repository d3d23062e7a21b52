"""Editing and deleting a comment: by its author, or by a moderator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gql.content import rate_limit
from gql.content.comments.comment_settings import CommentSettings
from gql.content.comments.comment_tags import (
    record_comment_changes,
    record_comments_deleted,
    tag_snapshots,
)
from gql.content.comments.commenter import Commenter
from gql.content.comments.create import count_comment_attempt, render_draft
from gql.content.comments.moderation_policy import decide_status
from gql.content.comments.spam import NO_FORM_SIGNALS, first_suspicion
from gql.content.draft import CommentDraft, CommentStatus, Format
from gql.content.meta import MetaChanges, write_meta
from gql.content.permission import Action, Scope, require, scope
from gql.content.record import NewRecord
from gql.content.site.site_rules import comment_rules
from gql.db import Connection, Database, Record
from gql.errors import (
    BadInput,
    EditWindowClosed,
    Forbidden,
    LimitExceeded,
    NotSignedIn,
    RateLimited,
    RecordNotFound,
    TooComplex,
)
from gql.sql.statements import statements

SQL = statements("comment")
DELETE_REFUSALS = (Forbidden, RecordNotFound)
EDIT_REFUSALS = (
    *DELETE_REFUSALS,
    BadInput,
    EditWindowClosed,
    LimitExceeded,
    NotSignedIn,
    RateLimited,
    TooComplex,
)
NOT_THE_AUTHOR = "Only its author may change a comment: sign in, or send its receipt."


async def edit_comment(
    database: Database,
    settings: CommentSettings,
    commenter: Commenter,
    comment_id: int,
    content: str | None,
    meta: MetaChanges = (),
) -> None:
    """Replace the text of a comment, unless it is None, and the meta that is named.

    An edit by its author is checked again and may be held. Meta is for editors.

    Raises NotSignedIn, RecordNotFound, Forbidden, EditWindowClosed, BadInput, LimitExceeded,
    RateLimited, TooComplex and RenderQueueFull.
    """
    if meta:
        # before the comment is looked for: who may not write it is not told what there is
        require(commenter.viewer, Action.WRITE_META)
    async with rate_limit.subject_lock(commenter.rate_limit_subject):
        async with database.transaction() as connection:
            await count_comment_attempt(connection, settings, commenter)
        record = None
        if content is not None:
            record = await render_draft(commenter, _edited_draft(content))
        async with database.transaction() as connection:
            await _apply_edit(connection, settings, commenter, comment_id, record, meta)


async def delete_comment(connection: Connection, commenter: Commenter, comment_id: int) -> None:
    """Delete a comment, or leave an empty tombstone where replies or moderations need its row.

    Raises RecordNotFound and Forbidden.
    """
    await _lock_comment(connection, commenter, comment_id)
    before = await tag_snapshots(connection, [comment_id])
    if await connection.fetchval(SQL["must_keep_row"].text, comment_id):
        await _leave_tombstone(connection, comment_id)
        await record_comment_changes(
            connection, before, await tag_snapshots(connection, [comment_id])
        )
        return
    await _delete_with_empty_ancestors(connection, comment_id)
    await record_comments_deleted(connection, before)


async def _apply_edit(
    connection: Connection,
    settings: CommentSettings,
    commenter: Commenter,
    comment_id: int,
    record: NewRecord | None,
    meta: MetaChanges,
) -> None:
    settings = await comment_rules(connection, settings)
    comment = await _lock_comment(connection, commenter, comment_id)
    _require_editable(settings, commenter, comment)
    before = await tag_snapshots(connection, [comment_id])
    if record is not None:
        await _change_text(connection, settings, commenter, comment, record)
    if meta:
        await write_meta(connection, commenter.viewer, "comment", comment_id, meta)
    await record_comment_changes(connection, before, await tag_snapshots(connection, [comment_id]))


async def _change_text(
    connection: Connection,
    settings: CommentSettings,
    commenter: Commenter,
    comment: Record,
    record: NewRecord,
) -> None:
    status, reason = await _status_after_edit(connection, settings, commenter, comment, record)
    await connection.execute(SQL["change_text"].text, comment["id"], {**record, "status": status})
    if reason:
        await connection.execute(
            SQL["save_held_reason"].text, comment["id"], f"It was edited. {reason}"
        )


async def _lock_comment(connection: Connection, commenter: Commenter, comment_id: int) -> Record:
    """Lock a comment and return it, or raise unless the commenter may change it."""
    # The entry first, then the comment: the triggers that number and count comments lock entries
    # first (schema/migrations/0003_counts.sql), and creating and moderating use this order too.
    await connection.execute(SQL["lock_entries_of"].text, [comment_id])
    locked = await connection.fetch(SQL["lock_comments"].text, [comment_id])
    if not locked or locked[0]["is_deleted"]:
        raise RecordNotFound(field=["id"])
    comment: Record = locked[0]
    is_own = commenter.is_own(comment_id, comment["author_id"])
    if not is_own and scope(commenter.viewer, Action.CHANGE_COMMENT) is not Scope.ALL:
        # FORBIDDEN would reveal that a held comment with this id exists
        raise Forbidden(NOT_THE_AUTHOR) if comment["is_visible"] else RecordNotFound(field=["id"])
    return comment


def _require_editable(settings: CommentSettings, commenter: Commenter, comment: Record) -> None:
    if commenter.may_moderate:
        return
    if not comment["is_on_public"]:
        raise RecordNotFound(field=["id"])
    if comment["status"] == CommentStatus.TRASH:
        raise Forbidden("A moderator has moved this comment to the trash.")
    if datetime.now(UTC) > comment["published_at"] + timedelta(
        minutes=settings.comment_edit_minutes
    ):
        raise EditWindowClosed(
            f"A comment may be changed for {settings.comment_edit_minutes} minutes."
        )


async def _status_after_edit(
    connection: Connection,
    settings: CommentSettings,
    commenter: Commenter,
    comment: Record,
    record: NewRecord,
) -> tuple[CommentStatus, str | None]:
    """The status after an edit, and the reason if the comment is held again.

    A comment that is held or spam stays so: an edit by its author must not approve it.
    """
    status = CommentStatus(comment["status"])
    if commenter.may_moderate or status is not CommentStatus.APPROVED:
        return status, None
    email = await connection.fetchval(SQL["email_of"].text, comment["id"])
    guest = {"guest_name": comment["guest_name"], "email": email}
    suspicion = first_suspicion(
        settings, NO_FORM_SIGNALS, record["content_html"], datetime.now(UTC)
    )
    return await decide_status(connection, settings, commenter, suspicion, guest)


def _edited_draft(content: str) -> CommentDraft:
    return CommentDraft(
        source_id="", content=content, published_at=datetime.now(UTC), format=Format.MARKDOWN
    )


async def _delete_with_empty_ancestors(connection: Connection, comment_id: int) -> None:
    """Delete a comment, and each tombstone above it that has no other replies."""
    next_id: int | None = comment_id
    while next_id is not None:
        parent_id = await connection.fetchval(SQL["empty_tombstone_above"].text, next_id)
        await connection.execute(SQL["delete_comment"].text, next_id)
        next_id = parent_id


async def _leave_tombstone(connection: Connection, comment_id: int) -> None:
    """Erase the text, author, private details, meta and likes of a comment; keep its row."""
    await connection.execute(SQL["leave_tombstone"].text, comment_id)
    for name in ("delete_private", "delete_own_meta", "delete_likes", "delete_guest_likes"):
        await connection.execute(SQL[name].text, comment_id)
