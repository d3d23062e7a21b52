"""Whether a comment is seen at once, or waits for a moderator."""

from __future__ import annotations

from gql.content.comments.comment_settings import CommentRules, Hold
from gql.content.comments.commenter import Sender
from gql.content.comments.spam import Suspicion
from gql.content.draft import CommentStatus
from gql.content.permission import Act, may
from gql.content.record import NewRecord
from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("comment")
Decision = tuple[CommentStatus, str | None]
APPROVED: Decision = (CommentStatus.APPROVED, None)


async def decided(
    connection: Connection,
    rules: CommentRules,
    sender: Sender,
    suspicious: Suspicion | None,
    guest: NewRecord,
) -> Decision:
    """The status, and why it is not approved. `guest`: the name and e-mail address that were given,
    as stored."""
    if may(sender.viewer, Act.ANSWER_AT_ONCE):
        return APPROVED
    if suspicious:
        return suspicious.status, suspicious.reason
    if rules.hold is Hold.NONE:
        return APPROVED
    if not sender.is_guest:
        known = await connection.fetchval(SQL["is_approved_author"].text, sender.viewer.author_id)
        return APPROVED if known else (CommentStatus.HELD, "It is the first of this account.")
    if rules.hold is Hold.FIRST_TIME and await _is_known(connection, sender, guest):
        return APPROVED
    return CommentStatus.HELD, "It is a guest's."


async def _is_known(connection: Connection, sender: Sender, guest: NewRecord) -> bool:
    """By the receipt of a comment that was approved, under the same name and address. Anybody can
    type the address of somebody else; nobody can make up a receipt."""
    found = await connection.fetchval(
        SQL["is_approved_guest"].text, list(sender.receipts), guest["guest_name"], guest["email"]
    )
    return bool(found)
