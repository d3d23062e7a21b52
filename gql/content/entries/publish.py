"""Changes of status: publish now or later, unpublish, submit for review, trash, restore."""

from __future__ import annotations

from datetime import datetime

from gql.content.draft import EntryKind, EntryStatus
from gql.content.entries import entry_tags, revisions
from gql.content.entries.entry_values import entry_values
from gql.content.entries.lock_and_authorise import (
    ACCESS_REFUSALS,
    EDIT,
    PUBLISH,
    TRASH,
    lock_entry,
    require_not_trash,
)
from gql.content.entries.write_entry import apply_newest_version, lock_terms_and_authors
from gql.content.timestamp import utc
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict, TranslationExists
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("entry")
PUBLISH_REFUSALS = (*ACCESS_REFUSALS, BadInput, Conflict, TranslationExists)
MIN_YEAR, MAX_YEAR = 1900, 9000  # a margin to what datetime holds, in any time zone


async def publish(
    connection: Connection,
    viewer: Viewer,
    kind: EntryKind,
    entry_id: int,
    at: datetime | None,
    expected_version: int | None,
) -> None:
    """Show the newest version to readers, from now on or from a time `at`.

    Raises NotSignedIn, RecordNotFound, Forbidden, Conflict, BadInput and TranslationExists.
    """
    entry = await lock_entry(connection, viewer, kind, entry_id, PUBLISH)
    require_not_trash(entry)
    await revisions.require_version(connection, entry, expected_version)
    # The clock of the transaction, not of this process: status and is_public are computed from it,
    # and no job publishes what is scheduled. Readers' views compare published_at with now().
    now: datetime = await connection.fetchval(SQL["now"].text)
    published_at = utc(at) if at else _publication_time(entry, now)
    if published_at is None or not MIN_YEAR <= published_at.year <= MAX_YEAR:
        raise BadInput("This time cannot be used.", field=["at"])
    if entry["is_public"] and published_at > now:
        raise BadInput(
            "Readers see it already. Unpublish it first, or publish its newest text now.",
            field=["at"],
        )
    tags = await _apply_draft(connection, entry, keep_parent_if_unusable=False)
    await _set_status(connection, entry, EntryStatus.PUBLISHED, published_at)
    await entry_tags.record_published(connection, entry, tags, published_at)


async def unpublish(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """Make an entry a draft again. Raises NotSignedIn, RecordNotFound, Forbidden and BadInput."""
    entry = await lock_entry(connection, viewer, kind, entry_id, PUBLISH)
    require_not_trash(entry)
    await _withdraw(connection, entry, EntryStatus.DRAFT)


async def submit(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """Submit a draft for review: it is PENDING.

    Raises NotSignedIn, RecordNotFound, Forbidden and BadInput.
    """
    entry = await lock_entry(connection, viewer, kind, entry_id, EDIT)
    if entry["status"] not in (EntryStatus.DRAFT, EntryStatus.PENDING):
        raise BadInput("Only a draft can be submitted for review.", field=["id"])
    await _withdraw(connection, entry, EntryStatus.PENDING)


async def trash(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """Move an entry to the trash; its URIs answer 410 if readers have seen it.

    Raises NotSignedIn, RecordNotFound and Forbidden.
    """
    entry = await lock_entry(connection, viewer, kind, entry_id, TRASH)
    if entry["status"] != EntryStatus.TRASH:
        await _withdraw(connection, entry, EntryStatus.TRASH)


async def restore(connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int) -> None:
    """Make an entry in the trash a draft again, with a numbered slug and URI if they are taken.

    Raises NotSignedIn, RecordNotFound, Forbidden and BadInput.
    """
    entry = await lock_entry(connection, viewer, kind, entry_id, TRASH)
    if entry["status"] != EntryStatus.TRASH:
        raise BadInput("It is not in the trash.", field=["id"])
    # before the status: the unique indexes of slugs and URIs leave out what is in the trash
    tags = await apply_newest_version(connection, entry, keep_parent_if_unusable=True)
    await _set_status(connection, entry, EntryStatus.DRAFT, entry["published_at"])
    await entry_tags.record_restored(connection, entry, tags)


async def _withdraw(connection: Connection, entry: Record, status: EntryStatus) -> None:
    if entry["status"] == status:
        return
    # the locks that _apply_draft will need, in the order of lock_terms_and_authors: the triggers
    # of set_status lock those whose counts change, but not those that only the draft names
    newest = entry_values(EntryKind(entry["kind"]), entry)
    await connection.execute(SQL["lock_names"].text)
    await lock_terms_and_authors(
        connection, [*entry["filed_under"], *newest.terms], [*entry["owners"], *newest.authors]
    )
    # The status first: a trigger then stores the URI at which readers saw the entry. After the
    # draft was applied, it would store the URI of the draft, which nobody knows.
    await _set_status(connection, entry, status, entry["published_at"])
    tags = await _apply_draft(connection, entry, keep_parent_if_unusable=True)
    await entry_tags.record_withdrawn(connection, entry, tags)


async def _apply_draft(
    connection: Connection, entry: Record, *, keep_parent_if_unusable: bool
) -> list[str]:
    """Move the newest version from entry_draft into the entry. Returns cache tags of moved URIs.

    Without a draft nothing is moved: it only locks the terms and authors of the entry, whose counts
    the change of status affects.
    """
    if not entry["has_draft"]:
        await lock_terms_and_authors(connection, entry["filed_under"], entry["owners"])
        return []
    tags = await apply_newest_version(
        connection, entry, keep_parent_if_unusable=keep_parent_if_unusable
    )
    await connection.execute(SQL["delete_draft"].text, entry["id"])
    return tags


def _publication_time(entry: Record, now: datetime) -> datetime:
    """The time of the first publication if readers have seen the entry, otherwise now."""
    before: datetime | None = entry["published_at"]
    was_seen = entry["is_public"] or entry["was_public"]
    return before if was_seen and before and before <= now else now


async def _set_status(
    connection: Connection, entry: Record, status: EntryStatus, published_at: datetime | None
) -> None:
    await connection.execute(SQL["set_status"].text, entry["id"], status, published_at)
