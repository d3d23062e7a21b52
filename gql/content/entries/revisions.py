"""Versions: each save of an entry is kept, and can be gone back to."""

from __future__ import annotations

from dataclasses import replace

from gql.content.draft import EntryKind
from gql.content.entries.entry_input import Written, written
from gql.content.text.plain_text import title_text
from gql.db import Connection, Record
from gql.errors import BadInput, Conflict
from gql.sql.statements import statements

SQL = statements("revision")
ENTRY = statements("entry")


async def note(
    connection: Connection, entry_id: int, version: int, saved_by: int | None, text: str, w: Written
) -> None:
    """Keeps a version. `text`: what it says, as plain text, by which versions are compared."""
    await connection.execute(
        SQL["note_revision"].text, entry_id, version, saved_by, w.as_json(), text
    )


async def note_first(connection: Connection, entry: Record, w: Written) -> None:
    """What was imported has no revision yet: what stood there is kept before it is changed."""
    if not await connection.fetchval(SQL["has_revision"].text, entry["id"], entry["version"]):
        await note(connection, entry["id"], entry["version"], None, entry["content_text"], w)


async def require_version(connection: Connection, entry: Record, expected: int | None) -> None:
    """Raises Conflict, with who saved it since and when, where it is not the version expected."""
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


async def written_before(connection: Connection, entry: Record, version: int) -> Written:
    """What a version said. Raises BadInput where there is none of that number. What it named and
    is not there any more is left out."""
    found = await connection.fetchval(SQL["revision"].text, entry["id"], version)
    if found is None:
        raise BadInput(f"There is no version {version} of it.", field=["version"])
    kept = written(EntryKind(entry["kind"]), found)
    there = await connection.fetchrow(
        ENTRY["existing_ids"].text,
        [kept.featured_media] if kept.featured_media else [],
        list(kept.terms),
        list(kept.authors),
        [kept.parent] if kept.parent else [],
    )
    return replace(
        kept,
        title=title_text(kept.title),
        terms=tuple(id for id in kept.terms if id in there["terms"]),
        authors=tuple(id for id in kept.authors if id in there["authors"])
        or tuple(entry["authors"]),
        featured_media=kept.featured_media if there["media"] else None,
        parent=kept.parent if there["pages"] else None,
    )
