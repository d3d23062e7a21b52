"""From draft to readers, and back: publish now or later, unpublish, submit, trash, restore."""

from __future__ import annotations

from datetime import datetime

from gql.content.draft import EntryKind, EntryStatus
from gql.content.entries import entry_tags, revisions
from gql.content.entries.entry_input import written
from gql.content.entries.lock_and_authorise import EDIT, PUBLISH, TRASH, opened, require_not_trash
from gql.content.entries.save import hold_counted, put_anew
from gql.content.timestamp import utc
from gql.db import Connection, Record
from gql.errors import BadInput
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")
EARLIEST, LATEST = 1900, 9000


async def publish(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    at: datetime | None,
    expected_version: int | None,
) -> None:
    """Its newest text is what readers see, from now on or from a time to come.

    Raises NotSignedIn, NotThere, Forbidden, Conflict and BadInput.
    """
    entry = await opened(connection, viewer, kind, entry_id, PUBLISH)
    require_not_trash(entry)
    await revisions.require_version(connection, entry, expected_version)
    now: datetime = await connection.fetchval(SQL["now"].text)
    published_at = utc(at) if at else _first_published(entry, now)
    if published_at is None or not EARLIEST <= published_at.year <= LATEST:
        raise BadInput("This time cannot be used.", field=["at"])
    if entry["is_public"] and published_at > now:
        raise BadInput(
            "Readers see it already. Unpublish it first, or publish its newest text now.",
            field=["at"],
        )
    touched = await _take_draft(connection, entry, is_leaving=False)
    await _set(connection, entry, EntryStatus.PUBLISHED, published_at)
    await entry_tags.shown(connection, entry, touched, published_at)


async def unpublish(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """A draft again, with its newest text. Raises NotSignedIn, NotThere, Forbidden and BadInput."""
    entry = await opened(connection, viewer, kind, entry_id, PUBLISH)
    require_not_trash(entry)
    await _withdraw(connection, entry, EntryStatus.DRAFT)


async def submit(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """A draft waits for an editor. Raises NotSignedIn, NotThere, Forbidden and BadInput."""
    entry = await opened(connection, viewer, kind, entry_id, EDIT)
    if entry["status"] not in (EntryStatus.DRAFT, EntryStatus.PENDING):
        raise BadInput("Only a draft can be handed to an editor.", field=["id"])
    await _withdraw(connection, entry, EntryStatus.PENDING)


async def trash(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """Its path answers 410 if readers saw it. Raises NotSignedIn, NotThere and Forbidden."""
    entry = await opened(connection, viewer, kind, entry_id, TRASH)
    if entry["status"] != EntryStatus.TRASH:
        await _withdraw(connection, entry, EntryStatus.TRASH)


async def restore(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """A draft again. Others may have taken its slug and its path: then it gets new ones.

    Raises NotSignedIn, NotThere, Forbidden and BadInput.
    """
    entry = await opened(connection, viewer, kind, entry_id, TRASH)
    if entry["status"] != EntryStatus.TRASH:
        raise BadInput("It is not in the trash.", field=["id"])
    touched = await put_anew(connection, entry, is_leaving=True)
    await _set(connection, entry, EntryStatus.DRAFT, entry["published_at"])
    await entry_tags.restored(connection, entry, touched)


async def _withdraw(connection: Connection, entry: Record, status: EntryStatus) -> None:
    if entry["status"] == status:
        return
    newest = written(EntryKind(entry["kind"]), entry)
    await connection.execute(SQL["take_names"].text)
    await hold_counted(
        connection, [*entry["filed_under"], *newest.terms], [*entry["owners"], *newest.authors]
    )
    # first, for where readers see it is remembered, and not where its newest text would stand
    await _set(connection, entry, status, entry["published_at"])
    touched = await _take_draft(connection, entry, is_leaving=True)
    await entry_tags.hidden(connection, entry, touched)


async def _take_draft(connection: Connection, entry: Record, *, is_leaving: bool) -> list[str]:
    """The newest text becomes that of the entry. Returns the tags of what answers otherwise."""
    if not entry["has_draft"]:
        await hold_counted(connection, entry["filed_under"], entry["owners"])
        return []
    touched = await put_anew(connection, entry, is_leaving=is_leaving)
    await connection.execute(SQL["forget_draft"].text, entry["id"])
    return touched


def _first_published(entry: Record, now: datetime) -> datetime:
    """What readers saw before keeps the time at which they first did."""
    before: datetime | None = entry["published_at"]
    seen = entry["is_public"] or entry["was_public"]
    return before if seen and before and before <= now else now


async def _set(
    connection: Connection, entry: Record, status: EntryStatus, published_at: datetime | None
) -> None:
    await connection.execute(SQL["set_status"].text, entry["id"], status, published_at)
