"""The first step of every change of an entry: lock it, then check what the viewer may do.

Of a post only its row is locked. Of a page also the pages below it, after the advisory lock of
names, which every change of a slug or URI takes: see lock_rows.
"""

from __future__ import annotations

from gql.content.draft import EntryKind, EntryStatus
from gql.content.permission import Action, is_allowed, require
from gql.db import Connection, Record
from gql.errors import BadInput, Forbidden, NotSignedIn, RecordNotFound
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")
ACCESS_REFUSALS = (Forbidden, NotSignedIn, RecordNotFound)

# the actions required while the entry is not published, and once it is published or scheduled
EDIT = {
    EntryKind.POST: (Action.EDIT_POST, Action.EDIT_PUBLISHED),
    EntryKind.PAGE: (Action.WRITE_PAGE, Action.WRITE_PAGE),
}
PUBLISH = {
    EntryKind.POST: (Action.PUBLISH_POST, Action.PUBLISH_POST),
    EntryKind.PAGE: (Action.WRITE_PAGE, Action.WRITE_PAGE),
}
TRASH = {
    EntryKind.POST: (Action.TRASH_POST, Action.TRASH_PUBLISHED),
    EntryKind.PAGE: (Action.WRITE_PAGE, Action.WRITE_PAGE),
}
PREVIEW = {
    EntryKind.POST: (Action.PREVIEW_POST, Action.PREVIEW_POST),
    EntryKind.PAGE: (Action.WRITE_PAGE, Action.WRITE_PAGE),
}
RequiredActions = dict[EntryKind, tuple[Action, Action]]


async def lock_entry(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    required: RequiredActions,
    *,
    beside: int | None = None,
) -> Record:
    """Lock an entry until the transaction ends; return what `authorised_entry` returns.

    A post: its row. A page: the advisory lock of names, then the page and all pages below it.
    `beside`: another entry that is locked with it, in the order of their ids.
    """
    if viewer.role is None:
        raise NotSignedIn
    # Locked before it is read: under READ COMMITTED each statement has its own snapshot, and
    # entry_draft, which the next one joins, must be as the former holder of the lock left it.
    await lock_rows(connection, kind, [entry_id] if beside is None else [entry_id, beside])
    return await authorised_entry(connection, viewer, kind, entry_id, required)


async def authorised_entry(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    required: RequiredActions,
) -> Record:
    """The record of an entry with its newest version, if the viewer may do what is required.

    Raises NotSignedIn, RecordNotFound for an entry that the viewer may not see, and Forbidden.
    """
    if viewer.role is None:
        raise NotSignedIn
    entry: Record | None = await connection.fetchrow(SQL["entry"].text, entry_id)
    if entry is None or entry["kind"] != kind:
        raise RecordNotFound
    owners = entry["owners"]
    # not Forbidden: that would confirm to anybody who counts ids that there is a hidden entry
    if not entry["is_public"] and not _may_see_hidden(viewer, kind, owners):
        raise RecordNotFound
    require(viewer, _required_action(entry, required[kind]), owners)
    return entry


async def lock_rows(connection: Connection, kind: EntryKind, ids: list[int]) -> None:
    """Lock entries of one kind until the transaction ends, before any of them is read."""
    if kind is EntryKind.PAGE:
        # Saving or publishing a page may move it, by a new slug or parent, and that rewrites the
        # URIs of all pages below it. Whether it moves shows only later, so they are locked now and
        # always in this order, names before rows: if one transaction locked a row and then asked
        # for the names, and another did the reverse, both would wait for ever.
        await connection.execute(SQL["lock_names"].text)
        await connection.execute(SQL["lock_pages"].text, ids)
    else:
        await connection.execute(SQL["lock_posts"].text, ids, kind)


def _required_action(entry: Record, actions: tuple[Action, Action]) -> Action:
    unpublished, published = actions
    # A contributor could otherwise restore, as a draft of their own, a post that an editor had
    # published and moved to the trash.
    was_published = entry["status"] == EntryStatus.TRASH and entry["was_public"]
    return published if entry["is_published"] or was_published else unpublished


def require_not_trash(entry: Record) -> None:
    """Raise BadInput if the entry is in the trash."""
    if entry["status"] == EntryStatus.TRASH:
        raise BadInput("It is in the trash. Restore it first.", field=["id"])


def _may_see_hidden(viewer: Viewer, kind: EntryKind, owners: list[int]) -> bool:
    action = Action.WRITE_PAGE if kind is EntryKind.PAGE else Action.EDIT_POST
    return is_allowed(viewer, action, owners) or viewer.author_id in owners
