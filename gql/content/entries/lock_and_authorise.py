"""An entry, held for one who may change it."""

from __future__ import annotations

from gql.content.draft import EntryKind, EntryStatus
from gql.content.permission import Act, may, require
from gql.db import Connection, Record
from gql.errors import BadInput, NotSignedIn, NotThere
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")

# what the act takes while readers do not see the entry, and once it is published or will be
EDIT = {
    EntryKind.POST: (Act.EDIT_POST, Act.EDIT_PUBLISHED),
    EntryKind.PAGE: (Act.WRITE_PAGE, Act.WRITE_PAGE),
}
PUBLISH = {
    EntryKind.POST: (Act.PUBLISH_POST, Act.PUBLISH_POST),
    EntryKind.PAGE: (Act.WRITE_PAGE, Act.WRITE_PAGE),
}
TRASH = {
    EntryKind.POST: (Act.TRASH_POST, Act.TRASH_PUBLISHED),
    EntryKind.PAGE: (Act.WRITE_PAGE, Act.WRITE_PAGE),
}
PREVIEW = {
    EntryKind.POST: (Act.PREVIEW_POST, Act.PREVIEW_POST),
    EntryKind.PAGE: (Act.WRITE_PAGE, Act.WRITE_PAGE),
}
Acts = dict[EntryKind, tuple[Act, Act]]


async def opened(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    acts: Acts,
    *,
    hold: bool = True,
) -> Record:
    """The entry with its newest text, held until the end of the transaction.

    Raises NotSignedIn, NotThere for what they may not know of, and Forbidden.
    """
    if viewer.role is None:
        raise NotSignedIn
    if hold:
        await _hold(connection, kind, entry_id)
    entry: Record | None = await connection.fetchrow(SQL["entry"].text, entry_id)
    if entry is None or entry["kind"] != kind:
        raise NotThere
    owners = entry["owners"]
    if not entry["is_public"] and not _may_see(viewer, kind, owners):
        raise NotThere
    require(viewer, _act(entry, acts[kind]), owners)
    return entry


async def _hold(connection: Connection, kind: EntryKind, entry_id: int) -> None:
    if kind is EntryKind.PAGE:  # the names of those below may change with it
        await connection.execute(SQL["take_names"].text)
        await connection.execute(SQL["hold_pages"].text, entry_id)
    else:
        await connection.execute(SQL["lock_entry"].text, entry_id, kind)


def _act(entry: Record, acts: tuple[Act, Act]) -> Act:
    """What readers have seen, and an editor has thrown away, is no draft."""
    quiet, published = acts
    was_thrown_away = entry["status"] == EntryStatus.TRASH and entry["was_public"]
    return published if entry["is_published"] or was_thrown_away else quiet


def require_not_trash(entry: Record) -> None:
    if entry["status"] == EntryStatus.TRASH:
        raise BadInput("It is in the trash. Restore it first.", field=["id"])


def _may_see(viewer: Viewer, kind: EntryKind, owners: list[int]) -> bool:
    act = Act.WRITE_PAGE if kind is EntryKind.PAGE else Act.EDIT_POST
    return may(viewer, act, owners) or viewer.author_id in owners
