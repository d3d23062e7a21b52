"""Previews: making and revoking one, and whether who made it may still show the entry."""

from __future__ import annotations

from gql.content.draft import EntryKind
from gql.content.entries.lock_and_authorise import (
    ACCESS_REFUSALS,
    PREVIEW,
    authorised_entry,
    lock_entry,
)
from gql.content.permission import is_allowed
from gql.db import Connection, Record
from gql.errors import LimitExceeded, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Role, Viewer

SQL = statements("preview")
REVOKE_REFUSALS = ACCESS_REFUSALS
CREATE_REFUSALS = (*ACCESS_REFUSALS, LimitExceeded)
MAX_PREVIEWS = 50  # of one entry that have not ended


async def create_preview(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    *,
    digest: bytes,
    minutes: int,
) -> tuple[Record, Record]:
    """Store a preview, of whose token only the digest is known here.

    Returns the entry, and id and expires_at of the preview. Raises NotSignedIn, RecordNotFound,
    Forbidden and LimitExceeded.
    """
    entry = await lock_entry(connection, viewer, kind, entry_id, PREVIEW)
    await connection.execute(SQL["delete_old_previews"].text)
    count = await connection.fetchval(SQL["count_previews"].text, entry_id)
    if count >= MAX_PREVIEWS:
        what = "There are too many previews of it; revoke one first"
        raise LimitExceeded("previews", requested=count + 1, allowed=MAX_PREVIEWS, what=what)
    maker = viewer.account_id, viewer.token
    preview = await connection.fetchrow(
        SQL["insert_preview"].text, entry_id, *maker, digest, minutes
    )
    return entry, preview


async def revoke_preview(connection: Connection, viewer: Viewer, preview_id: int) -> None:
    """End a preview from the next request on; whoever may make one may revoke any.

    Raises NotSignedIn, RecordNotFound and Forbidden.
    """
    if viewer.role is None:
        raise NotSignedIn
    of = await connection.fetchrow(SQL["entry_of_preview"].text, preview_id)
    if of is None:
        raise RecordNotFound
    kind = EntryKind(of["kind"])
    await authorised_entry(connection, viewer, kind, of["entry_id"], PREVIEW)
    await connection.execute(SQL["revoke_preview"].text, preview_id)


def is_in_force(preview: Record) -> bool:
    """Whether a preview of the statement `presented_previews` was not revoked, and its maker may
    still preview the entry: a role may be lost, and a post given to other authors."""
    maker = Viewer(Role(preview["role"]), author_id=preview["author_id"])
    # the same right before and after publishing
    action = PREVIEW[EntryKind(preview["kind"])][0]
    return not preview["is_revoked"] and is_allowed(maker, action, preview["owners"])
