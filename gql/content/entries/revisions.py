"""Revisions: each saved version of an entry is stored, and any of them can be restored."""

from __future__ import annotations

from dataclasses import replace

from gql.content.draft import EntryKind
from gql.content.entries.entry_values import EntryValues, entry_values
from gql.content.entries.relations import present_terms
from gql.content.text.plain_text import title_text
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict
from gql.sql.statements import statements

SQL = statements("revision")
ENTRY_SQL = statements("entry")


async def store_revision(
    connection: Connection,
    entry_id: int,
    version: int,
    saved_by: int | None,
    text: str,
    values: EntryValues,
) -> None:
    """Store a version. `saved_by`: a profile or None; `text`: plain text, compared in diffs."""
    await connection.execute(
        SQL["insert_revision"].text, entry_id, version, saved_by, values.as_json(), text
    )


async def store_imported_version(
    connection: Connection, entry: Record, values: EntryValues
) -> None:
    """Store the current version as a revision, unless it is one, before another replaces it."""
    # imports write no revisions: most imported entries are never edited
    if not await connection.fetchval(SQL["has_revision"].text, entry["id"], entry["version"]):
        await store_revision(
            connection, entry["id"], entry["version"], None, entry["content_text"], values
        )


async def require_version(connection: Connection, entry: Record, expected: int | None) -> None:
    """Raise Conflict, with who saved the newest version and when, unless it is the expected one."""
    # optimistic locking: the row is locked by now, so that of many who save over one version
    # exactly one succeeds
    if expected is None or expected == entry["version"]:
        return
    last = await connection.fetchrow(SQL["last_save"].text, entry["id"])
    who, when = (last["name"], last["saved_at"]) if last else (None, entry["updated_at"])
    raise Conflict(
        f"{who or 'Somebody'} has saved version {entry['version']} at {when:%Y-%m-%d %H:%M} UTC; "
        f"you began with version {expected}. Read it, and save yours over it if you want to.",
        field=["expectedVersion"],
        version=entry["version"],
        saved_by=last and last["saved_by"],
        saved_at=when,
    )


async def revision_values(connection: Connection, entry: Record, version: int) -> EntryValues:
    """The values of an earlier version, without references to what has been deleted since.

    Raises BadInput where there is no such version.
    """
    stored = await connection.fetchval(SQL["revision_values"].text, entry["id"], version)
    if stored is None:
        raise BadInput(f"There is no version {version} of it.", field=["version"])
    values = entry_values(EntryKind(entry["kind"]), stored)
    existing = await connection.fetchrow(
        ENTRY_SQL["existing_ids"].text,
        [values.featured_media] if values.featured_media else [],
        list(values.authors),
        [values.parent] if values.parent else [],
    )
    return replace(
        values,
        title=title_text(values.title),
        terms=await present_terms(connection, values.terms),
        authors=tuple(id for id in values.authors if id in existing["authors"])
        or tuple(entry["authors"]),
        featured_media=values.featured_media if existing["media"] else None,
        parent=values.parent if existing["pages"] else None,
    )
