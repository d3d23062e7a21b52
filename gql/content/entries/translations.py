"""Translations: posts, or pages, that share a group, one in each language.

Which group an entry is in is no part of a version: it holds at once, as its meta does.
"""

from __future__ import annotations

from gql.content.draft import EntryKind, EntryStatus
from gql.content.entries.lock_and_authorise import EDIT, authorised_entry
from gql.db import Connection, Record
from gql.errors import BadInput, Forbidden, RecordNotFound, TranslationExists
from gql.sql.statements import statements
from gql.viewer import Viewer

SQL = statements("translation")
MAX_TRANSLATIONS = 50  # entries of one group
FIELD = ["translationOf"]


async def translation_ids(connection: Connection, entry_id: int) -> list[int]:
    """The ids of an entry's translations, in ascending order: of all others of its group."""
    return [record["id"] for record in await _translations(connection, entry_id)]


async def leave(connection: Connection, entry_id: int) -> list[int]:
    """Make an entry a translation of nothing. Returns the ids of those that it was one of."""
    before = await translation_ids(connection, entry_id)
    await connection.execute(SQL["leave_group"].text, entry_id)
    return before


async def join(
    connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int, other_id: int
) -> list[int]:
    """Make an entry a translation of another, which is locked. Returns the ids of all others.

    Raises RecordNotFound, Forbidden, BadInput and TranslationExists.
    """
    await _require_other(connection, viewer, kind, entry_id, other_id)
    # the group of the other one, seen from the entry that joins: with the other one itself
    other = await connection.fetchrow(SQL["languages"].text, other_id)
    members = {r["id"]: r["language"] for r in await _translations(connection, other_id)}
    members[other_id] = other["language"]
    members.pop(entry_id, None)
    if len(members) >= MAX_TRANSLATIONS:
        raise BadInput(f"{MAX_TRANSLATIONS} translations of one text are the most.", field=FIELD)
    own = await connection.fetchrow(SQL["languages"].text, entry_id)
    for language in (own["newest"], own["language"]):
        if language in members.values():
            raise TranslationExists(
                f"There is a translation in {language} already: give it another language first.",
                field=FIELD,
            )
    await connection.execute(SQL["begin_group"].text, other_id)
    await connection.execute(SQL["join_group"].text, entry_id, other_id)
    return sorted(members)


async def require_free(connection: Connection, entry_id: int, language: str) -> None:
    """Raise TranslationExists if a translation of an entry is in this language."""
    if language.lower() in [r["language"] for r in await _translations(connection, entry_id)]:
        raise TranslationExists(
            f"One of its translations is in {language} already.", field=["language"]
        )


async def leave_unless_free(connection: Connection, entry_id: int, language: str) -> list[int]:
    """Make an entry a translation of nothing, if a translation of it is in this language.

    Returns the ids of those that it is none of any more.
    """
    try:
        await require_free(connection, entry_id, language)
    except TranslationExists:
        return await leave(connection, entry_id)
    return []


async def _translations(connection: Connection, entry_id: int) -> list[Record]:
    return list(await connection.fetch(SQL["translations"].text, entry_id))


async def _require_other(
    connection: Connection, viewer: Viewer, kind: EntryKind, entry_id: int, other_id: int
) -> None:
    if other_id == entry_id:
        raise BadInput("It cannot be a translation of itself.", field=FIELD)
    try:
        other = await authorised_entry(connection, viewer, kind, other_id, EDIT)
    except (RecordNotFound, Forbidden) as refused:
        raise type(refused)(refused.message, field=FIELD) from None
    if other["status"] == EntryStatus.TRASH:
        raise BadInput("That is in the trash. Restore it first.", field=FIELD)
