"""The moderation policy: whether a new or edited comment is approved at once or held."""

from __future__ import annotations

from gql.content.comments.comment_settings import CommentSettings, HoldPolicy
from gql.content.comments.commenter import Commenter
from gql.content.comments.spam import Suspicion
from gql.content.draft import CommentStatus
from gql.content.permission import Action, is_allowed
from gql.content.record import NewRecord
from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("comment")
Decision = tuple[CommentStatus, str | None]
APPROVED: Decision = (CommentStatus.APPROVED, None)


async def decide_status(
    connection: Connection,
    settings: CommentSettings,
    commenter: Commenter,
    suspicion: Suspicion | None,
    guest: NewRecord,
) -> Decision:
    """Return the status, and the reason if it is not APPROVED.

    `guest` has the name and e-mail address of a guest as they are stored: guest_name and email.
    """
    if is_allowed(commenter.viewer, Action.COMMENT_UNMODERATED):
        return APPROVED
    # before the hold policy: suspicious comments are held even if the site holds no others
    if suspicion:
        return suspicion.status, suspicion.reason
    if settings.hold_comments is HoldPolicy.NONE:
        return APPROVED
    if not commenter.is_guest:
        is_approved = await connection.fetchval(
            SQL["is_approved_author"].text, commenter.viewer.author_id
        )
        return (
            APPROVED
            if is_approved
            else (CommentStatus.HELD, "It is the first comment of this account.")
        )
    if settings.hold_comments is HoldPolicy.FIRST_TIME and await _is_approved_guest(
        connection, commenter, guest
    ):
        return APPROVED
    return CommentStatus.HELD, "It was written by a guest."


async def _is_approved_guest(
    connection: Connection, commenter: Commenter, guest: NewRecord
) -> bool:
    """Whether the guest holds the receipt of an approved comment under the same name and address.

    WordPress trusts the name and e-mail address alone (check_comment()). Here a receipt has to
    prove them: anybody can type another person's address, but receipts are signed.
    """
    is_approved = await connection.fetchval(
        SQL["is_approved_guest"].text, list(commenter.receipts), guest["guest_name"], guest["email"]
    )
    return bool(is_approved)
